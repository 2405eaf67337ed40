"""Why is this not published? From a document, an address, an identifier or an IRI to what became of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph import identifiers, tombstones
from graph.archive import Harvested
from graph.erasing.rules import Rules
from graph.identity.kept import Reader
from graph.journal import Journal
from graph.namespaces import PROV, RDFS
from graph.quality import findings, logged
from graph.quality.findings import Seen
from graph.settings import Settings
from graph.store.snapshot import Snapshot
from graph.summaries import CLASSES, type_of

LONGEST = 2000
"""Characters of what may be asked about."""
_MOST = 20
"""Documents, records, findings or suggestions that are told of."""
_SHA256 = re.compile(r"(?:sha256:)?([0-9a-f]{64})", re.IGNORECASE)
_SUFFIX = re.compile(r"\.(?:ttl|jsonld|rdf|nt|html|json)$")
_STATES = {
    "published": "It was read, and what it says is published.",
    "stale": "Its newest version is not published. The last one that was valid is, and is marked as stale.",
    "quarantined": "It was read, and some of what it says is kept back: it does not pass the shapes.",
    "failed": "It could not be read, and no version of it could.",
    "superseded": "Another document of the same key was retrieved later and took its place.",
    "left out": "Its source leaves it out, as its description says.",
    "listing": "It holds other documents, and is none itself.",
    "gone": "Its source has it no longer.",
    "archived": "It was taken in, and nothing that is published or reported comes from it: a later version, or none.",
}


@dataclass(frozen=True, slots=True)
class About:
    """What became of one document or record.

    ``status`` is a word, ``told`` says it in sentences. ``name`` is a document's key or address, or a record's IRI;
    ``findings`` are what was found in it, ``lines`` when and where it was harvested, ``leads`` IRIs to go on with.
    """

    kind: str
    name: str
    status: str
    told: tuple[str, ...]
    label: str = ""
    findings: tuple[Seen, ...] = ()
    lines: tuple[Harvested, ...] = ()
    leads: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """All that is known of what was asked about; ``suggestions`` are the nearest names where that is nothing."""

    asked: str
    about: tuple[About, ...]
    suggestions: tuple[tuple[str, str], ...] = ()

    @property
    def published(self) -> bool:
        """Whether something of it is published as it was harvested last."""
        return any(one.status == "published" for one in self.about)


def why(chosen: Settings, snapshot: Snapshot, asked: str) -> Answer:
    """What became of a document (its path, key, address or SHA-256), an identifier or an IRI.

    Raises ``ValueError`` where too much or nothing is asked.
    """
    asked = asked.strip()
    if not asked or len(asked) > LONGEST:
        raise ValueError(f"ask about something, in at most {LONGEST} characters")
    asker = _Asker(chosen, snapshot)
    about = list(asker.about(asked))[:_MOST]
    return Answer(asked, tuple(about), () if about else tuple(asker.near(asked)))


class _Asker:
    def __init__(self, chosen: Settings, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.base = snapshot.base
        self.data = chosen.data
        self.rows: list[Mapping[str, Any]] = list(snapshot.report.get("documents", ()))
        self.held: list[Mapping[str, Any]] = list(snapshot.report.get("quarantined", ()))
        self.reader = Reader(snapshot.folder)
        self.rules = Rules.of(Journal(chosen.data).entries("erase"))

    def about(self, asked: str) -> Iterator[About]:
        met: set[tuple[str, str]] = set()
        for found in (*self._erased(asked), *self._documents(asked), *self._records(asked)):
            if (found.kind, found.name) not in met:
                met.add((found.kind, found.name))
                yield found

    # Documents -----------------------------------------------------------------------------------

    def _erased(self, asked: str) -> Iterator[About]:
        when = self.rules and (self.rules.address(asked) or self.rules.erased(f"key:{asked}"))
        if when:
            yield About("document", asked, "erased", (f"It was erased on request on {when[:10]}.",))

    def _documents(self, asked: str) -> Iterator[About]:
        names = {asked, unquote(asked)}
        if asked.startswith(self.base):
            path = unquote(asked.removeprefix(self.base).split("?")[0].split("#")[0])
            names |= {path.removeprefix("graph/source/").removeprefix("graph/provenance/"), path.rsplit("/", 1)[-1]}
        if match := _SHA256.fullmatch(asked.rsplit("/", 1)[-1]):
            names.add(match[1].lower())
        known = logged.lines(self.data)
        lines = logged.distinct(line for name in names for line in known.get(name, ()))
        lines = lines or logged.distinct(self._files(asked, known))
        keys = {row["key"] for row in self.rows if row["key"] and self._meets(row, names, lines)}
        keys |= {key for name in names if (key := self._read_from(name))}
        for key in sorted(keys):
            yield self._document(key, known)
        told = {name for row in self.rows if row["key"] in keys for name in (row["name"], row["url"]) if name}
        for line in sorted(self._newest(lines), key=lambda one: one.name):
            if not {line.name, line.url, line.key} & (told | keys):
                yield self._line(line, lines)

    def _files(self, asked: str, known: logged.Lines) -> Iterator[Harvested]:
        """The lines of a file that is named by the end of its path."""
        if not asked.startswith(("http://", "https://")) and len(asked) > 2:
            end = f"/{asked.lstrip('./')}"
            yield from (line for lines in known.values() for line in lines if f"/{line.location}".endswith(end))

    def _meets(self, row: Mapping[str, Any], names: set[str], lines: Iterable[Harvested]) -> bool:
        own = {row["key"], row["name"], row["url"], (row["name"] or "").partition("#")[0]} - {None, ""}
        there = {name for line in lines for name in (line.name, line.url, line.key) if name}
        return bool(own & (names | there))

    def _read_from(self, sha256: str) -> str | None:
        """The key of the published document that was read from bytes with this digest."""
        if not _SHA256.fullmatch(sha256):
            return None
        node = NamedNode(f"{self.base}document/{sha256}")
        start = f"{self.base}graph/provenance/"
        for quad in self.snapshot.store.quads_for_pattern(None, PROV.wasDerivedFrom, node, None):
            if isinstance(quad.graph_name, NamedNode) and quad.graph_name.value.startswith(start):
                return quad.graph_name.value.removeprefix(start)
        return None

    def _newest(self, lines: Iterable[Harvested]) -> list[Harvested]:
        found: dict[str, Harvested] = {}
        for line in sorted(lines, key=lambda one: one.retrieved):
            found[line.location] = line
        return list(found.values())

    def _document(self, key: str, known: logged.Lines) -> About:
        row = next((row for row in self.rows if row["key"] == key), None)
        status = row["status"] if row else "published"
        told = [_STATES.get(status, status)]
        if row:
            told.append(f"It is of the source {row['source'] or row['kind']}.")
            told += [row["error"]] if row["error"] else []
        held = [one for one in self.held if one["document"] == key]
        told += [f"{_name(one)}: {' '.join(one['messages'])}" for one in held[:_MOST]]
        seen = [one for one in findings.found(self.snapshot).seen if one.document == key]
        leads = [(one["iri"], _name(one)) for one in held] + self._described(key)
        names = [key, *([row["url"], row["name"].partition("#")[0]] if row else [])]
        own = logged.distinct(line for name in names if name for line in known.get(name, ()))[-_MOST:]
        distinct = tuple(dict.fromkeys(leads))[:_MOST]
        return About("document", key, status, tuple(told), key, tuple(seen[:_MOST]), tuple(own), distinct)

    def _described(self, key: str) -> list[tuple[str, str]]:
        """The studies and projects that a document's graph describes."""
        graph = f"{self.base}graph/source/{key}"
        if graph not in self.snapshot.graphs:
            return []
        subjects = {quad.subject.value for quad in self.snapshot.graph(graph) if isinstance(quad.subject, NamedNode)}
        wanted = sorted(iri for iri in subjects if type_of(iri, self.base) in ("study", "project", "publication"))
        return [(iri, self._label(iri)) for iri in wanted[:_MOST]]

    def _line(self, line: Harvested, lines: Iterable[Harvested]) -> About:
        """What is known of a document that gave no reading."""
        row = next((r for r in self.rows if r["name"] == line.name or (line.url and r["url"] == line.url)), None)
        inside = [r for r in self.rows if (r["name"] or "").startswith(f"{line.name}#")]
        status = "gone" if line.gone else row["status"] if row else "listing" if inside else "archived"
        if line.error and not row:
            status = "failed"
        told = [_STATES.get(status, status)]
        told += [text for text in (line.gone, line.error, row and row["error"], row and row["position"]) if text]
        told += [f"{len(inside):,} documents were read from it."] if inside else []
        told += list(row["notes"]) if row else []
        own = tuple(one for one in lines if one.location == line.location)
        leads = tuple((f"{self.base}graph/source/{r['key']}", r["key"]) for r in inside[:_MOST] if r["key"])
        return About("document", line.url or line.location, status, tuple(told), line.name, (), own[-_MOST:], leads)

    # Records -------------------------------------------------------------------------------------

    def _records(self, asked: str) -> Iterator[About]:
        for path in dict.fromkeys(self._paths(asked)):
            yield from self._record(path)

    def _paths(self, asked: str) -> Iterator[str]:
        if asked.startswith(self.base) or re.match(r"(?:id/)?[a-z-]+/", asked):
            path = unquote(asked.removeprefix(self.base).split("?")[0].split("#")[0]).rstrip("/")
            path = _SUFFIX.sub("", path)
            yield path if path.startswith("id/") else f"id/{path}"
        identifier = identifiers.parse(asked)
        if identifier:
            key = identifiers.identity_key(identifier)
            for type_ in CLASSES if key else ():
                yield from self.reader.paths(f"{type_}:{key}")
        yield from self.reader.paths(asked)
        yield from (f"id/{one['iri'].partition('/id/')[2]}" for one in self.held if one["label"] == asked)

    def _record(self, path: str) -> Iterator[About]:
        iri = f"{self.base}{path}"
        if type_of(iri, self.base) is None:
            return
        if into := self.reader.into(path):
            moved = (f"It was merged into {self.base}{into}: its address leads there.",)
            yield About("record", iri, "merged", moved, leads=((f"{self.base}{into}", self._label(self.base + into)),))
            yield from self._record(into) if into != path else ()
            return
        graphs = sorted({graph for fact in self.snapshot.facts(iri) for graph in fact.graphs})
        held = [one for one in self.held if one["iri"] == iri]
        if not graphs and not held:
            yield from self._gone(path, iri)
            return
        start = f"{self.base}graph/source/"
        sources = [graph.removeprefix(start) for graph in graphs if graph.startswith(start)]
        stale = [graph for graph in graphs if graph in self.snapshot.stale]
        status = "stale" if stale else "quarantined" if held else "published"
        told = list(self._told(status, sources, graphs, held))
        seen = tuple(one for one in findings.found(self.snapshot).seen if self._blames(one, iri))
        leads = tuple((f"{start}{key}", key) for key in sources[:_MOST])
        leads += tuple((f"{start}{one['document']}", one["document"]) for one in held if one["document"])
        label = self._label(iri) or next((one["label"] for one in held), "")
        yield About("record", iri, status, tuple(told), label, seen[:_MOST], (), tuple(dict.fromkeys(leads)))

    def _blames(self, seen: Seen, iri: str) -> bool:
        return seen.finding.focus_node == iri or iri in seen.records

    def _told(self, status: str, sources: list[str], graphs: list[str], held: list[Mapping[str, Any]]) -> Iterator[str]:
        if status == "stale":
            yield _STATES["stale"]
        elif status == "published":
            yield "It is published."
        elif graphs:
            yield "It is published in part: what one document says of it is kept back."
        else:
            yield "It is not published: it does not pass the shapes."
        if sources:
            more = f" and {len(sources) - 5:,} more" if len(sources) > 5 else ""
            yield f"Documents that speak of it: {', '.join(sources[:5])}{more}."
        for one in held[:_MOST]:
            yield f"{one['document'] or 'The merged view'}: {' '.join(one['messages'])}"

    def _gone(self, path: str, iri: str) -> Iterator[About]:
        stone = tombstones.find(self.snapshot, path)
        if stone:
            status = "erased" if stone.snapshot is None else "gone"
            when = f"It was published, and is no longer since {stone.deleted[:10]}."
            yield About("record", iri, status, tuple(dict.fromkeys((when, stone.why))))
        elif thing := self.reader.thing(path):
            told = (
                "It is known, and nothing of it is published: what only a record that is kept back holds goes with it."
            )
            yield About("record", iri, "quarantined", (told,), thing.label)

    # Suggestions ---------------------------------------------------------------------------------

    def near(self, asked: str) -> Iterator[tuple[str, str]]:
        """The names that are nearest, each with what to ask about: documents first, then what a search finds."""
        names = {str(name): str(name) for row in self.rows for name in (row["key"], row["name"], row["url"]) if name}
        names |= {one["label"]: one["iri"] for one in self.held if one["label"]}
        for name in get_close_matches(asked, sorted(names)[:20_000], 5, 0.75):
            yield names[name], name
        words = re.findall(r"\w+", asked.rstrip("/").rsplit("/", 1)[-1])[:8]
        tries = [words, *([word for word in words if word != left] for left in words)]
        for text in (" ".join(some) for some in tries if some):
            if hits := self.snapshot.search(text, limit=5).hits:
                yield from ((hit.iri, hit.label) for hit in hits)
                return

    def _label(self, iri: str) -> str:
        quads = self.snapshot.store.quads_for_pattern(NamedNode(iri), RDFS.label, None, DefaultGraph())
        return min((quad.object.value for quad in quads if isinstance(quad.object, Literal)), default="")


def _name(held: Mapping[str, Any]) -> str:
    """What a record that is kept back is called."""
    return str(held["label"] or held["iri"].rstrip("/").rsplit("/", 1)[-1].replace("-", " "))


def digest_of(path: str) -> str | None:
    """The SHA-256 of a file, by which the archive knows its bytes; ``None`` where there is none such."""
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return None
