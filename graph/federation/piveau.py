"""piveau, its importers for RDF and for OAI-PMH."""

from __future__ import annotations

from lxml import etree

from graph.federation.federator import Federator, Item, Page, Reader, Rule
from graph.namespaces import DCAT, DCT, HYDRA, XSD
from graph.provider.formats import FORMATS

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

    def __init__(self) -> None:
        super().__init__()
        self.total: int | None = None
        self.onward = True

    def page(self, page: Page) -> None:
        if not self.onward:
            self.stop(f"the page before {page.url} has no hydra:nextPage, so that the rest would be deleted")
        views = page.typed(HYDRA.PagedCollection)
        stated = [term for view in views for term in page.said[view].get(HYDRA.totalItems.value, [])]
        if not stated or not all(getattr(term, "datatype", None) == XSD.integer for term in stated):
            self.stop(f"{page.url} has no PagedCollection with an integer hydra:totalItems")
        else:
            self.total = int(stated[0].value)
        self.onward = any(page.values(view, HYDRA.nextPage) for view in views)
        for iri in page.typed(DCAT.Dataset):
            self.accepted[iri] = next(iter(page.values(iri, DCT.identifier)), iri)

    def end(self, total: int) -> None:
        if self.total not in (None, total):
            self.stop(f"hydra:totalItems is {self.total}, and {total} datasets are listed")


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

    def item(self, item: Item) -> None:
        written = FORMATS["dcat_ap"].write(item.lines, item.base, item.slug, "")
        try:
            root = etree.fromstring(written)
        except etree.XMLSyntaxError as error:
            return self.refuse(item.slug, f"its RDF/XML cannot be read: {error}")
        if not str(root.tag).endswith("}RDF"):
            return self.refuse(item.slug, "its metadata is not one rdf:RDF")
        return self.take(item.slug, [written])
