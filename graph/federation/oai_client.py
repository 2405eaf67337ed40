"""A client of OAI-PMH that takes Dublin Core, as most do."""

from __future__ import annotations

from lxml import etree

from graph.federation.federator import Federator, Item, Rule
from graph.provider.dublin_core import NAMESPACE
from graph.provider.formats import FORMATS

_PROTOCOL = "OAI-PMH 2.0"
DC = "{http://purl.org/dc/elements/1.1/}"


class OaiClient(Federator):
    """Asks for what changed since its last visit; deleted records are told."""

    name = "oai-pmh"
    title = "OAI-PMH client, Dublin Core"
    routes = ("/oai",)
    rules = (
        Rule("A record is known by its identifier and asked for by datestamp.", f"{_PROTOCOL}, 2.4 and 2.7"),
        Rule("metadata is one element that is valid XML, here oai_dc:dc.", f"{_PROTOCOL}, 2.5"),
        Rule("A header with status deleted removes the record.", f"{_PROTOCOL}, 2.5.1"),
        Rule("A record without a title or an identifier is of no use.", "DRIVER Guidelines 2.0, mandatory elements"),
    )

    def item(self, item: Item) -> None:
        written = FORMATS["oai_dc"].write(item.lines, item.base, item.slug, "")
        try:
            root = etree.fromstring(written)
        except etree.XMLSyntaxError as error:
            return self.refuse(item.slug, f"its Dublin Core cannot be read: {error}")
        missing = [name for name in ("title", "identifier") if not root.findtext(f"{DC}{name}")]
        if root.tag != f"{{{NAMESPACE}}}dc" or missing:
            return self.refuse(item.slug, f"its Dublin Core has no {' and no '.join(missing) or 'oai_dc:dc'}")
        return self.take(item.slug, [written])
