"""``oai_dc``: simple Dublin Core (OAI-PMH 2.0, 7; DCMI Metadata Terms, elements)."""

from __future__ import annotations

from collections.abc import Iterator

from graph.provider.described import Described, Text
from graph.provider.xml import element, parent

NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"


def write(study: Described) -> str:
    """The one element that a record's metadata holds."""
    inside = "".join(
        element(f"dc:{name}", said.value, xml_lang=said.language)
        for name, said in dict.fromkeys(_elements(study))
        if said.value
    )
    names = {
        "xmlns:oai_dc": NAMESPACE,
        "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{NAMESPACE} {SCHEMA}",
    }
    return parent("oai_dc:dc", inside, **names)


def _elements(study: Described) -> Iterator[tuple[str, Text]]:
    yield from (("title", text) for text in study.titles)
    yield from (("creator", Text(agent.name)) for agent in study.creators)
    yield from (("subject", text) for text in study.keywords)
    yield from (("subject", label) for _, label in study.themes)
    yield from (("description", text) for text in study.descriptions)
    yield from (("publisher", Text(agent.name)) for agent in study.publishers)
    yield from (("contributor", Text(agent.name)) for agent in study.others)
    yield from (("date", Text(date)) for date in (study.issued,) if date)
    yield "type", Text("Dataset")
    yield from (("format", Text(file.media_type)) for file in study.files if file.media_type)
    yield "identifier", Text(study.iri)
    yield from (("identifier", Text(value)) for value in study.identifiers)
    yield from (("identifier", Text(page)) for page in study.pages)
    yield from (("language", Text(code)) for code in study.languages)
    yield from (("relation", Text(iri)) for iri, _ in study.publications)
    yield from (("coverage", place) for place in study.places)
    yield from (("coverage", Text("/".join(filter(None, period)))) for period in study.periods)
    yield from (("rights", text) for text in (*study.access, *study.rights))
    yield from (("rights", Text(licence)) for licence in study.licences)
