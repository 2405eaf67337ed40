"""A client of Linked Data Event Streams."""

from __future__ import annotations

from pyoxigraph import NamedNode, RdfFormat, parse

from graph.federation.federator import Federator, Item, Rule
from graph.namespaces import DCAT, RDF


class LdesClient(Federator):
    """Follows the feed: each change once, in the order of its time."""

    name = "ldes"
    title = "LDES client"
    routes = ("/feed",)
    rules = (
        Rule("Members are found by tree:member, pages by tree:relation.", "TREE hypermedia specification"),
        Rule("as:object names what a member is a version of, as:published orders.", "SEMIC, LDES DCAT-AP Feeds"),
        Rule("The payload of a Create or Update is typed as one of DCAT-AP's classes.", "SEMIC, DCAT-AP Feeds shape"),
        Rule("An as:Delete removes what it names.", "SEMIC, LDES DCAT-AP Feeds"),
    )

    def item(self, item: Item) -> None:
        node = NamedNode(item.iri)
        quads = list(parse(item.lines, format=RdfFormat.N_TRIPLES))
        if not any((q.subject, q.predicate, q.object) == (node, RDF.type, DCAT.Dataset) for q in quads):
            return self.refuse(item.slug, "its payload is no dcat:Dataset")
        return self.take(item.slug, [item.lines])
