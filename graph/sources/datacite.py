"""DataCite (see ``datacite.yml``): REST JSON and the metadata schema's XML → a study, or a publication."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from graph import identifiers
from graph.records import (
    Identifier,
    Publication,
    Reading,
    Study,
    Value,
)
from graph.sources import source
from graph.sources.base import Document, DocumentError, Link, Part
from graph.sources.doi import about, agents, registry
from graph.sources.doi.kernel import of_xml
from graph.sources.doi.tables import language_tag, tables
from graph.sources.formats import json_stream
from graph.sources.formats.xml_tree import first_tag, parse
from graph.sources.values.envelope import around, audited
from graph.sources.values.fields import Fields
from graph.sources.values.keys import key_of
from graph.sources.values.told import told

RULE = "source.datacite"


def recognise(document: Document) -> float:
    """The schema's root element, or the JSON of DOIs."""
    head = document.content[:8192].removeprefix(b"\xef\xbb\xbf").lstrip()
    name, tag = first_tag(document.content)
    if name:
        head = head.replace(b"\x00", b"")  # UTF-16
        if name in ("resource", "payload") and "datacite.org/schema/kernel" in tag:
            return 0.95
        own = b"datacite.org/schema/" in head or b"openaire.eu/schema/" in head
        return 0.95 if name == "oai_datacite" or (name == "resource" and own) else 0.0
    if not head.startswith(b"{"):
        return 0.0
    if re.search(rb'"type"\s*:\s*"dois"', head) and b'"attributes"' in head:
        return 0.95
    if b"datacite.org/schema/kernel" in document.content[:65_536] and b'"creators"' in document.content:
        return 0.9
    return 0.8 if json_stream.looks_like(document, b"creators", b"titles", b"publicationYear") else 0.0


def _is_json(document: Document) -> bool:
    return document.content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def parts(document: Document) -> Iterator[Part]:
    """The DOIs of a list, each a document of its own; a document that is no list is one part."""
    beside: list[str] = []
    yield from audited("datacite", _parts(document, beside), beside)


def _parts(document: Document, beside: list[str]) -> Iterator[Part]:
    found = False
    if _is_json(document):
        for _, value, text in json_stream.elements(document, [("data",)], beside):
            found = True
            yield Part("datacite", None, text.encode(), _page(value))
        if not found and isinstance(json_stream.load_object(document).get("data"), list):
            return
    if not found:
        beside.clear()  # they are the document's own
        yield Part("datacite", None, document.content, document.url)


def _page(item: object) -> str | None:
    attributes = item.get("attributes", item) if isinstance(item, dict) else None
    doi = attributes.get("doi") if isinstance(attributes, dict) else None
    known = identifiers.parse_doi(doi) if isinstance(doi, str) else None
    return identifiers.parse_url(identifiers.doi_address(known)) if known else None


def follow(document: Document) -> Iterator[Link]:
    """The next page of a list. Raises :class:`DocumentError` for errors and for a list that does not add up."""
    if not _is_json(document):
        return
    content = json_stream.load_object(document)
    if content.get("errors"):
        errors = content["errors"]
        first = errors[0] if isinstance(errors, list) and errors else errors
        told = first.get("title") or first.get("detail") if isinstance(first, dict) else first
        raise DocumentError(f"the answer is an error: {str(told)[:200]}")
    held = content.get("data")
    if "attributes" in content or "creators" in content or isinstance(held, dict):
        return
    if not isinstance(held, list):
        raise DocumentError("the answer is no list of DOIs: it has no data")
    links, meta = content.get("links"), content.get("meta")
    page, pages = (meta.get(name) if isinstance(meta, dict) else None for name in ("page", "totalPages"))
    if not held and isinstance(page, int) and isinstance(pages, int) and page < pages:
        raise DocumentError(f"page {page} of {pages} holds no DOI")
    following = links.get("next") if isinstance(links, dict) else None
    if held and following is not None:
        url = identifiers.parse_url(urljoin(document.url or "", str(following)))
        if not url:
            raise DocumentError(f"the address of the next page is none: {str(following)[:100]!r}")
        yield Link(url, listing=True)


def read(document: Document) -> Reading:
    """The study or the publication that a DOI was registered for.

    Raises :class:`DocumentError` for lists, which are read part by part, and for what names nothing.
    """
    unknown: Counter[str] = Counter()
    fields = _attributes(json_stream.load_object(document), unknown) if _is_json(document) else _of_xml(document)
    doi = next(iter(agents.dois(fields)), None)
    language = language_tag(fields.text("language"))
    kind = _kind(fields)
    text: str
    notes: tuple[str, ...] = ()
    record: Study | Publication
    if kind is None:
        study = _study(fields, doi, language)
        record, text, notes = told(study, study.description.language if study.description else language)
    else:
        record = _publication(fields, doi, language, kind)
        text = record.abstract.value if record.abstract else record.title.value if record.title else ""
    if not record.title and not record.identifiers:
        raise DocumentError("the document has neither a title nor an identifier")
    fields.took("identifierText")
    unknown.update(fields.unknown_throughout(source("datacite").not_published))
    return Reading(
        key=registry.key(doi.value.value) if doi else key_of(document),
        text=text,
        records=(record,),
        url=document.url or (identifiers.doi_address(doi.value.value) if doi else None),
        language=language,
        unknown=tuple(sorted(unknown.items())),
        notes=tuple(dict.fromkeys((*fields.notes, *notes))),
    )


def _attributes(content: dict[str, Any], unknown: Counter[str]) -> Fields:
    """What is said of a DOI; what stands around it counts as ``unknown``."""
    if content.get("errors"):
        raise DocumentError("the answer is an error, not a DOI")
    pointer = ""
    held: Any = content
    if "data" in held:
        unknown.update(around("datacite", held, "data"))
        held, pointer = held["data"], "/data"
    if isinstance(held, list):
        raise DocumentError("the document is a list of DOIs, not one of them")
    if isinstance(held, dict) and isinstance(held.get("attributes"), dict):
        unknown.update(around("datacite", held, "attributes"))
        held, pointer = held["attributes"], f"{pointer}/attributes"
    if not isinstance(held, dict):
        raise DocumentError("the document holds no DOI", pointer or None)
    return Fields(held, RULE, pointer)


def _of_xml(document: Document) -> Fields:
    root, notes = parse(document.content)
    return of_xml(root, RULE, notes)


def _kind(fields: Fields) -> str | None:
    """The schema.org class of a publication, or ``None`` for a study."""
    found = next(fields.objects("types"), None)
    if found is None:
        return None
    general = found.text("resourceTypeGeneral")
    return tables().kinds.get(general.value) if general else None


def _study(fields: Fields, doi: Value[Identifier] | None, language: str | None) -> Study:
    titles = list(agents.titles(fields, language))
    descriptions = list(agents.descriptions(fields, language))
    rights = list(fields.objects("rightsList"))
    dates = about.dates(fields)
    funded = list(agents.funded(fields))
    roles, sponsors = agents.contributors(fields)
    relations = list(about.related(fields))
    return Study(
        title=titles[0] if titles else None,
        alternate_titles=tuple(titles[1:]),
        description=descriptions[0] if descriptions else None,
        alternate_descriptions=tuple(descriptions[1:]),
        identifiers=tuple(agents.stated(fields, doi)),
        landing_pages=tuple(said for said in fields.urls("url") if not identifiers.parse_doi(said.value)),
        keywords=tuple(about.subjects(fields, language)),
        period=dates.covered,
        places=tuple(about.places(fields)),
        languages=tuple(about.languages(fields)),
        access=about.access(rights),
        access_status=about.access_status(rights),
        license=about.licence(rights),
        issued=dates.issued,
        modified=dates.updated,
        creators=tuple(agents.agents(fields, "creators")),
        publishers=tuple(agents.publishers(fields)),
        funders=agents.each_once((*(funder for funder, _ in funded if funder), *sponsors)),
        contributors=tuple(said for said in roles if said.value.role in ("data-collector", "contact")),
        distributions=tuple(about.distributions(fields)),
        project=agents.project(funded, roles),
        publications=tuple(said for said in relations if isinstance(said.value, Publication)),
        part_of=tuple(said for said in relations if isinstance(said.value, str)),
    )


def _publication(fields: Fields, doi: Value[Identifier] | None, language: str | None, kind: str) -> Publication:
    titles = list(agents.titles(fields, language))
    abstract = next(agents.descriptions(fields, language), None)
    rights = list(fields.objects("rightsList"))
    dates = about.dates(fields)
    funded = list(agents.funded(fields))
    roles, sponsors = agents.contributors(fields)
    return Publication(
        kind,
        titles[0] if titles else None,
        alternate_titles=tuple(titles[1:]),
        abstract=abstract,
        identifiers=tuple(agents.stated(fields, doi)),
        urls=tuple(said for said in fields.urls("url") if not identifiers.parse_doi(said.value)),
        issued=dates.issued,
        authors=tuple(agents.agents(fields, "creators")),
        publishers=tuple(agents.publishers(fields)),
        funders=agents.each_once((*(funder for funder, _ in funded if funder), *sponsors)),
        license=about.licence(rights),
        related=tuple(about.resolvable(said) for said in about.relations(fields) if about.resolvable(said).value),
        project=agents.project(funded, roles),
    )
