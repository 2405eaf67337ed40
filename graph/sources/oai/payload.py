"""Which kind reads the metadata of an OAI-PMH record, and the page that it names."""

from __future__ import annotations

from graph.identifiers import parse_url
from graph.sources import ddi
from graph.sources.formats.xml_tree import Element, local, text

_KINDS = {
    "codeBook": "ddi",
    "DDIInstance": "ddi",
    "FragmentInstance": "ddi",
    "RDF": "dcat",
    "dc": "dublin-core",
    "qualifieddc": "dublin-core",
    "resource": "datacite",
    "oai_datacite": "datacite",
}


def payload_of(content: Element) -> tuple[str | None, Element]:
    """The kind of a payload, and the element that it reads: of ``oai_datacite`` the resource inside."""
    name = local(content)
    kind = _KINDS.get(name)
    if kind == "datacite" and name != "resource":
        content = next(content.iter("{*}resource"), content)
    if kind == "datacite" and not any(name in str(content.tag) for name in ("datacite", "openaire")):
        return None, content
    return kind, content


def page_of(kind: str, content: Element) -> str | None:
    """The landing page that a payload names, where it does."""
    if kind == "ddi":
        return ddi.landing_page(content)
    if kind == "dublin-core":
        stated = [text(child).strip() for child in content.iterchildren("{*}identifier")]
        pages = [url for url in stated if parse_url(url)]
        return next((url for url in pages if "doi.org/" not in url), pages[0] if pages else None)
    if kind == "datacite":
        doi = next(content.iterchildren("{*}identifier"), None)
        is_doi = doi is not None and (doi.get("identifierType") or "").upper() == "DOI"
        return parse_url(f"https://doi.org/{text(doi).strip()}") if is_doi and doi is not None else None
    if kind == "dcat":
        stated = [str(value) for page in content.iter("{*}landingPage") for value in page.attrib.values()]
        return next((url for url in stated if parse_url(url)), None)
    return None
