"""An erasure from beginning to end: what it would take, and doing it so that it can be taken up after a crash."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from graph import clock, tombstones, written
from graph.archive import Archive, Harvested
from graph.changes import activities, versions
from graph.erasing.redaction import redacted
from graph.erasing.rules import Rules, forms, identifiers_of, names_of
from graph.erasing.treatment import treated
from graph.identity.identities import Identities, identify
from graph.identity.keys import occurrences
from graph.identity.ledger import Ledger
from graph.identity.parts import with_parents
from graph.journal import Entry, Journal, append_lines
from graph.quality import decisions as annotated
from graph.reading import Outcomes
from graph.readings import Opened, in_order, opened, read_archive
from graph.records import Person
from graph.settings import Settings
from graph.statements import canonical, read_canonical
from graph.store import files, leftovers
from graph.store.snapshot import Snapshots


class NotFound(Exception):
    """Nothing is known by what was to be erased; the message says what may be named."""


@dataclass(frozen=True, slots=True)
class Target:
    """What an erasure takes. ``texts`` are the marked ones, ``documents`` go whole, ``names`` are masked."""

    texts: frozenset[str]
    patterns: tuple[str, ...]
    documents: tuple[str, ...]
    names: tuple[str, ...]


def target(chosen: Settings, named: str) -> Target:
    """What an IRI, a page's address or a document's address (``*`` for anything) stands for.

    A person's names and identifiers are masked wherever they stand; a study, project or publication goes with
    the documents that describe it; an address with what was found there. Raises :class:`NotFound`.
    """
    documents, identities = _resolved(Archive(chosen.data), _entries(chosen.data), chosen)
    path = _path(named, chosen.base)
    if path is None:
        return _address(named, documents, Archive(chosen.data))
    iri = f"{chosen.base}{path}"
    if path.startswith("id/person/"):
        return _person(iri, path, documents, identities)
    if path.startswith(("id/study/", "id/project/", "id/publication/")):
        return _described(iri, path, documents, identities)
    raise NotFound(
        f"{named}: persons, studies, projects, publications and addresses of documents can be erased; what a "
        "publisher has published is erased by its address, such as 'https://example.org/*'"
    )


def _path(named: str, base: str) -> str | None:
    """The path of an IRI of this catalogue, also where its page is named; ``None`` for another address."""
    if not named.startswith(base):
        return None
    path = named.removeprefix(base).split("?")[0].split("#")[0]
    return path if path.startswith("id/") else f"id/{path}"


def _address(named: str, documents: list[Opened], archive: Archive) -> Target:
    exact = "*" not in named
    rules = Rules.new(None, [f"url:{named}"] if exact else [], [] if exact else [named], "now")
    whole = {entry.location for entry in archive if rules.address(entry.location) or rules.address(entry.url)}
    inside = [read for read in documents if rules.address(read.url)]
    if not whole and not inside:
        raise NotFound(f"nothing was harvested from {named}")
    if not exact:
        return Target(frozenset(), (named,), tuple(sorted({*whole, *(read.key for read in inside)})), ())
    texts = {f"url:{named}", *(f"key:{read.key}" for read in inside)}
    texts |= {f"url:{entry.location}" for entry in archive if entry.location in whole}
    return Target(frozenset(texts), (), tuple(sorted({*whole, *(read.key for read in inside)})), ())


def _described(iri: str, path: str, documents: list[Opened], identities: Identities) -> Target:
    about = [
        read
        for read in documents
        for record in read.reading.records
        for occurrence in list(occurrences(record, read.key))[:1]
        if identities.node(occurrence.keys)[0].value == iri
    ]
    if not about:
        raise NotFound(f"no document describes {iri}")
    texts = {f"iri:{path}", *(f"key:{read.key}" for read in about)}
    whole = (read.harvested.location for read in about if "#" not in read.harvested.name)
    texts |= {f"url:{url}" for url in (*whole, *(read.url for read in about)) if url}
    return Target(frozenset(texts), (), tuple(sorted(read.key for read in about)), ())


def _person(iri: str, path: str, documents: list[Opened], identities: Identities) -> Target:
    names: dict[str, None] = {}
    values: dict[str, None] = {}
    for read in documents:
        for record in read.reading.records:
            for occurrence in occurrences(record, read.key):
                person = occurrence.record
                if isinstance(person, Person) and identities.node(occurrence.keys)[0].value == iri:
                    names.update(dict.fromkeys(names_of(person)))
                    values.update(dict.fromkeys(identifiers_of(person)))
    if not names:
        raise NotFound(f"no document speaks of {iri}")
    written_ = {form for name in names for form in forms(name) if " " in form}
    texts = {f"iri:{path}", *(f"name:{form}" for form in written_), *(f"id:{value.lower()}" for value in values)}
    return Target(frozenset(texts), (), (), tuple(names))


def _resolved(archive: Archive, entries: Sequence[Entry], chosen: Settings) -> tuple[list[Opened], Identities]:
    outcomes = Outcomes(chosen.data / "cache")
    try:
        readings = read_archive(archive, outcomes, executor=chosen.executor)
        documents = [replace(d, reading=with_parents(d.reading)) for d in opened(in_order(readings), outcomes)]
    finally:
        outcomes.close()
    return documents, identify(documents, Ledger.replay(entries), chosen.base, entries)


def _entries(data: Path) -> list[Entry]:
    return list(Journal(data).entries())


def erase(chosen: Settings, taken: Target) -> None:
    """Erase it: write the note, then bring everything in line. Call it with the locks of writer and harvest held."""
    entries = _entries(chosen.data)
    before = Rules.of(entries)
    rules = Rules.new(before, taken.texts, taken.patterns, clock.now())
    staged = _staged(chosen.data, rules)
    _, was = _resolved(Archive(chosen.data), entries, chosen)
    _, stays = _resolved(staged, entries, chosen)
    vanished = was.paths() - stays.paths()
    rules = Rules.new(rules, (f"iri:{path}" for path in vanished), (), clock.now())
    known = before.when if before else {}
    note = {
        "event": "erase",
        "salt": rules.salt,
        "marks": sorted(rules.when.keys() - known.keys()),
        "patterns": list(taken.patterns),
        "time": clock.now(),
    }
    Journal(chosen.data).append([note])
    finish(chosen.data)


def unfinished(entries: Iterable[Entry]) -> bool:
    """Whether the last erasure was cut before its end."""
    events = [entry["event"] for entry in entries if entry["event"] in ("erase", "erased")]
    return bool(events) and events[-1] == "erase"


def finish(data: Path) -> None:
    """Bring archive and journal in line with the rules, and forget what was made of them.

    What is published stays until a build has taken its place; then comes :func:`complete`. Both can be run
    again after a crash.
    """
    rules = Rules.of(_entries(data))
    if rules is None:
        return
    if not (data / "archive.new" / "archive" / "whole").exists():
        _staged(data, rules)
    _swap(data)
    _scrub_journal(data, rules)
    versions.erase(data)
    for name in ("cache", "store"):
        shutil.rmtree(data / name, ignore_errors=True)
    (data / "store.manifest").unlink(missing_ok=True)
    for log in (data / "harvest").glob("*.jsonl"):
        log.unlink()


def complete(data: Path) -> None:
    """Remove all snapshots but the one that was built since, with what only they need."""
    snapshots = Snapshots(data)
    for number in snapshots.numbers():
        if number != snapshots.published():
            leftovers.discard(data, number)
    leftovers.sweep(data)
    Journal(data).append([{"event": "erased", "time": clock.now()}])


def _staged(data: Path, rules: Rules) -> Archive:
    """The archive as it is to be, beside the one that there is."""
    folder = data / "archive.new"
    shutil.rmtree(folder, ignore_errors=True)
    made, old = Archive(folder), Archive(data)
    made.folder.mkdir(parents=True)
    lines = []
    for entry in old:
        lines += list(_kept(entry, old, made, rules))
    append_lines(made.log, (line.told() for line in lines))
    (made.folder / "whole").touch()
    files.sync_tree(made.folder)
    return made


def _kept(entry: Harvested, old: Archive, made: Archive, rules: Rules) -> Iterator[Harvested]:
    if entry.sha256 is None:
        if not rules.address(entry.location) and redacted(entry.location, rules) == entry.location:
            yield entry
        return
    try:
        document = old.document(entry)
    except (OSError, ValueError):
        return
    if entry.mapping:
        made.keep(old.path(entry.mapping), entry.mapping)
    for line, content in treated(entry, document, rules):
        if line.sha256:
            made.keep(old.path(line.sha256) if document.path and line == entry else content, line.sha256)
        yield line


def _swap(data: Path) -> None:
    new, there, gone = data / "archive.new", data / "archive", data / "archive.old"
    if (new / "archive").exists():
        if there.exists():
            shutil.rmtree(gone, ignore_errors=True)
            there.rename(gone)
        (new / "archive").rename(there)
        (there / "whole").unlink(missing_ok=True)
    shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(gone, ignore_errors=True)


def _scrub_journal(data: Path, rules: Rules) -> None:
    """Write the journal anew without what was erased; the order of minting stays."""
    journal = Journal(data)
    lines = [_scrubbed(entry, rules) for entry in journal.entries()]
    kept = [json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines if line is not None]
    files.write_atomically(journal.path, "".join(kept).encode())
    files.sync_folders([journal.path.parent])
    base = journal.base() or ""
    for graph, content in written.standing(data, journal.entries()).items():
        quads = [quad for quad in read_canonical(content) if not _tells(quad, rules, base)]
        new = canonical([quad.triple for quad in quads], NamedNode(graph))
        if new != content:
            journal.append(written.keep(data, {graph: new}))
    named = {entry["sha256"] for entry in _last_writes(journal)}
    for path in (data / "journal" / "writes").glob("*.nq"):
        if path.stem not in named:
            path.unlink()


def _last_writes(journal: Journal) -> Iterable[Mapping[str, Any]]:
    return {entry["graph"]: entry for entry in journal.entries("write")}.values()


def _scrubbed(entry: Entry, rules: Rules) -> Entry | None:
    """A journal's entry without what was erased; ``None`` where nothing is left of it."""
    if entry["event"] == "mint" and rules.erased(f"iri:{entry['iri']}"):
        return {"event": "mint", "iri": f"erased/{rules.mark('iri:' + entry['iri'])}", "keys": []}
    if entry["event"] in ("mint", "bind"):
        if rules.erased(f"iri:{entry['iri']}"):
            return None
        kept = [key for key in entry["keys"] if not _key_tells(key, rules)]
        return {**entry, "keys": kept} if len(kept) < len(entry["keys"]) else entry
    if entry["event"] == "retire" and any(rules.erased(f"iri:{entry[name]}") for name in ("iri", "into")):
        return None
    if entry["event"] in tombstones.EVENTS:
        return tombstones.scrubbed(entry, rules)
    if entry["event"] == activities.EVENT:
        return activities.scrubbed(entry, rules)
    if entry["event"] in annotated.EVENTS:
        return annotated.scrubbed(entry, rules)
    if entry["event"] in ("tag", "untag"):
        return None
    if entry["event"] == "decide":
        sides = {side: [key for key in entry[side] if not _key_tells(key, rules)] for side in ("one", "other")}
        texts = {name: redacted(entry[name], rules) for name in ("by", "why")}
        labels = [redacted(label, rules) for label in entry["labels"]]
        return {**entry, **sides, **texts, "labels": labels} if all(sides.values()) else None
    if entry["event"] == "undo":
        return {**entry, **{name: redacted(entry.get(name, ""), rules) for name in ("by", "why")}}
    return entry


def _key_tells(key: str, rules: Rules) -> bool:
    """Whether a key of the ledger is, or stands in, something that was erased."""
    type_, _, rest = key.partition(":")
    value = rest.partition(":")[2]
    if type_ == "person" and (rules.name(value) or rules.identifier(value)):
        return True
    return redacted(key, rules) != key


def _tells(quad: Quad, rules: Rules, base: str) -> bool:
    for term in (quad.subject, quad.object):
        if isinstance(term, NamedNode) and rules.erased(f"iri:{term.value.removeprefix(base)}"):
            return True
        if isinstance(term, Literal) and redacted(term.value, rules) != term.value:
            return True
    return False
