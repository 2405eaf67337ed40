"""CKAN with ckanext-dcat, its RDF harvester."""

from __future__ import annotations

from graph.federation.federator import Page, Reader, Rule
from graph.namespaces import DCAT, DCT, HYDRA

MAX_FILE_SIZE = 50 * 1024 * 1024


class Ckan(Reader):
    """Reads all pages; what it does not meet on them it deletes."""

    name = "ckan"
    title = "CKAN, RDF harvester"
    routes = ("/catalog",)
    rules = (
        Rule("A page of more than 50 MB ends the job.", "ckanext-dcat, ckanext/dcat/harvesters/base.py"),
        Rule("A typed dcat:Dataset without dct:title ends the job.", "ckanext-dcat, ckanext/dcat/harvesters/rdf.py"),
        Rule("A dataset is known by its IRI, else by dct:identifier.", "ckanext-dcat, ckanext/dcat/harvesters/rdf.py"),
        Rule(
            "A page with the content of the first one ends the paging.", "ckanext-dcat, ckanext/dcat/harvesters/rdf.py"
        ),
        Rule("It goes on by hydra:next, else hydra:nextPage.", "ckanext-dcat, ckanext/dcat/processors.py"),
        Rule("What is on no page is deleted.", "ckanext-dcat, ckanext/dcat/harvesters/base.py"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.first: bytes | None = None
        self.onward = ""

    def page(self, page: Page) -> None:
        if self.seen.stopped:
            return None
        if self.first is not None and not self.onward:
            return self.stop(f"the page before {page.url} leads on to none, so that the rest would be deleted")
        if len(page.content) > MAX_FILE_SIZE:
            return self.stop(f"{page.url} has {len(page.content):,} bytes")
        if page.content == self.first:
            return self.stop(f"{page.url} repeats the first page")
        self.first = self.first or page.content
        self.onward = next((url for view in page.said for url in _next(page, view)), "")
        for iri in page.typed(DCAT.Dataset):
            if not page.values(iri, DCT.term("title")):
                return self.stop(f"{iri} is a dcat:Dataset without a title")
            self.accepted[iri] = iri
        return None


def _next(page: Page, view: str) -> list[str]:
    return page.values(view, HYDRA.next) or page.values(view, HYDRA.nextPage)
