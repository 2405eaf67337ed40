"""udata, its DCAT backend."""

from __future__ import annotations

from urllib.parse import urlsplit

from pyoxigraph import RdfFormat

from graph.federation.federator import Page, Reader, Rule, fine
from graph.federation.service import Failed, Service
from graph.namespaces import DCAT, DCT, HYDRA

_BACKEND = "udata, udata/harvest/backends/dcat.py"
PAGINATION = ((HYDRA.PartialCollectionView, HYDRA.next), (HYDRA.PagedCollection, HYDRA.nextPage))


class Udata(Reader):
    """Reads all pages; a dataset is known by its dct:identifier alone."""

    name = "udata"
    title = "udata, DCAT backend"
    lost = "archived"
    routes = ("/catalog",)
    rules = (
        Rule("The format is taken from the suffix of the address; any 3xx is an error.", _BACKEND),
        Rule("The next page is next of a PartialCollectionView, or nextPage of a PagedCollection.", _BACKEND),
        Rule("A dataset without dct:identifier is skipped.", _BACKEND),
        Rule("A dct:identifier that was met before is an error of that dataset.", _BACKEND),
        Rule("A dataset without a title is refused.", "udata, udata/core/dataset/rdf.py"),
        Rule("What is met no longer is archived, after some days.", "udata, udata/harvest/backends/base.py"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, str] = {}

    def fetched(self, service: Service, url: str) -> Page:
        answer = fine(service.ask(url, headers={"Accept-Encoding": "gzip, deflate", "Accept": "*/*"}))
        suffix = urlsplit(url).path.rpartition(".")[2]
        format = RdfFormat.from_extension(suffix)
        if format is None:
            raise Failed(f"{url} has no suffix that is one of an RDF format")
        return Page.of(answer, format)

    def page(self, page: Page) -> None:
        for iri in page.typed(DCAT.Dataset):
            identifiers = page.values(iri, DCT.identifier)
            if not identifiers:
                self.refuse(iri, "it has no dct:identifier")
            elif self.known.setdefault(identifiers[0], iri) != iri:
                self.refuse(iri, f"its dct:identifier {identifiers[0]} is that of {self.known[identifiers[0]]}")
            elif not page.values(iri, DCT.term("title")):
                self.refuse(identifiers[0], "it has no title")
            else:
                self.take(identifiers[0], page.described(iri))

    def onward(self, page: Page) -> list[str]:
        return [url for type_, link in PAGINATION for view in page.typed(type_) for url in page.values(view, link)]
