"""Catalogues and datasets in DCAT 2 and 3 or DCAT-AP, in any syntax of RDF (see ``dcat.yml``).

A catalogue is cut into its datasets: each with what it reaches (distributions, agents, periods, its catalogue's
name, its record), as N-Triples in one canonical form. Listings in pages are followed by Hydra's terms.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from graph import identifiers
from graph.records import Reading
from graph.sources.base import Document, DocumentError, Link, Part
from graph.sources.rdf import audit, syntax
from graph.sources.rdf.index import Index, TooLarge, canonical, closure
from graph.sources.rdf.study import study_of
from graph.sources.rdf.terms import (
    ADMS_IDENTIFIER,
    CATALOGUES,
    DATASET_OF,
    DATASETS,
    DCT,
    HYDRA,
    NAMING,
    PRIMARY_TOPIC,
    RDF_TYPE,
    RECORDS,
    SKOS,
    iri_of,
    text_of,
)
from graph.sources.values.envelope import audited
from graph.sources.values.iri import web_address
from graph.sources.values.told import told as told_of

_DCAT = b"http://www.w3.org/ns/dcat#"
_INDEXED = frozenset((RDF_TYPE, *DATASET_OF, PRIMARY_TOPIC))
_ROOT = b"# dataset: "
_NOTE = b"# note: "
_PAGES = (f"<{HYDRA}next>", f"<{HYDRA}nextPage>")
_OFTEN = 20
"""How many times the document's own statements its parts may hold together: agents are in each of theirs."""


def recognise(document: Document) -> float:
    """RDF that uses DCAT's namespace, or describes a schema.org Dataset, in its first 64 KiB."""
    head = document.content[:65536]
    if b"<html" in head[:4096].lower() or b"<OAI-PMH" in head[:4096] or syntax.syntax(head) is None:
        return 0.0
    if _DCAT in head or (b"dcat:Dataset" in head and b"@context" in head):
        return 0.9
    dataset = b"@context" in head or b"/Dataset>" in head or b":Dataset" in head
    return 0.6 if b"://schema.org" in head and b"Dataset" in head and dataset else 0.0


def parts(document: Document) -> Iterator[Part]:
    """Each dataset with all that it reaches. What is missing because the syntax is wrong comes last, as an error.

    Raises :class:`DocumentError` where the document is no RDF, or breaks off.
    """
    found, index = _indexed(document)
    datasets = _datasets(index)
    beside: list[str] = []
    yield from audited("dcat", _cut(found, index, datasets, document, beside), beside)
    for fault in found.faults:
        yield Part("dcat", None, b"", document.url, error=f"statements may be missing: {fault}")


def _cut(
    found: syntax.Statements, index: Index, datasets: list[str], document: Document, beside: list[str]
) -> Iterator[Part]:
    """Each dataset; what is in none of them stands ``beside`` at the end."""
    left = _OFTEN * len(found.triples) + 100_000
    cut: set[str] = set()
    for key, (root, *others) in sorted(_keyed(index, datasets, document).items()):
        notes = [*(f"the document's syntax is wrong, this may be incomplete: {f}" for f in found.faults)]
        for other in others:
            _merge(index, root, other)
            notes.append(f"{other} is described here as {root} is, and was read as one with it")
        try:
            if left < 0:
                raise TooLarge("the document's datasets reach each other's statements too often")
            statements = list(_reached(index, root))
            left -= len(statements)
            content, named = canonical(statements)
            subjects = {subject for subject, _, _ in statements}
            cut |= subjects
            notes += found.told(subjects)
        except TooLarge as error:
            yield Part("dcat", key, b"", document.url, error=f"{root} cannot be cut out: {error}")
            continue
        head = b"".join(_NOTE + _line(note) + b"\n" for note in sorted(notes))
        content = _ROOT + named.get(root, root).encode() + b"\n" + head + content
        yield Part("dcat", key, content, document.url, beside=tuple(audit.beside_dataset(index, root)))
    beside += audit.beside_all(index, cut)


def follow(document: Document) -> Iterator[Link]:
    """The next page, in either of Hydra's vocabularies; where datasets are only named, each of them.

    Raises :class:`DocumentError` where the document is no RDF, breaks off, has an address that is none, or has
    lost statements to wrong syntax: then it is no complete listing.
    """
    found, index = _indexed(document)
    pages = sorted({value for _, predicate, value in found.triples if predicate in _PAGES})
    for value in pages:
        url = web_address(urljoin(document.url or "", text_of(value)))
        if url is None:
            raise DocumentError(f"the next page of the listing is no address: {text_of(value)!r}")
        yield Link(url, listing=True)
    if found.faults:
        raise DocumentError(f"statements of the listing may be missing: {found.faults[0]}")
    paged = any(HYDRA in predicate or HYDRA in value for _, predicate, value in found.triples)
    named = {value for _, predicate, value in found.triples if predicate == DATASET_OF[0] and value[0] == "<"}
    if named and not paged and not _datasets(index):
        for value in sorted(named):
            if url := web_address(iri_of(value)):
                yield Link(url, kind="dcat")


def read(document: Document) -> Reading:
    """One dataset as a :class:`Reading` of one study.

    Raises :class:`DocumentError` where the document describes no dataset, or more than one.
    """
    found, index = _indexed(document)
    stated, notes = _comments(document.content)
    datasets = [stated] if stated else _datasets(index)
    groups = _keyed(index, datasets, document)
    if len(groups) != 1:
        what = f"{len(groups)} datasets: each is a document of its own" if groups else "no dataset"
        raise DocumentError(f"the document describes {what}")
    ((key, (root, *_)),) = groups.items()
    notes += [*found.told(list(index.by_subject)), *(f"statements may be missing: {fault}" for fault in found.faults)]
    study, language, unknown = study_of(index, root, notes)
    study, text, told = told_of(study, language)
    return Reading(
        key=key,
        text=text,
        records=(study,),
        url=document.url,
        language=language,
        unknown=tuple(sorted(Counter(unknown).items())),
        notes=(*dict.fromkeys(notes), *told),
    )


def _indexed(document: Document) -> tuple[syntax.Statements, Index]:
    cut = syntax.canonical_lines(document.content) if document.content.startswith(_ROOT) else None
    found = syntax.Statements(cut, [], []) if cut else syntax.statements(document)
    index = Index(indexed=_INDEXED)
    index.add(found.triples)
    return found, index


def _datasets(index: Index) -> list[str]:
    """Everything that is typed as a dataset or a series, and what a catalogue lists and a title describes."""
    typed = [subject for type_ in DATASETS for subject in index.subjects(RDF_TYPE, type_)]
    listed = [
        value
        for (predicate, value), _ in index.by_object.items()
        if predicate in DATASET_OF and any(p in NAMING for p, _ in index.about(value))
    ]
    return list(dict.fromkeys((*typed, *listed)))


def _keyed(index: Index, datasets: list[str], document: Document) -> dict[str, list[str]]:
    """The datasets by their keys: one that is described twice, in another letter case too, has one key."""
    keyed: dict[str, list[str]] = {}
    for root in sorted(datasets):
        key = _key(index, root, document)
        same = keyed.setdefault(key, [])
        if not same or _alike(index, same[0], root):
            same.append(root)
        else:
            keyed[f"{key}-{hashlib.sha256(root.encode()).hexdigest()[:8]}"] = [root]
    return keyed


def _alike(index: Index, one: str, other: str) -> bool:
    """Whether two nodes of one key say nothing against being one: a title or an identifier that both have."""
    predicates = (f"<{DCT}title>", f"<{DCT}identifier>")
    said = [{text_of(v).casefold() for v in index.values(node, *predicates)} for node in (one, other)]
    return not all(said) or bool(said[0] & said[1])


def _key(index: Index, root: str, document: Document) -> str:
    """A dataset's key: its IRI; without one its identifier at its catalogue; without that its content's digest."""
    if root[0] == "<":
        return _slug(iri_of(root))
    stated = sorted(_identifiers(index, root))
    if not stated:
        content, _ = canonical(closure(index, root, lambda node: _shown(index, root, node)))
        return f"unnamed-{hashlib.sha256(content).hexdigest()[:16]}"
    if identifiers.parse_doi(stated[0]) or identifiers.parse_url(stated[0]):
        return _slug(stated[0])
    homes = sorted(iri_of(c) for p in DATASET_OF for c in index.subjects(p, root) if c[0] == "<")
    return _slug(f"{homes[0] if homes else urlsplit(document.url or '')._replace(query='').geturl()} {stated[0]}")


def _identifiers(index: Index, root: str) -> Iterator[str]:
    yield from (text_of(value) for value in index.values(root, f"<{DCT}identifier>") if text_of(value))
    for node in index.values(root, ADMS_IDENTIFIER):
        yield from (text_of(value) for value in index.values(node, f"<{SKOS}notation>"))


def _slug(text: str) -> str:
    """A key in lower case, told apart by what no slug keeps."""
    text = text.split("://", 1)[-1].removeprefix("www.").rstrip("/").casefold()
    return f"{identifiers.slug(text, 80)}-{hashlib.sha256(text.encode()).hexdigest()[:8]}".lstrip("-")


def _merge(index: Index, root: str, other: str) -> None:
    index.add([(root, predicate, value) for predicate, value in index.about(other)])
    for predicate in (*DATASET_OF, PRIMARY_TOPIC):
        index.add([(subject, predicate, root) for subject in index.subjects(predicate, other)])


def _reached(index: Index, root: str) -> Iterator[tuple[str, str, str]]:
    """A dataset's statements, with its catalogue's name and its record."""
    yield from closure(index, root, lambda node: _shown(index, root, node))
    for predicate in DATASET_OF:
        for catalogue in index.subjects(predicate, root):
            yield catalogue, predicate, root
            yield from ((catalogue, p, value) for p, value in index.about(catalogue) if p in NAMING)
    for record in index.subjects(PRIMARY_TOPIC, root):
        yield from ((record, p, value) for p, value in index.about(record) if value[0] == '"' or p in RECORDS)


def _shown(index: Index, root: str, node: str) -> frozenset[str] | None:
    """How much of a node belongs to a dataset: of other datasets and of catalogues no more than their names."""
    types = set(index.values(node, RDF_TYPE))
    if node != root and types & (DATASETS | CATALOGUES):
        return NAMING
    return None


def _line(note: str) -> bytes:
    return " ".join(note.split()).encode("utf-8", "replace")


def _comments(content: bytes) -> tuple[str | None, list[str]]:
    """The dataset that a part is about, and the notes that it was cut with."""
    root, notes = None, []
    for line in content.split(b"\n", 200):
        if line.startswith(_ROOT):
            root = line.removeprefix(_ROOT).decode()
        elif line.startswith(_NOTE):
            notes.append(line.removeprefix(_NOTE).decode())
        else:
            break
    return root, notes
