"""``catalograph why``: what became of a document, an address, an identifier or an IRI."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph import cli_deciding
from graph.cli_quality import opened

if TYPE_CHECKING:
    from graph.quality.why import About

EXIT_NOT_PUBLISHED, EXIT_UNKNOWN = 1, 2


@click.command()
@click.argument("about", metavar="DOCUMENT|URL|IDENTIFIER|IRI")
@cli_deciding.JSON
@cli_deciding.DATA
def why(about: str, as_json: bool, data: Path | None) -> None:
    """Tell what became of a document, an address, an identifier or an IRI: why is this not published?

    \b
    Examples:
        catalograph why studies/1002.html
        catalograph why https://archive.example.org/studies/1002
        catalograph why 10.5072/1002
        catalograph why study/rota-diaries

    \b
    Exit codes: 0 it is published as it was harvested last, 1 it is not, 2 nothing is known of it.
    """
    from graph.quality import why as asking

    with opened(data) as desk:
        answer = asking.why(desk.chosen, desk.snapshot, about)
        digest = None if answer.about else asking.digest_of(about)
        if digest:
            answer = replace(asking.why(desk.chosen, desk.snapshot, digest), asked=about)
        if as_json:
            cli_deciding.write(asdict(answer))
        elif answer.about:
            for one in answer.about:
                _tell(one)
        else:
            click.echo(f"Nothing is known here as {about}: it was never harvested, or it is written in another way.")
            for name, label in answer.suggestions:
                click.echo(f"  perhaps {label} ({name})" if label != name else f"  perhaps {name}")
        if not answer.about:
            raise SystemExit(EXIT_UNKNOWN)
        if not answer.published:
            raise SystemExit(EXIT_NOT_PUBLISHED)


def _tell(one: About) -> None:
    click.echo(f"{one.name}: {one.status}{f' ({one.label})' if one.label not in ('', one.name) else ''}")
    for text in one.told:
        click.echo(f"  {text}")
    for line in one.lines:
        what = line.gone or line.error or f"{line.size:,} bytes, sha256 {line.sha256}"
        click.echo(f"  harvested {line.retrieved}: {what}")
    for seen in one.findings:
        click.echo(f"  {seen.severity} ({seen.profile}): {seen.finding.message} [{seen.key}]")
