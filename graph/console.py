"""What the command line shows while it works and when it is done."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from graph.preview import Preview

SHOWN = 200
"""Statements of a source that the terminal shows of a preview, and lines on what went wrong or was left out."""


class Bars:
    """A progress bar per kind of work where the output is a terminal, and nothing elsewhere."""

    def __init__(self) -> None:
        self.bar: Any = None
        self.name = ""

    def __call__(self, name: str, length: int) -> None:
        if not sys.stderr.isatty():
            return
        if name != self.name:
            self.close()
            self.bar = click.progressbar(length=length, label=f"{name:<11}", file=sys.stderr, show_pos=True)
            self.bar.__enter__()
            self.name = name
        self.bar.update(1)

    def close(self) -> None:
        if self.bar is not None:
            self.bar.__exit__(None, None, None)


def summarise(report: Mapping[str, Any], counts: Mapping[str, Any], snapshot: int, changed: bool) -> None:
    """The summary at the end of a build; what was left out goes to the error output."""
    statuses = Counter(document["status"] for document in report["documents"])
    read = statuses["published"] + statuses["quarantined"] + statuses["stale"]
    wrong = []
    for document in report["documents"]:
        if document["error"]:
            place = f" ({document['position']})" if document["position"] else ""
            wrong.append(f"{document['status']}: {document['name']}: {document['error']}{place}")
    _some(wrong)
    _some([f"{d['name']}: {note}" for d in report["documents"] if d["status"] == "listing" for note in d["notes"]])
    quarantined = report["quarantined"]
    _some([f"quarantined: {held['label'] or held['iri']}: {'; '.join(held['messages'])}" for held in quarantined])
    classes = [f"{count} {name}" for name, count in counts["classes"].items() if count]
    severities = [f"{count} {name}" for name, count in report["severities"].items() if count]
    told = f"Snapshot {snapshot} published." if changed else f"Nothing has changed since snapshot {snapshot}."
    rows = (
        ("documents", f"{read} read, {statuses['failed']} failed, {statuses['superseded']} superseded"),
        ("records", ", ".join(classes) or "none"),
        ("statements", f"{counts['statements']:,} in {counts['graphs']:,} graphs"),
        ("findings", ", ".join(severities) or "none"),
        ("quarantined", str(len(report["quarantined"]))),
    )
    click.echo(told)
    if "rolled_back_to" in report:
        click.echo(
            f"  It is snapshot {report['rolled_back_to']} again: a roll-back, which holds until something changes."
        )
    if "undone_rollback" in report:
        click.echo(f"  It is what the archive says: the roll-back to snapshot {report['undone_rollback']} ends here.")
    for name, value in rows:
        click.echo(f"  {name:<12} {value}")


def _some(lines: list[str]) -> None:
    for line in lines[:SHOWN]:
        click.echo(line, err=True)
    if len(lines) > SHOWN:
        click.echo(f"… and {len(lines) - SHOWN:,} more, which the page /quality lists", err=True)


def write_preview(found: Preview, patch: Path | None, page: Path | None) -> None:
    """Write a preview where it was asked for."""
    if patch == Path("-"):
        sys.stdout.buffer.writelines(found.patch())
    elif patch:
        with patch.open("wb") as file:
            file.writelines(found.patch())
    if page:
        page.write_text(found.page(), "utf-8")


def show(found: Preview, shown: int = SHOWN) -> None:
    """A preview in the terminal."""
    for part in found.parts:
        click.secho(f"\n{part.name}", bold=True, nl=False)
        click.echo(f": {part.documents:,} graphs, {part.added:,} statements come, {part.removed:,} go")
        for line in part.lines[:shown]:
            label = f" ({line.label})" if line.label else ""
            text = f"{line.sign} {line.subject}{label} {line.predicate} {line.object}"
            click.secho(text.replace("\n", " "), fg="green" if line.sign == "+" else "red")
        if len(part.lines) > shown:
            click.echo(f"… and {len(part.lines) - shown:,} more; --patch and --page tell all")
    if not found.changes:
        click.echo("\nNothing would change.")
    for why in found.held:
        click.secho(f"It would be held: {why}", fg="yellow")
    click.echo("Nothing was changed." if found.changes else "")
