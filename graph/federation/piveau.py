"""piveau, its importers for RDF and for OAI-PMH."""

from __future__ import annotations

from lxml import etree
from pyoxigraph import RdfFormat, parse

from graph.federation.federator import Federator, Held, Page, Reader, Rule, by_media_type, fine
from graph.federation.oai_client import named, records
from graph.federation.service import Failed, Service, followed
from graph.namespaces import DCAT, DCT, HYDRA, XSD

_RDF = "piveau-consus-importing-rdf"
_OAI = "piveau-consus-importing-oaipmh"


class PiveauRdf(Reader):
    """Reads all pages by the older Hydra vocabulary; what it does not meet its hub deletes."""

    name = "piveau-rdf"
    title = "piveau, RDF importer"
    routes = ("/catalog",)
    rules = (
        Rule("hydra:totalItems on the PagedCollection is an integer.", _RDF),
        Rule("It goes on by hydra:nextPage of the PagedCollection, and by nothing else.", _RDF),
        Rule("A dataset is known by dct:identifier, else by its IRI.", _RDF),
        Rule("What is not in the list at its end is deleted.", "piveau-consus-exporting-hub"),
    )

    def fetched(self, service: Service, url: str) -> Page:
        answer = fine(followed(service, url))
        return Page.of(answer, by_media_type(answer))

    def page(self, page: Page) -> None:
        views = page.typed(HYDRA.PagedCollection)
        stated = [term for view in views for term in page.said[view].get(HYDRA.totalItems.value, [])]
        if not stated or not all(getattr(term, "datatype", None) == XSD.integer for term in stated):
            raise Failed(f"{page.url} has no PagedCollection with an integer hydra:totalItems")
        for iri in page.typed(DCAT.Dataset):
            self.take(next(iter(page.values(iri, DCT.identifier)), iri), page.described(iri))

    def onward(self, page: Page) -> list[str]:
        return [url for view in page.typed(HYDRA.PagedCollection) for url in page.values(view, HYDRA.nextPage)]


class PiveauOai(Federator):
    """Lists all records in ``dcat_ap``; each is one dataset in RDF/XML."""

    name = "piveau-oai"
    title = "piveau, OAI-PMH importer"
    routes = ("/oai",)
    rules = (
        Rule("metadataPrefix is sent with the resumption token as well.", _OAI),
        Rule("The answer has request/@verb, and completeListSize on every token.", _OAI),
        Rule("metadata holds exactly one element, which is RDF/XML.", _OAI),
        Rule("What is not in the list at its end is deleted.", "piveau-consus-exporting-hub"),
    )

    def harvest(self, service: Service, held: Held | None) -> None:  # noqa: ARG002
        prefix = {"metadataPrefix": "dcat_ap"}
        for record in records(service, prefix, beside=prefix, checked=_checked):
            if record.find("{*}header[@status='deleted']") is None:
                self._take(named(record), record.find("{*}metadata"))

    def _take(self, name: str, metadata: etree._Element | None) -> None:
        inside = [] if metadata is None else list(metadata)
        if len(inside) != 1 or not str(inside[0].tag).endswith("}RDF"):
            return self.refuse(name, "its metadata is not one rdf:RDF")
        try:
            quads = list(parse(etree.tostring(inside[0]), format=RdfFormat.RDF_XML))
        except (SyntaxError, ValueError) as problem:
            return self.refuse(name, f"its RDF/XML cannot be read: {problem}")
        return self.take(name, (quad.triple for quad in quads))


def _checked(answer: etree._Element) -> None:
    """Raise :class:`Failed` for what the importer cannot go on with."""
    request, token = answer.find("{*}request"), answer.find("{*}ListRecords/{*}resumptionToken")
    if request is None or request.get("verb") != "ListRecords":
        raise Failed("OAI-PMH answers without request/@verb")
    if token is not None and not (token.get("completeListSize") or "").isdecimal():
        raise Failed("OAI-PMH gives a resumption token without completeListSize")
