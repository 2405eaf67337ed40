"""Publications as ``schema:CreativeWork``, and what they share with studies and projects."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from graph.mapping.mapper import Mapper
from graph.namespaces import CG, DCT, PROV, SCHEMA, XSD
from graph.records import Figure, Project, Publication, Value


def map_publication(mapper: Mapper, here: NamedNode, publication: Publication) -> None:
    mapper.types(here, SCHEMA.CreativeWork, SCHEMA.term(publication.kind))
    mapper.prose(here, SCHEMA.name, publication.title)
    mapper.prose(here, SCHEMA.alternateName, *publication.alternate_titles)
    mapper.prose(here, SCHEMA.abstract, publication.abstract)
    mapper.prose(here, SCHEMA.articleBody if publication.kind != "WebPage" else SCHEMA.text, publication.body)
    mapper.identify(here, publication.identifiers)
    mapper.urls(here, SCHEMA.url, publication.urls)
    mapper.date(here, SCHEMA.datePublished, publication.issued)
    mapper.prose(here, SCHEMA.creditText, publication.credit)
    mapper.prose(here, DCT.bibliographicCitation, publication.citation)
    mapper.urls(here, SCHEMA.license, (publication.license,) if publication.license else ())
    mapper.urls(here, DCT.relation, publication.related)
    for predicate, linked in (
        (SCHEMA.author, publication.authors),
        (SCHEMA.publisher, publication.publishers),
        (SCHEMA.funder, publication.funders),
        (SCHEMA.mentions, publication.mentions),
    ):
        for item in linked:
            mapper.link(here, predicate, item)
    map_figures(mapper, here, publication.figures)
    map_generated_by(mapper, here, publication.project)


def map_generated_by(mapper: Mapper, here: NamedNode, project: Value[Project] | None) -> None:
    if project:
        activity = mapper.link(here, PROV.wasGeneratedBy, project)
        mapper.say(activity, PROV.generated, here, project)


def map_figures(mapper: Mapper, here: NamedNode, figures: tuple[Value[Figure], ...]) -> None:
    for said in figures:
        figure = said.value
        node = mapper.genid("figure", here.value, str(figure.number), figure.unit.value)
        mapper.say(here, CG.figure, node, said)
        mapper.types(node, SCHEMA.Observation)
        mapper.prose(node, SCHEMA.term("name"), figure.statement)
        mapper.say(node, SCHEMA.value, Literal(str(figure.number), datatype=XSD.integer), said)
        mapper.prose(node, SCHEMA.unitText, figure.unit)
        mapper.say(node, SCHEMA.observationAbout, here, said)
