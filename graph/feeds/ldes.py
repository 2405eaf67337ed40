"""The change log as a Linked Data Event Stream of activities: DCAT-AP Feeds (SEMIC), LDES and TREE.

Each member is an ``as:Create``, ``as:Update`` or ``as:Delete`` about a dataset. What the dataset then said, without
its catalogue record, is the named graph of the member's own IRI.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse

from graph.catalogue import datasets
from graph.changes.activities import Activity
from graph.changes.log import Log
from graph.feeds.pages import FeedPage
from graph.namespaces import RDF, XSD, Namespace
from graph.tombstones import AS

LDES = Namespace("https://w3id.org/ldes#")
TREE = Namespace("https://w3id.org/tree#")
KINDS = {"created": AS.Create, "updated": AS.Update, "deleted": AS.Delete}
Term = NamedNode | Literal


def iri(base: str, activity: Activity) -> str:
    """The IRI of an activity, which is that of its payload's graph, too."""
    return f"{base}change/{activity.number}"


def quads(page: FeedPage) -> Iterator[Quad]:
    """All of a page: the stream, the way to the page before, the members with their payloads."""
    base = page.snapshot.base
    stream, here = NamedNode(f"{base}feed#stream"), NamedNode(page.address)
    yield from _stream(stream, NamedNode(page.feed))
    yield _said(here, RDF.type, TREE.Node)
    if page.number > 1:
        yield from _older(here, page)
    for activity, content in page.log.contents(page.activities):
        member = list(_member(base, activity, content))
        if member:
            yield _said(stream, TREE.member, NamedNode(iri(base, activity)))
            yield from member


def one(log: Log, activity: Activity) -> Iterator[Quad]:
    """An activity with its payload; nothing where that is not kept any more."""
    return _member(log.snapshot.base, activity, log.content(activity))


def _member(base: str, activity: Activity, content: bytes | None) -> Iterator[Quad]:
    if content is None and not activity.deleted:
        return
    node = NamedNode(iri(base, activity))
    yield _said(node, RDF.type, KINDS[activity.kind])
    yield _said(node, AS.term("object"), NamedNode(datasets.iri(base, activity.slug)))
    yield _said(node, AS.published, Literal(activity.time, datatype=XSD.dateTime))
    for quad in parse(content or b"", format=RdfFormat.N_TRIPLES):
        yield Quad(quad.subject, quad.predicate, quad.object, node)


def _stream(stream: NamedNode, view: NamedNode) -> Iterator[Quad]:
    yield _said(stream, RDF.type, LDES.EventStream)
    yield _said(stream, LDES.timestampPath, AS.published)
    yield _said(stream, LDES.versionOfPath, AS.term("object"))
    yield _said(stream, LDES.versionCreateObject, AS.Create)
    yield _said(stream, LDES.versionUpdateObject, AS.Update)
    yield _said(stream, LDES.versionDeleteObject, AS.Delete)
    yield _said(stream, TREE.view, view)


def _older(here: NamedNode, page: FeedPage) -> Iterator[Quad]:
    """The relation to the page before, all of whose members are of this time or earlier."""
    relation = NamedNode(f"{here.value}#older")
    end = page.log.activities((page.number - 2) * page.size + 1, (page.number - 1) * page.size)[-1:]
    yield _said(here, TREE.relation, relation)
    yield _said(relation, TREE.node, NamedNode(page.at(page.number - 1)))
    if not end:
        yield _said(relation, RDF.type, TREE.Relation)
        return
    yield _said(relation, RDF.type, TREE.LessThanOrEqualToRelation)
    yield _said(relation, TREE.path, AS.published)
    yield _said(relation, TREE.value, Literal(end[0].time, datatype=XSD.dateTime))


def _said(subject: NamedNode, predicate: NamedNode, object_: Term) -> Quad:
    return Quad(subject, predicate, object_, DefaultGraph())
