"""A report as one HTML file that needs nothing else."""

from __future__ import annotations

from html import escape

from graph.report import SEVERITIES, short
from graph.validation.formats import Cause, Located, Result, causes

SHOWN = 200
"""Findings of one cause that are listed."""
_HEAD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Validation report</title><style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
li { margin-block: .25rem; overflow-wrap: anywhere; }
summary { cursor: pointer; } .severity { font-weight: 700; }
</style></head><body><main>
<h1>Validation report</h1>
"""


def document(result: Result) -> bytes:
    """The report as a page: the causes, each with what was found and the lines of the input."""
    counted = {name: sum(one.finding.severity == name for one in result.located) for name in SEVERITIES}
    told = ", ".join(f"{number} {name}" for name, number in counted.items() if number) or "nothing was found"
    verdict = "It conforms" if result.conforms else "It does not conform"
    parts = [_HEAD, f"<p><strong>{verdict}</strong>: {told}.</p>\n", *map(_cause, causes(result))]
    shapes = f"{escape(result.profile or 'own shapes')}, sha256:{result.shapes}"
    parts.append(f"<p>Shapes: {shapes}; validated by {escape(result.engine)}.</p>\n</main></body></html>\n")
    return "".join(parts).encode("utf-8")


def _cause(cause: Cause) -> str:
    finding = cause.finding
    path = f"property <code>{escape(short(finding.path))}</code>, " if finding.path else ""
    items = "".join(map(_item, cause.located[:SHOWN]))
    more = f"<li>and {len(cause.located) - SHOWN} more</li>" if len(cause.located) > SHOWN else ""
    title = f'<span class="severity">{finding.severity}</span> {escape(finding.message)} ({len(cause.located)})'
    shape = f"<p>{path}shape <code>{escape(short(finding.source_shape))}</code></p>"
    return f"<details open><summary>{title}</summary>\n{shape}\n<ul>{items}{more}</ul></details>\n"


def _item(located: Located) -> str:
    finding = located.finding
    value = f": <code>{escape(finding.value)}</code>" if finding.value else ""
    line = f", line {located.span.line}, column {located.span.start}" if located.span else ""
    where = f" ({escape(located.file)}{line})" if located.file else ""
    return f"<li>{escape(finding.focus_node)}{value}{where}</li>\n"
