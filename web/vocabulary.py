"""What kinds, predicates and groups of facts are called on a page, and the order in which they come."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graph.namespaces import ADMS, CG, DCT, FOAF, ORG, OWL, PROV, RDF, RDFS, SCHEMA
from graph.serialization import PREFIXES
from graph.summaries import CLASSES


@dataclass(frozen=True, slots=True)
class Kind:
    """What entities of a kind are called, one and many, and what they are."""

    one: str
    many: str
    what: str


TYPES = {
    "study": Kind("Study", "Studies", "Data collections as archives list them."),
    "project": Kind("Project", "Projects", "The research that was funded and done."),
    "work-package": Kind("Work package", "Work packages", "Numbered parts of a project: stages, phases, tasks."),
    "aim": Kind("Aim", "Aims", "What a project sets out to find."),
    "organization": Kind("Organisation", "Organisations", "Universities, funders, archives, companies."),
    "person": Kind("Person", "People", "Those who did the research."),
    "publication": Kind("Publication", "Publications", "Reports, articles and posts about it."),
    "grant": Kind("Grant", "Grants", "Money under a reference."),
    "catalogue": Kind("Catalogue", "Catalogues", "Where studies are listed."),
    "distribution": Kind("Distribution", "Distributions", "Files and services to get data from."),
}
assert tuple(TYPES) == CLASSES

AUDIENCES = {
    "consumer": "About the research",
    "federator": "For harvesting",
    "curator": "For curating",
}
"""Whom a question is for: the categories in which questions are listed."""

PARAMETER_KINDS = {"funder": "organization", "publisher": "organization", "dataset": "study"} | {k: k for k in TYPES}
"""Of which kind of entity the parameter of a question is, by the parameter's name."""

FACETS = {"keyword": "Keyword", "funder": "Funder", "catalogue": "Catalogue", "access": "Access"}

FORMATS = {
    "turtle": "Turtle",
    "json-ld": "JSON-LD",
    "n-triples": "N-Triples",
    "rdf-xml": "RDF/XML",
    "n-quads": "N-Quads",
    "trig": "TriG",
    "json": "JSON",
    "xml": "XML",
    "csv": "CSV",
    "tsv": "TSV",
    "report": "JSON",
}

GROUPS: dict[str, dict[str, str]] = {
    "": {
        SCHEMA.description.value: "Description",
        SCHEMA.abstract.value: "Abstract",
        DCT.description.value: "Description",
        SCHEMA.text.value: "Text",
        SCHEMA.articleBody.value: "Full text",
        SCHEMA.keywords.value: "Keywords",
    },
    "Who": {
        PROV.qualifiedAssociation.value: "Takes part",
        SCHEMA.member.value: "Members",
        SCHEMA.creator.value: "Created by",
        SCHEMA.author.value: "Authors",
        SCHEMA.creditText.value: "Authors as written",
        SCHEMA.publisher.value: "Published by",
        SCHEMA.funder.value: "Funded by",
        SCHEMA.funding.value: "Grants",
        SCHEMA.affiliation.value: "Affiliated to",
        SCHEMA.jobTitle.value: "Role",
        SCHEMA.mentions.value: "Mentions",
    },
    "When and where": {
        SCHEMA.temporalCoverage.value: "Period covered",
        PROV.startedAtTime.value: "Started",
        PROV.endedAtTime.value: "Ended",
        DCT.extent.value: "Duration",
        ADMS.status.value: "Status",
        SCHEMA.spatialCoverage.value: "Places",
        DCT.temporal.value: "Fieldwork",
        SCHEMA.location.value: "Places of the work",
        SCHEMA.inLanguage.value: "Language",
        SCHEMA.datePublished.value: "Published on",
        SCHEMA.dateModified.value: "Changed on",
    },
    "In figures": {CG.figure.value: "Figures"},
    "Part of": {
        DCT.isPartOf.value: "Part of",
        CG.kind.value: "Kind of part",
        CG.number.value: "Number",
        SCHEMA.parentOrganization.value: "Belongs to",
        SCHEMA.includedInDataCatalog.value: "Listed in",
        PROV.wasGeneratedBy.value: "Came out of",
    },
    "Access": {
        DCT.accessRights.value: "Access",
        SCHEMA.conditionsOfAccess.value: "Conditions",
        SCHEMA.license.value: "Licence",
        SCHEMA.contentUrl.value: "Address",
        SCHEMA.encodingFormat.value: "Format",
    },
    "Names": {
        SCHEMA.name.value: "Name",
        f"{DCT}title": "Title",
        SCHEMA.alternateName.value: "Also called",
        SCHEMA.honorificPrefix.value: "Form of address",
        SCHEMA.givenName.value: "Given name",
        SCHEMA.familyName.value: "Family name",
    },
    "Identifiers and addresses": {
        SCHEMA.identifier.value: "Identifiers",
        SCHEMA.url.value: "Web page",
        SCHEMA.sameAs.value: "Same as",
        DCT.bibliographicCitation.value: "Citation",
    },
    "Others": {},
}
"""Every predicate that an entity's page knows: by group, in order, with its name."""

SECTIONS = {
    CG.aim.value: "Aims",
    DCT.hasPart.value: "Parts",
    PROV.generated.value: "What came out of it",
    SCHEMA.citation.value: "Publications",
    SCHEMA.distribution.value: "Where to get it",
}
"""Predicates whose values are shown as a section of their own."""

INCOMING = {
    (SCHEMA.funder.value, "study"): "Studies funded",
    (SCHEMA.funder.value, "project"): "Projects funded",
    (SCHEMA.funder.value, "grant"): "Grants given",
    (SCHEMA.funding.value, "project"): "Projects funded",
    (SCHEMA.affiliation.value, "person"): "People affiliated",
    (SCHEMA.member.value, "project"): "Projects taken part in",
    (SCHEMA.creator.value, "study"): "Studies created",
    (SCHEMA.author.value, "publication"): "Publications written",
    (SCHEMA.publisher.value, "study"): "Studies published",
    (SCHEMA.publisher.value, "publication"): "Publications published",
    (SCHEMA.mentions.value, "publication"): "Mentioned in",
    (SCHEMA.citation.value, "study"): "Cited by studies",
    (SCHEMA.parentOrganization.value, "organization"): "Parts of the organisation",
    (SCHEMA.includedInDataCatalog.value, "study"): "Studies listed",
    (SCHEMA.distribution.value, "study"): "Gives the data of",
    (PROV.wasGeneratedBy.value, "study"): "Studies that came out of it",
    (PROV.wasGeneratedBy.value, "publication"): "Publications that came out of it",
    (PROV.generated.value, "project"): "Came out of",
    (DCT.isPartOf.value, "work-package"): "Work packages",
    (DCT.isPartOf.value, "aim"): "Aims",
}
"""What points to an entity, by predicate and kind: the section's name."""

REVERSED = {
    DCT.hasPart.value: {DCT.isPartOf.value},
    DCT.isPartOf.value: {DCT.hasPart.value, CG.aim.value},
    CG.aim.value: {DCT.isPartOf.value},
    PROV.generated.value: {PROV.wasGeneratedBy.value},
    PROV.wasGeneratedBy.value: {PROV.generated.value},
}
"""Predicates that say the same in the other direction."""

REPEATED = {
    predicate.value
    for predicate in (
        RDF.type,
        RDFS.label,
        FOAF.name,
        ORG.unitOf,
        PROV.wasAssociatedWith,
        CG.order,
        OWL.sameAs,
    )
}
"""Predicates that repeat what the page shows already."""

SINGLE = {
    SCHEMA.temporalCoverage.value,
    SCHEMA.datePublished.value,
    SCHEMA.dateModified.value,
    SCHEMA.license.value,
    PROV.startedAtTime.value,
    PROV.endedAtTime.value,
    DCT.extent.value,
    DCT.accessRights.value,
    ADMS.status.value,
}
"""Predicates of which one value is true: where sources give several, they differ."""

LABELS = {predicate: name for names in GROUPS.values() for predicate, name in names.items()} | SECTIONS


def label(predicate: str) -> str:
    """What a predicate is called; one that pages do not know, by the words of its local name."""
    known = LABELS.get(predicate)
    if known:
        return known
    name = re.split(r"[/#]", predicate)[-1] or predicate
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|[_-]", " ", name).lower()
    return words[:1].upper() + words[1:]


def anchor(term: str) -> str:
    """Where the page of terms has one of our own, by its prefixed name: ``access-open``."""
    return compact(term, "\0").replace(":", "-")


def compact(iri: str, base: str) -> str:
    """An IRI as a prefixed name, or below the base; whole where it is neither."""
    if iri.startswith(base):
        return iri[len(base) :] or iri
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and re.fullmatch(r"[\w.-]+", iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
