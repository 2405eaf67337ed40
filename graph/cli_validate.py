"""The commands that validate: files, profiles, and the shapes themselves."""

from __future__ import annotations

import sys
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from graph.validation import Shapes
    from graph.validation.inputs import Given

EXIT_FINDINGS = 1
_DATA = click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Folder of the catalogue (default: data, CATALOGRAPH_DATA).",
)
_ENGINE = click.option(
    "--engine", help="pyshacl (the reference), pyshifty or auto (default: CATALOGRAPH_ENGINE, auto)."
)


class _ShapesFiles(click.Command):
    """A command whose ``--shapes`` takes all files up to the next option, once the FILEs stand before it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        at = next((place for place, text in enumerate(args) if text == "--shapes" and place > 0), None)
        if at is not None and not args[0].startswith("-"):
            rest = args[at + 1 :]
            files = list(takewhile(lambda text: not text.startswith("-"), rest))
            args = [*args[:at], *(text for file in files for text in ("--shapes", file)), *rest[len(files) :]]
        return super().parse_args(ctx, args)


@click.command(cls=_ShapesFiles)
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--profile", default="catalograph", show_default=True, help="A named set of shapes.")
@click.option(
    "--shapes",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="Own shapes instead: one file or more.",
)
@click.option(
    "--format",
    "-f",
    "format_",
    help="text, page, turtle, json-ld, n-triples, rdf-xml, csv, sarif or github (default: text).",
)
@_ENGINE
@_DATA
def validate(
    files: tuple[Path, ...],
    profile: str,
    shapes: tuple[Path, ...],
    format_: str | None,
    engine: str | None,
    data: Path | None,
) -> None:
    """Check RDF files, or pages with metadata in them, against SHACL shapes.

    All files are validated together, as one graph. github writes annotations for a workflow, sarif what code
    scanning reads, page one HTML file.

    \b
    Examples:
        catalograph validate record.ttl
        catalograph validate *.jsonld --format turtle > report.ttl
        catalograph validate page.html --profile dcat-ap --format github
        catalograph validate data.nt --shapes my-shapes.ttl --engine pyshacl

    \b
    Exit codes: 0 conforms (Warnings are told), 1 a Violation was found, 2 a file cannot be read.
    """
    from graph import settings, validation
    from graph.validation import formats, mydata, pages

    name = _format(format_)
    try:
        chosen = settings.load(data=data, engine=engine)
        loaded = validation.load_shapes(shapes) if shapes else _shapes(chosen.data, profile)
        given = [_given(file) for file in files]
        result = mydata.check(given, loaded, "" if shapes else profile, chosen.engine)
    except (validation.ShapesError, ValueError) as error:
        raise click.UsageError(str(error)) from error
    if name == "text":
        click.echo(validation.explain(result.report))
    else:
        made = pages.document(result) if name == "page" else formats.WRITERS[name](result)
        sys.stdout.buffer.write(made)
    raise SystemExit(0 if result.conforms else EXIT_FINDINGS)


def _format(given: str | None) -> str:
    from graph import serialization
    from graph.validation import formats

    known = ("text", "page", *formats.WRITERS)
    if given is None or given in known:
        return given or "text"
    found = serialization.named(given, serialization.of("graph"))
    if found is None:
        raise click.UsageError(f"--format is one of: {', '.join(known)}")
    return found.name


def _shapes(data: Path, name: str) -> Shapes:
    from graph.validation import OWN, own_shapes, registered

    if name == OWN:
        return own_shapes()
    known = registered.known(data)
    if name not in known:
        raise ValueError(f"no profile {name!r}; there are: {', '.join(known)}")
    return known[name].shapes()


def _given(file: Path) -> Given:
    """A file's statements; of RDF/XML, Turtle and the like with line and column where they are wrong."""
    from graph.checking import BY_EXTENSION, read_rdf
    from graph.validation import inputs

    suffix = file.suffix.lower()
    if suffix in (".html", ".htm", ".xhtml", ".jsonld", ".json"):
        return inputs.read(file.read_bytes(), str(file))
    if suffix not in BY_EXTENSION:
        known = ", ".join(sorted((*BY_EXTENSION, ".html")))
        raise ValueError(f"{file}: its extension tells no RDF syntax; known are {known}")
    return inputs.Given(str(file), tuple(read_rdf(file)), file.read_text("utf-8", "replace"))


@click.group()
def profiles() -> None:
    """The sets of shapes that records are held against: list, add, remove, and which records pass.

    \b
    Example:
        catalograph profiles add dcat-ap dcat-ap-SHACL.ttl
        catalograph profiles check dcat-ap
    """


@profiles.command("list")
@_DATA
def list_(data: Path | None) -> None:
    """List the profiles by name, with where each came from and its digest.

    \b
    Example:
        catalograph profiles list
    """
    from graph import settings
    from graph.validation import registered

    for profile in registered.known(settings.load(data=data).data).values():
        told = f"{profile.origin}  sha256:{profile.digest}" if profile.digest else "comes with the application"
        click.echo(f"{profile.name:<24} {told}")


@profiles.command()
@click.argument("name")
@click.argument("origin", metavar="FILE|URL")
@_DATA
def add(name: str, origin: str, data: Path | None) -> None:
    """Register shapes under a NAME: a file, or a public address that is fetched once.

    They are checked, kept in the data folder by their digest and noted in the journal. owl:imports is not followed.

    \b
    Examples:
        catalograph profiles add dcat-ap dcat-ap-SHACL.ttl
        catalograph profiles add ours https://example.org/shapes.ttl

    Exit codes: 0 registered, 2 wrong use or unusable shapes, 3 a build or a write is running.
    """
    from graph import settings
    from graph.store.embedded import writer_lock
    from graph.validation import ShapesError, registered

    try:
        chosen = settings.load(data=data)
        chosen.data.mkdir(parents=True, exist_ok=True)
        with writer_lock(chosen.data):
            profile = registered.add(name, origin, chosen)
    except (ShapesError, ValueError) as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"{name} is registered, sha256:{profile.digest}")


@profiles.command()
@click.argument("name")
@_DATA
def remove(name: str, data: Path | None) -> None:
    """Take a registered profile back.

    \b
    Example:
        catalograph profiles remove ours
    """
    from graph import settings
    from graph.store.embedded import writer_lock
    from graph.validation import registered

    try:
        chosen = settings.load(data=data)
        with writer_lock(chosen.data):
            registered.remove(name, chosen)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


@profiles.command()
@click.argument("name", required=False)
@_DATA
@_ENGINE
def check(name: str | None, data: Path | None, engine: str | None) -> None:
    """Tell how many published records pass each profile, and list those that do not pass the one that is named.

    \b
    Examples:
        catalograph profiles check
        catalograph profiles check dcat-ap

    Exit codes: 0 told, 2 wrong use.
    """
    from graph import settings
    from graph.store.snapshot import NoSnapshot, Snapshots
    from graph.validation import ShapesError, effect, registered

    try:
        chosen = settings.load(data=data, engine=engine)
        snapshot = Snapshots(chosen.data).current()
        known = registered.known(chosen.data)
        if name is not None and name not in known:
            raise ValueError(f"no profile {name!r}; there are: {', '.join(known)}")
        for profile in [known[name]] if name else known.values():
            passing = effect.passing(snapshot, profile.shapes(), chosen)
            click.echo(f"{profile.name:<24} {len(passing.passed)} of {passing.total} records pass")
            for iri, messages in passing.failing.items() if name else ():
                click.echo(f"  {iri}\n    " + "\n    ".join(messages))
    except (NoSnapshot, ShapesError, ValueError) as error:
        raise click.UsageError(str(error)) from error


@click.group()
def shapes() -> None:
    """The shapes themselves: faults in them, and what they would make fall.

    \b
    Example:
        catalograph shapes lint my-shapes.ttl
    """


@shapes.command()
@click.argument("files", metavar="[FILE]…", nargs=-1, type=click.Path(exists=True, path_type=Path))
def lint(files: tuple[Path, ...]) -> None:
    """Look for faults in shapes: those of this application, or the FILEs.

    \b
    Examples:
        catalograph shapes lint
        catalograph shapes lint my-shapes.ttl

    Exit codes: 0 none, 1 faults, 2 a file cannot be read.
    """
    from graph.validation import lint as linting
    from graph.validation.shapes import ShapesError, own_files

    try:
        faults = linting.lint(files or own_files())
    except ShapesError as error:
        raise click.UsageError(str(error)) from error
    for fault in faults:
        click.echo(str(fault))
    if faults:
        raise SystemExit(EXIT_FINDINGS)


@shapes.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@_DATA
@_ENGINE
def effect(files: tuple[Path, ...], data: Path | None, engine: str | None) -> None:
    """Show which published records would fall if these shapes were those of the gate.

    A FILE stands in the place of the one of the same name in shapes/, or beside them.

    \b
    Example:
        catalograph shapes effect study.ttl

    Exit codes: 0 none would fall, 1 some would, 2 wrong use.
    """
    from graph import settings
    from graph.store.snapshot import NoSnapshot, Snapshots
    from graph.validation import ShapesError
    from graph.validation import effect as effects

    try:
        chosen = settings.load(data=data, engine=engine)
        change = effects.effect(Snapshots(chosen.data).current(), files, chosen)
    except (NoSnapshot, ShapesError, ValueError) as error:
        raise click.UsageError(str(error)) from error
    click.echo(
        f"{len(change.falling)} of {change.total} published records would fall, {len(change.warned)} be warned of"
    )
    for title, found in (("would fall", change.falling), ("would be warned of", change.warned)):
        for iri, messages in found.items():
            click.echo(f"{iri} {title}:\n    " + "\n    ".join(messages))
    if change.falling:
        raise SystemExit(EXIT_FINDINGS)
