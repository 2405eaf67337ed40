"""What the command line shows while it works and when it is done."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from typing import Any

import click


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
    for document in report["documents"]:
        if document["error"]:
            place = f" ({document['position']})" if document["position"] else ""
            click.echo(f"{document['status']}: {document['name']}: {document['error']}{place}", err=True)
    for held in report["quarantined"]:
        click.echo(f"quarantined: {held['label'] or held['iri']}: {'; '.join(held['messages'])}", err=True)
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
