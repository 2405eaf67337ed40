"""The terms that DCAT feeds use, by what they say, and a term where it stands in a dataset's statements."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from graph.records import Evidence, Value
from graph.sources.rdf.index import Index
from graph.sources.rdf.syntax import PREFIXES
from graph.sources.values.iri import web_address
from graph.sources.values.language import tag_of

RULE = "source.dcat"
HYDRA, DCT, SKOS = PREFIXES["hydra"], PREFIXES["dct"], PREFIXES["skos"]
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


def terms(*names: str) -> tuple[str, ...]:
    """Prefixed names as N-Triples write their IRIs."""
    return tuple(f"<{PREFIXES[prefix]}{name}>" for prefix, _, name in (n.partition(":") for n in names))


(RDF_TYPE, PRIMARY_TOPIC, ADMS_IDENTIFIER) = terms("rdf:type", "foaf:primaryTopic", "adms:identifier")
DATASETS = frozenset(terms("dcat:Dataset", "dcat:DatasetSeries", "schema:Dataset"))
CATALOGUES = frozenset(terms("dcat:Catalog", "schema:DataCatalog"))
DATASET_OF = terms("dcat:dataset", "schema:dataset")
TITLES = terms("dct:title", "schema:name", "dc:title")
LABELS = (*TITLES, *terms("skos:prefLabel", "foaf:name", "vcard:fn", "rdfs:label", "locn:geographicName"))
NAMING = frozenset((RDF_TYPE, *LABELS, *terms("foaf:homepage", "schema:url")))
RECORDS = frozenset((RDF_TYPE, PRIMARY_TOPIC))

FIELDS: dict[str, tuple[str, ...]] = {
    "title": TITLES,
    "label": terms("rdfs:label", "skos:prefLabel", "foaf:name", "dct:alternative", "schema:alternateName"),
    "alternative": terms("dct:alternative", "schema:alternateName", "skos:altLabel"),
    "description": terms("dct:description", "schema:description", "dc:description", "dct:abstract"),
    "keyword": terms("dcat:keyword", "schema:keywords"),
    "theme": terms("dcat:theme", "dct:subject", "dc:subject", "schema:about", "geodcatap:topicCategory"),
    "publisher": terms("dct:publisher", "schema:publisher", "dc:publisher"),
    "creator": terms("dct:creator", "schema:creator", "schema:author", "dc:creator"),
    "contact": terms("dcat:contactPoint", "adms:contactPoint", "schema:contactPoint"),
    "funder": terms("schema:funder", "schema:sponsor", "foaf:fundedBy", "frapo:isFundedBy"),
    "funding": terms("schema:funding"),
    "temporal": terms("dct:temporal", "schema:temporalCoverage"),
    "spatial": terms("dct:spatial", "schema:spatialCoverage"),
    "page": terms("dcat:landingPage", "schema:url"),
    "identifier": terms("dct:identifier", "schema:identifier", "dc:identifier"),
    "other_identifier": terms("adms:identifier", "schema:sameAs", "owl:sameAs"),
    "language": terms("dct:language", "schema:inLanguage", "dc:language"),
    "access": terms("dct:accessRights", "dcat:accessRights", "schema:conditionsOfAccess"),
    "rights": terms("dct:rights", "dc:rights"),
    "license": terms("dct:license", "schema:license"),
    "issued": terms("dct:issued", "schema:datePublished"),
    "modified": terms("dct:modified", "schema:dateModified"),
    "frequency": terms("dct:accrualPeriodicity"),
    "conforms": terms("dct:conformsTo"),
    "series": terms("dcat:inSeries", "dct:isPartOf", "schema:isPartOf"),
    "referenced": terms("dct:isReferencedBy", "schema:citation", "schema:subjectOf"),
    "attribution": terms("prov:qualifiedAttribution"),
    "activity": terms("prov:wasGeneratedBy"),
    "distribution": terms("dcat:distribution", "schema:distribution"),
    "record": terms("foaf:isPrimaryTopicOf"),
    "type": (RDF_TYPE,),
}
"""What a dataset's properties say, whichever vocabulary says it."""

PARTS = {
    "contributor": ("dct:contributor", "schema:contributor", "geodcatap:custodian", "geodcatap:distributor"),
    "owner": ("dct:rightsHolder", "schema:copyrightHolder", "geodcatap:processor", "geodcatap:resourceProvider"),
    "user": ("geodcatap:user",),
    "originator": ("geodcatap:originator", "geodcatap:principalInvestigator"),
}
"""Properties that name an agent by its part in a dataset, under a role of the ``.yml``."""
PART_TERMS = {role: terms(*names) for role, names in PARTS.items()}
READ = frozenset(predicate for listed in (*FIELDS.values(), *PART_TERMS.values()) for predicate in listed)


@lru_cache(maxsize=4096)
def prefixed(term: str) -> str:
    """``<http://purl.org/dc/terms/title>`` → ``dct:title``; an IRI of no usual prefix stays as it is."""
    iri = term[1:-1]
    for prefix, namespace in PREFIXES.items():
        name = iri[len(namespace) :]
        if iri.startswith(namespace) and re.fullmatch(r"[A-Za-z_][\w-]*", name, re.ASCII):
            return f"{prefix}:{name}"
    return term


def iri_of(term: str) -> str:
    """The IRI that a term of N-Triples is; of a blank node nothing."""
    return term[1:-1] if term[0] == "<" else ""


def text_of(term: str) -> str:
    """A literal's text without surrounding space; of an IRI the IRI."""
    if term[0] != '"':
        return iri_of(term)
    text = term[1 : term.rindex('"')]
    return (_ESCAPE.sub(_unescaped, text) if "\\" in text else text).strip()


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _ESCAPED.get(found[3], found[3])


@dataclass(frozen=True, slots=True)
class Place:
    """A term where it stands: ``path`` is the SPARQL property path to it from the dataset.

    ``notes`` are shared by all places of a dataset: what was left out there, and why.
    """

    index: Index
    term: str
    path: str
    notes: list[str]

    @property
    def literal(self) -> bool:
        return self.term[0] == '"'

    @property
    def text(self) -> str:
        return text_of(self.term)

    @property
    def iri(self) -> str:
        return iri_of(self.term)

    @property
    def language(self) -> str | None:
        tail = self.term.rpartition('"')[2] if self.literal else ""
        return tag_of(tail[1:]) if tail.startswith("@") else None

    @property
    def datatype(self) -> str | None:
        tail = self.term.rpartition('"')[2] if self.literal else ""
        return tail[3:-1] if tail.startswith("^^") else None

    @property
    def types(self) -> frozenset[str]:
        return frozenset(self.index.values(self.term, RDF_TYPE))

    def said(self, text: str | None = None) -> Value[str]:
        """The term's text, or another one that it stands for, as a value with its evidence."""
        evidence = Evidence(RULE, "1", pointer=self.path or None, syntax="sparql-path")
        return Value(self.text if text is None else text, (evidence,), self.language)

    def all(self, *predicates: str) -> Iterator[Place]:
        """What its properties say, in the order in which the predicates are given; nothing that is empty."""
        if self.literal:
            return
        about = self.index.by_predicate(self.term)
        for predicate in predicates:
            for value in about.get(predicate, ()):
                if value[0] != '"' or text_of(value):
                    step = prefixed(predicate)
                    yield Place(self.index, value, f"{self.path}/{step}" if self.path else step, self.notes)

    def back(self, predicate: str) -> Iterator[Place]:
        """What says that of it (SPARQL's inverse path)."""
        for subject in self.index.subjects(predicate, self.term):
            step = f"^{prefixed(predicate)}"
            yield Place(self.index, subject, f"{self.path}/{step}" if self.path else step, self.notes)

    def texts(self, *predicates: str) -> list[Place]:
        """The literals among them, the ones to prefer first: English, without language, others by their tag."""
        return sorted((p for p in self.all(*predicates) if p.literal), key=lambda place: _rank(place.language))

    def name(self) -> Place | None:
        """Its name by whatever property says it; a literal is its own name."""
        if self.literal:
            return self
        return next(iter(self.texts(*LABELS)), None)

    def url(self) -> Value[str] | None:
        """The http(s) address that it is, as an IRI or a literal."""
        url = web_address(self.text)
        return replace(self.said(url), language=None) if url else None


def _rank(language: str | None) -> tuple[int, str]:
    if language is None:
        return 1, ""
    return (0 if language.split("-")[0] == "en" else 2), language
