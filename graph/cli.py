"""The command line. Exit codes: 0 done, 1 findings or failures that were asked about, 2 wrong use, 3 busy."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from graph import settings, sources
from graph.cli_archive import archive
from graph.cli_curators import curators
from graph.cli_erase import erase
from graph.cli_faults import EXIT_BUSY, Commands
from graph.cli_federation import federation
from graph.cli_harvest import harvest
from graph.cli_identity import identity
from graph.cli_publish import publish
from graph.cli_quality import quality
from graph.cli_snapshots import snapshots
from graph.cli_validate import profiles, shapes, validate
from graph.cli_why import why
from graph.console import Bars, show, summarise, write_preview

EXIT_FINDINGS, EXIT_USAGE = 1, 2
_DATA = click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Folder of the catalogue (default: data, CATALOGRAPH_DATA).",
)
_FORMAT = click.option("--format", "-f", "format_", help="A name, extension or media type, such as turtle or csv.")


def _settings(**given: Any) -> settings.Settings:
    try:
        return settings.load(**given)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="catalograph")
def main() -> None:
    """Read research studies from wherever they are described; publish one knowledge graph.

    \b
    Start with the bundled sample:
        catalograph build examples
        catalograph serve

    Every setting can also be given in the environment, as CATALOGRAPH_ and its name.
    """


@main.command()
@click.argument("sources_", metavar="SOURCE…", nargs=-1)
@click.option("--kind", "-k", help="Read every SOURCE as this kind instead of recognising it by content.")
@_DATA
@click.option("--base", help="IRI under which everything is published (kept from the first build on).")
@click.option("--strict", is_flag=True, help="Exit with 1 if a document failed or a record is quarantined.")
@click.option("--dry-run", is_flag=True, help="Show what the graph would gain and lose; change nothing.")
@click.option(
    "--patch", type=click.Path(path_type=Path), help="With --dry-run: write it as an RDF Patch (- for stdout)."
)
@click.option("--page", type=click.Path(path_type=Path), help="With --dry-run: write it as an HTML page.")
@click.option("--allow-deletions", is_flag=True, help="Publish even if a source has lost much of what it had.")
@click.option("--executor", help="Processes that read documents, or a Dask scheduler's tcp:// address.")
def build(
    sources_: tuple[str, ...],
    kind: str | None,
    data: Path | None,
    base: str | None,
    strict: bool,
    dry_run: bool = False,
    patch: Path | None = None,
    page: Path | None = None,
    allow_deletions: bool = False,
    executor: str | None = None,
) -> None:
    """Read, map, validate and publish documents.

    SOURCE is a file, a folder or a URL. A file's own URL and time of retrieval can be noted beside it, in
    FILE.meta.json or in its folder's documents.csv. Without a SOURCE the catalogue is built again from
    its archive and journal.

    \b
    Examples:
        catalograph build examples                     the bundled sample
        catalograph build pages/ --data /srv/studies   a folder of saved pages
        catalograph build https://archive.example.org/study/7
        catalograph build notes.txt --kind text --strict
        catalograph build pages/ --dry-run             what would change, statement by statement
        catalograph build                              again, from archive and journal alone

    \b
    Exit codes: 0 published (or nothing had changed), 1 with --strict when something was left out,
    2 wrong use, 3 another build is running, 4 held because a source seems to have collapsed.
    """
    from graph import pipeline
    from graph.harvest import SourceError, gather
    from graph.journal import Journal, JournalError

    chosen = _settings(data=data, base=base, executor=executor)
    bars = Bars()
    try:
        if kind:
            sources.source(kind)
        kept = Journal(chosen.data).base()
        if not sources_ and kept is None and not (chosen.data / "archive" / "harvest.jsonl").exists():
            raise click.UsageError("name at least one SOURCE: a file, a folder or a URL (try: examples)")
        if kept and base is None:
            chosen = replace(chosen, base=kept)
        if dry_run:
            preview = pipeline.preview(lambda staged: gather(sources_, staged, kind), chosen, bars)
            bars.close()
            if patch != Path("-"):
                show(preview)
            write_preview(preview, patch, page)
            return
        outcome = pipeline.build(gather(sources_, chosen, kind), chosen, bars, allow_deletions=allow_deletions)
    except (pipeline.BuildError, SourceError, JournalError, LookupError) as error:
        raise click.UsageError(str(error.args[0])) from error
    finally:
        bars.close()
    summarise(outcome.report, outcome.counts, outcome.snapshot, outcome.changed)
    left_out = [d for d in outcome.report["documents"] if d["status"] in ("failed", "quarantined", "stale")]
    if strict and (left_out or outcome.report["quarantined"]):
        raise SystemExit(EXIT_FINDINGS)


@main.command()
@_DATA
@click.option("--base", help="The catalogue's base, if it is not the default.")
def rebuild(data: Path | None, base: str | None) -> None:
    """Build the catalogue again from its archive and journal alone.

    Everything else in the data folder can be deleted first; the same statements come out, byte for byte.

    \b
    Example:
        catalograph rebuild --data /srv/studies
    """
    context = click.get_current_context()
    context.invoke(build, sources_=(), kind=None, data=data, base=base, strict=False)


@main.command()
@_DATA
@click.option("--host", "-H", help="Address to listen on (default 127.0.0.1).")
@click.option("--port", "-p", type=int, help="Port to listen on (default 8000).")
@click.option("--workers", "-w", type=int, help="Processes that serve requests (default 2).")
@click.option("--scratch", is_flag=True, help="Serve an empty, writable dataset in memory instead of a catalogue.")
def serve(data: Path | None, host: str | None, port: int | None, workers: int | None, scratch: bool) -> None:
    """Serve the published graph: pages, SPARQL, DCAT, the quality report.

    A new build is picked up by itself. Stop with Ctrl-C.

    With --scratch it serves an ordinary dataset at /sparql, /update and /store, for trying things out: anybody
    who reaches it may write, so it listens on the loopback unless --host says otherwise. It lives in the memory
    of one process (--workers is left aside), needs no data folder and is gone when the server ends. Queries
    and updates have their limits there as well.

    \b
    Examples:
        catalograph serve --data /srv/studies --host 0.0.0.0 --port 80 --workers 4
        catalograph serve --scratch --port 3030
    """
    from graph.serving import Busy, address, serve_forever

    if scratch and host is None:
        host = "127.0.0.1"
    chosen = _settings(data=data, host=host, port=port, workers=workers)
    if scratch and chosen.base == settings.load({}).base:
        chosen = replace(chosen, base=address(chosen))
    try:
        serve_forever(chosen, scratch)
    except Busy as error:
        click.echo(f"Error: {error}", err=True)
        raise SystemExit(EXIT_BUSY) from error


@main.command()
@click.argument("name", required=False)
@click.option("--param", "-p", multiple=True, metavar="K=V", help="A parameter of the question; repeat it.")
@click.option("--sparql", help="A query as text, instead of a question's name.")
@click.option("--file", "-F", type=click.File("r", encoding="utf-8"), help="A query from a file (- for stdin).")
@_DATA
@click.option("--store", "store_url", metavar="URL", help="Ask a SPARQL endpoint instead of a data folder.")
@_FORMAT
def query(
    name: str | None,
    param: tuple[str, ...],
    sparql: str | None,
    file: Any,
    data: Path | None,
    store_url: str | None,
    format_: str | None,
) -> None:
    """Ask a question of queries/ by its NAME, or any SPARQL query.

    \b
    Examples:
        catalograph query                              lists the questions
        catalograph query counts-by-class
        catalograph query studies-by-keyword --param keyword=housing --format csv
        catalograph query --sparql 'SELECT * { ?s a schema:Dataset } LIMIT 3'
        catalograph query --file q.rq --store https://example.org/sparql
    """
    from graph import queries
    from graph.answering import ask, open_store
    from graph.store.base import NotAcceptable, QueryError
    from graph.store.snapshot import NoSnapshot

    if not (name or sparql or file):
        for question in queries.questions().values():
            click.echo(f"{question.name:<34} {question.title}")
        return
    if sum(map(bool, (name, sparql, file))) > 1:
        raise click.UsageError("give one of NAME, --sparql and --file")
    try:
        text = sparql or (file.read() if file else None)
        if text is None:
            assert name is not None
            question = queries.question(name)
            text = queries.text_with(question, queries.bind(question, _pairs(param)))
        store = open_store(_settings(data=data), store_url)
        answer = ask(store, text, format_ or ("table" if sys.stdout.isatty() else "csv"))
    except NotAcceptable as error:
        raise click.UsageError(f"--format {format_} is not for this query: its result is a {error.form}") from error
    except (queries.UnknownQuestion, queries.BadParameter, QueryError, NoSnapshot, ValueError) as error:
        raise click.UsageError(str(error)) from error
    sys.stdout.buffer.write(answer)


def _pairs(param: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for text in param:
        name, given, value = text.partition("=")
        if not given:
            raise click.UsageError(f"--param {text}: write it as name=value")
        pairs[name] = value
    return pairs


@main.command()
@_DATA
@click.option("--graph", "graph_iri", metavar="IRI", help="One named graph instead of all.")
@_FORMAT
@click.option("--output", "-o", type=click.Path(path_type=Path), help="A file instead of the standard output.")
def export(data: Path | None, graph_iri: str | None, format_: str | None, output: Path | None) -> None:
    """Write the published graph to a file, from its canonical statements.

    \b
    Examples:
        catalograph export -o studies.nq
        catalograph export --graph http://127.0.0.1:8000/graph/ontology --format turtle
    """
    from graph.answering import dump
    from graph.store.snapshot import NoSnapshot, Snapshots

    try:
        pieces = dump(Snapshots(_settings(data=data).data).current(), graph_iri, format_)
        if output and (output.is_file() or not output.exists()):
            temporary = output.with_name(f".{output.name}.part")
            with temporary.open("wb") as file:
                file.writelines(pieces)
            temporary.replace(output)
        else:  # a device or a pipe is written to, never replaced
            out = output.open("wb") if output else sys.stdout.buffer
            for piece in pieces:
                out.write(piece)
            out.flush()
    except (NoSnapshot, ValueError, OSError) as error:
        raise click.UsageError(str(error)) from error


@main.command()
@_DATA
def status(data: Path | None) -> None:
    """Tell what is published, and what became of each document that is not.

    \b
    Example:
        catalograph status --data /srv/studies
    """
    from graph.store.snapshot import NoSnapshot, Snapshots

    chosen = _settings(data=data)
    try:
        snapshots = Snapshots(chosen.data)
        current = snapshots.current()
    except NoSnapshot as error:
        raise click.UsageError(str(error)) from error
    summarise(current.report, current.counts, current.number, True)
    kept = ", ".join(map(str, snapshots.numbers()))
    for name, value in (
        ("published", current.manifest["published"]),
        ("base", current.base),
        ("digest", current.digest),
        ("kept", kept),
    ):
        click.echo(f"  {name:<12} {value}")


main.add_command(snapshots)
main.add_command(publish)
main.add_command(harvest)
main.add_command(erase)
main.add_command(federation)
main.add_command(identity)
main.add_command(quality)
main.add_command(why)
main.add_command(curators)
main.add_command(archive)
main.add_command(validate)
main.add_command(profiles)
main.add_command(shapes)

if __name__ == "__main__":
    main()
