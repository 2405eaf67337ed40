"""What a query's text asks for, and its answer in the format that is wanted, whatever the engine can write."""

from __future__ import annotations

import mmap
import tempfile
from dataclasses import dataclass
from typing import IO

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, parse, parse_query_results, serialize

from graph.serialization import FORMATS, PREFIXES, Format
from graph.store.base import Answer, Form, QueryError
from graph.store.guard import TOKEN
from graph.store.remote.exchange import IN_MEMORY, RemoteError, Reply, legible

CARRIED: dict[Form, Format] = {
    "results": next(format for format in FORMATS if format.name == "json"),
    "graph": next(format for format in FORMATS if format.name == "turtle"),
}
"""What engines are asked for: the formats that all of them write. (Virtuoso's JSON-LD fails, its TSV drops
datatypes, its N-Triples write durations as seconds.) The rest is made of these here."""
_VERBS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_ASKED = "__ASK_RETVAL"


@dataclass(frozen=True, slots=True)
class Asked:
    """A query's verb, whether it says its own dataset (FROM), and what follows each of its GRAPHs, as written."""

    verb: str
    dataset: bool
    graphs: tuple[str, ...]

    @property
    def form(self) -> Form:
        return "graph" if self.verb in ("CONSTRUCT", "DESCRIBE") else "results"

    @property
    def constant(self) -> list[str] | None:
        """The named graphs that it speaks of, where all are written out in full."""
        full = all(name.startswith("<") and ":" in name for name in self.graphs)
        return [name[1:-1] for name in self.graphs] if full else None

    @property
    def variable(self) -> bool:
        """Whether it speaks of named graphs by variables alone."""
        return all(name.startswith(("?", "$")) for name in self.graphs)


def read(text: str) -> Asked:
    """What the text of a SPARQL 1.1 query asks for. Raises :class:`QueryError` for what is no query: an
    update that is sent to a query address by mistake would be carried out by some engines."""
    verb, depth, dataset, last = "", 0, False, ""
    graphs: list[str] = []
    for token in TOKEN.findall(text):
        if token.startswith("#"):
            continue
        word = token.upper().partition(":")[0]  # an engine needs no space in GRAPH:x
        depth += (token == "{") - (token == "}")
        if verb:
            dataset = dataset or (word == "FROM" and not depth)
            if last == "GRAPH" or (word == "GRAPH" and ":" in token):
                graphs.append(token)
        elif token.upper() in _VERBS:
            verb = token.upper()
        elif token.upper() not in ("BASE", "PREFIX") and not token.startswith("<") and ":" not in token:
            break
        last = token.upper()
    if not verb:
        raise QueryError(f"not a query: it begins with none of {', '.join(_VERBS)}")
    return Asked(verb, dataset, tuple(graphs))


def answer(reply: Reply, asked: Asked, format: Format, where: str) -> Answer:
    """The engine's reply, read to its end and written in ``format``.

    Nothing is passed on unread, so that an answer that breaks off, or was cut by the engine, is a
    :class:`RemoteError` and never a short result.
    """
    carried = CARRIED[asked.form]
    told = reply.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if told not in (carried.media_type, *carried.aliases):
        raise RemoteError(f"{where} answered with {legible(told, 60) or 'no type'} instead of {carried.media_type}")
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as out:
        try:
            if asked.form == "graph":
                assert format.rdf is not None
                assert carried.rdf is not None
                named = PREFIXES if format.name in ("turtle", "rdf-xml") else None
                quads = parse(reply.content, format=carried.rdf)
                serialize((quad.triple for quad in quads), out, format=format.rdf, prefixes=named)
            else:
                assert format.results is not None
                _results(reply, asked, where).serialize(out, format=format.results)
        except (SyntaxError, ValueError, EOFError) as error:
            raise RemoteError(
                f"{where} answered with what is no {carried.media_type}: {legible(str(error), 200)}"
            ) from error.with_traceback(None)  # whose frames hold a result that must end in this thread
        return _whole(out, format)


def _results(reply: Reply, asked: Asked, where: str) -> QuerySolutions | QueryBoolean:
    most = reply.headers.get("X-SPARQL-MaxRows", "")  # Virtuoso: rows after which it stops, without an error
    if most.isdecimal():
        if _count(reply) >= int(most):
            raise RemoteError(f"{where} stops after {most} rows: ask for fewer, or raise its ResultSetMaxRows")
        reply.content.seek(0)
    found = parse_query_results(reply.content, format=QueryResultsFormat.JSON)
    wrong = None
    if asked.verb == "ASK" and isinstance(found, QuerySolutions):
        if [variable.value for variable in found.variables] == [_ASKED]:
            yes = any(getattr(row[_ASKED], "value", "") == "1" for row in found)  # Virtuoso: one row, or none
            boolean = b'{"head":{},"boolean":%s}' % str(yes).lower().encode()
            found = parse_query_results(boolean, QueryResultsFormat.JSON)
        else:
            wrong = f"{where} answered ASK with rows"
    elif (asked.verb == "ASK") != isinstance(found, QueryBoolean):
        wrong = f"{where} answered {asked.verb} with what belongs to another form of query"
    if wrong:
        del found  # it must end in this thread, and the exception would carry it off
        raise RemoteError(wrong)
    return found


def _count(reply: Reply) -> int:
    found = parse_query_results(reply.content, format=QueryResultsFormat.JSON)
    return sum(1 for _ in found) if isinstance(found, QuerySolutions) else 0


def _whole(out: IO[bytes], format: Format) -> Answer:
    size = out.tell()
    if size <= IN_MEMORY:
        out.seek(0)
        return Answer(out.read(), format)
    out.flush()
    return Answer(b"", format, mmap.mmap(out.fileno(), 0, prot=mmap.PROT_READ))
