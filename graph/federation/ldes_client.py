"""A client of Linked Data Event Streams."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, parse

from graph.federation.federator import Federator, Held, Rule, by_media_type, fine
from graph.federation.service import Answer, Failed, Service, followed
from graph.feeds.ldes import KINDS, TREE
from graph.namespaces import DCAT, RDF
from graph.tombstones import AS

ACCEPTED = {"Accept": "application/trig, application/n-quads;q=0.9, text/turtle;q=0.8, application/ld+json;q=0.7"}


@dataclass(frozen=True, slots=True)
class _Member:
    """An activity: when, of which kind, about what, and the payload in its graph."""

    time: str
    kind: NamedNode
    about: str
    payload: list[Quad]


class LdesClient(Federator):
    """Follows the feed: each change once, in the order of its time."""

    name = "ldes"
    title = "LDES client"
    routes = ("/feed",)
    rules = (
        Rule("Members are found by tree:member, pages by tree:relation.", "TREE hypermedia specification"),
        Rule("A page is asked for again by its ETag, and answers 304 while it is as it was.", "LDES specification"),
        Rule("as:object names what a member is a version of, as:published orders.", "SEMIC, LDES DCAT-AP Feeds"),
        Rule("The payload of a Create or Update is typed as one of DCAT-AP's classes.", "SEMIC, DCAT-AP Feeds shape"),
        Rule("An as:Delete removes what it names.", "SEMIC, LDES DCAT-AP Feeds"),
    )

    def harvest(self, service: Service, held: Held | None) -> None:
        self.seen.items.update(held.items if held else {})
        members: list[_Member] = []
        waiting, met = [f"{service.base}feed"], set[str]()
        while waiting:
            url = waiting.pop()
            if url in met:
                continue
            met.add(url)
            answer = fine(followed(service, url, ACCEPTED))
            self._again(service, answer)
            found, older = _read(answer)
            members += found
            if not (held and found and min(each.time for each in found) <= held.time):
                waiting += older
        for each in sorted(members, key=lambda each: each.time):
            if held is None or each.time > held.time:
                self._follow(service.base, each)

    def _again(self, service: Service, answer: Answer) -> None:
        tag = answer.headers.get("etag")
        status = service.ask(answer.url, headers={**ACCEPTED, "If-None-Match": tag}).status if tag else 304
        if status != 304:
            raise Failed(f"{answer.url} answers {status} to who has it by its ETag")

    def _follow(self, base: str, each: _Member) -> None:
        name = each.about.removeprefix(f"{base}id/study/")
        self.seen.items.pop(name, None)
        self.seen.rejects.pop(name, None)
        if each.kind == AS.Delete:
            return
        node = NamedNode(each.about)
        if any((q.subject, q.predicate, q.object) == (node, RDF.type, DCAT.Dataset) for q in each.payload):
            self.take(name, (quad.triple for quad in each.payload))
        else:
            self.refuse(name, "its payload is no dcat:Dataset")


def _read(answer: Answer) -> tuple[list[_Member], list[str]]:
    """The members of a page, and where it leads. Raises :class:`Failed` where it cannot be read."""
    try:
        quads = list(parse(answer.content, format=by_media_type(answer), base_iri=answer.url))
    except (SyntaxError, ValueError) as error:
        raise Failed(f"{answer.url} cannot be read: {error}") from error
    payloads, said = defaultdict[str, list[Quad]](list), dict[tuple[str, NamedNode], NamedNode | Literal]()
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            payloads[quad.graph_name.value].append(quad)
        elif isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            said[quad.subject.value, quad.predicate] = quad.object
    own = [quad for quad in quads if quad.graph_name == DefaultGraph()]
    members = [_member(name, said, payloads[name]) for name in _objects(own, TREE.member)]
    return members, _objects(own, TREE.node)


def _member(name: str, said: dict[tuple[str, NamedNode], NamedNode | Literal], payload: list[Quad]) -> _Member:
    kind, about, time = (said.get((name, each)) for each in (RDF.type, AS.term("object"), AS.published))
    if not (kind in KINDS.values() and isinstance(kind, NamedNode) and about and time):
        raise Failed(f"{name} is no Create, Update or Delete with as:object and as:published")
    return _Member(time.value, kind, about.value, payload)


def _objects(quads: list[Quad], predicate: NamedNode) -> list[str]:
    return [q.object.value for q in quads if q.predicate == predicate and isinstance(q.object, NamedNode)]
