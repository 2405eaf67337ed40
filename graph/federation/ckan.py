"""CKAN with ckanext-dcat, its RDF harvester."""

from __future__ import annotations

from pyoxigraph import RdfFormat

from graph.federation.federator import Page, Reader, Rule, by_media_type, fine
from graph.federation.service import Failed, Service, followed
from graph.namespaces import DCAT, DCT, HYDRA

MAX_FILE_SIZE = 50 * 1024 * 1024
ENCODINGS = {"Accept-Encoding": "gzip, deflate"}
"""What the library that it asks with accepts."""


class Ckan(Reader):
    """Reads all pages; what it does not meet on them it deletes."""

    name = "ckan"
    title = "CKAN, RDF harvester"
    routes = ("/catalog",)
    rules = (
        Rule(
            "It asks for the size by HEAD (where that answers 400 or 405, by GET), then for the page without Accept.",
            "ckanext-dcat, ckanext/dcat/harvesters/base.py",
        ),
        Rule("The format is that of the Content-Type, else RDF/XML.", "ckanext-dcat, ckanext/dcat/harvesters/rdf.py"),
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
        self.beginning: bytes | None = None

    def fetched(self, service: Service, url: str) -> Page:
        head = service.ask(url, "HEAD", ENCODINGS)
        if head.status >= 400 and head.status not in (400, 405):
            raise Failed(f"HEAD of {url} answers {head.status}")
        size = head.headers.get("content-length", "")
        if head.status < 400 and size.isdecimal() and int(size) > MAX_FILE_SIZE:
            raise Failed(f"HEAD of {url} tells {int(size):,} bytes")
        answer = fine(followed(service, url, ENCODINGS))
        return Page.of(answer, by_media_type(answer, RdfFormat.RDF_XML))

    def page(self, page: Page) -> None:
        if len(page.content) > MAX_FILE_SIZE:
            raise Failed(f"{page.url} has {len(page.content):,} bytes")
        if page.content == self.beginning:
            raise Failed(f"{page.url} repeats the first page")
        self.beginning = self.beginning or page.content
        for iri in page.typed(DCAT.Dataset):
            if not page.values(iri, DCT.term("title")):
                raise Failed(f"{iri} is a dcat:Dataset without a title")
            self.take(iri, page.described(iri))

    def onward(self, page: Page) -> list[str]:
        return [url for view in page.said for link in (HYDRA.next, HYDRA.nextPage) for url in page.values(view, link)]
