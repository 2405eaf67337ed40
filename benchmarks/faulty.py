"""Generated studies that are valid, and the same with known faults: what validation has to find, and no more.

Each study is valid by itself, down to the warnings; about 61 statements with its project, people, organisations
and identifiers. A fault is one of :data:`FAULTS`: it changes one statement and gives exactly one finding.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from pyoxigraph import RdfFormat, Triple, parse

from graph import namespaces
from graph.namespaces import Namespace

BASE = "https://example.org/"
UNIVERSITIES, FUNDERS, PEOPLE = 20, 8, 4
"""Organisations in all; of people there is one in so many studies."""
SHARE = 0.05
"""Of the studies that have a fault."""
_SHAPE = "https://w3id.org/catalograph/shape/"
_WORDS = (
    *("care", "work", "housing", "rent", "school", "pupils", "transport"),
    *("rural", "health", "ageing", "income", "firms", "energy", "youth"),
)
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/ENG"
Line = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """A statement that is put in the place of another one (none: it goes), and what must be found.

    ``at`` is the kind of node that it is found at: ``study`` or ``orcid``.
    """

    name: str
    property: str
    value: tuple[str, ...]
    shape: str
    component: str
    at: str = "study"


FAULTS: tuple[Fault, ...] = (
    Fault("no label", "rdfs:label", (), "study-label", "MinCount"),
    Fault("two labels", "rdfs:label", ('"One"', '"Two"'), "study-label", "MaxCount"),
    Fault("no title", "schema:name", (), "study-name", "MinCount"),
    Fault("blank title", "schema:name", ('"  "',), "study-name-text", "Pattern"),
    Fault("period reversed", "schema:temporalCoverage", ('"2021-01/2019-05"',), "study-temporal-order", "SPARQL"),
    Fault("period in words", "schema:temporalCoverage", ('"two years"',), "study-temporal-form", "Pattern"),
    Fault("date that is none", "schema:datePublished", ('"2023-02-30"^^xsd:date',), "study-published", "Or"),
    Fault("address that is text", "schema:url", ('"https://example.org/page"',), "study-url", "NodeKind"),
    Fault("old DOI resolver", "schema:sameAs", ("<http://dx.doi.org/10.5072/1>",), "study-same-as-doi", "Or"),
    Fault("publisher not described", "schema:publisher", ("<urn:nobody>",), "study-publisher-agent", "Or"),
    Fault("language in words", "schema:inLanguage", ('"English"',), "study-language", "Pattern"),
    Fault("ORCID iD that is none", "schema:value", ('"0000-0002"',), "identifier-orcid", "SPARQL", "orcid"),
)
Expected = tuple[str, str, str]
"""Of a finding: focus node, source shape and constraint component."""


def study(number: int, of: int, fault: Fault | None = None) -> list[Triple]:
    """The statements of study ``number`` in a corpus of ``of``."""
    lines = [_line(line) for line in _faulty(number, of, fault)]
    return [quad.triple for quad in parse("".join(lines), RdfFormat.N_TRIPLES)]


def text(number: int, of: int, fault: Fault | None = None) -> bytes:
    """The same as N-Triples."""
    return "".join(_line(line) for line in _faulty(number, of, fault)).encode()


def fault_of(number: int) -> Fault | None:
    """The fault of a study in the corpus that has them: one in twenty, the twelve kinds in turn."""
    step = round(1 / SHARE)
    return FAULTS[number // step % len(FAULTS)] if number % step == step // 2 else None


def expected(number: int) -> Expected | None:
    """What has to be found at a study of that corpus."""
    fault = fault_of(number)
    if fault is None:
        return None
    component = f"{namespaces.SH}{fault.component}ConstraintComponent"
    return f"{BASE}id/{fault.at}/{number}", _SHAPE + fault.shape, component


def _faulty(number: int, of: int, fault: Fault | None) -> Iterator[Line]:
    place = None if fault is None else (f"<{BASE}id/{fault.at}/{number}>", fault.property)
    for line in _lines(number, of):
        if place != line[:2]:
            yield line
    if fault and place:
        for value in fault.value:
            yield (*place, _value(value))


def _lines(number: int, of: int) -> Iterator[Line]:
    chance = random.Random(number)
    here, project = _node("study", number), _node("project", number)
    title = f'"{" ".join(chance.choices(_WORDS, k=6)).capitalize()}, study {number}"'
    person = chance.randrange(max(1, of // PEOPLE))
    university, funder = chance.randrange(UNIVERSITIES), chance.randrange(FUNDERS)
    yield from _organization("university", university)
    yield from _organization("funder", funder)
    yield from _person(person, _node("university", person % UNIVERSITIES))
    yield from _organization("university", person % UNIVERSITIES)
    year = 1990 + number % 30
    yield from _described(here, {
        "rdf:type": ("schema:Dataset", "dcat:Dataset"),
        "rdfs:label": (title,),
        "schema:name": (f"{title}@en",),
        "schema:description": (f'"{" ".join(chance.choices(_WORDS, k=60))}"@en',),
        "schema:keywords": [f'"keyword {k}"' for k in sorted(chance.sample(range(400), 4))],
        "schema:identifier": (_node("doi", number),),
        "schema:sameAs": (f"<https://doi.org/10.5072/CORPUS-{number}>",),
        "schema:url": (f"<https://archive.example.org/studies/{number}>",),
        "schema:temporalCoverage": (f'"{year}-01-01/{year + 2}-12-31"',),
        "schema:datePublished": (f'"{year + 3}-05-0{1 + number % 9}"^^xsd:date',),
        "schema:inLanguage": ('"en"',),
        "dct:accessRights": ("access:open",),
        "schema:creator": (_node("person", person),),
        "schema:publisher": (_node("university", university),),
        "schema:funder": (_node("funder", funder),),
        "prov:wasGeneratedBy": (project,),
        "dct:identifier": (f'"study-{number}"',),
        "dct:title": (f"{title}@en",),
        "dct:description": (f'"{" ".join(chance.choices(_WORDS, k=40))}"@en',),
        "dct:language": (f"<{_LANGUAGE}>",),
        "dct:publisher": (_node("university", university),),
    })  # fmt: skip
    yield from _identifier(_node("doi", number), "DOI", f"10.5072/CORPUS-{number}")
    yield from _identifier(_node("orcid", number), "ORCID", "0000-0002-1825-0097")
    yield _node("person", person), "schema:identifier", _node("orcid", number)
    yield from _described(project, {
        "rdf:type": ("schema:ResearchProject", "prov:Activity"),
        "rdfs:label": (f'"Project {number}"',),
        "schema:name": (f'"Project {number}"@en',),
        "schema:funder": (_node("funder", funder),),
        "prov:startedAtTime": (f'"{year}-01-01T00:00:00"^^xsd:dateTime',),
        "prov:endedAtTime": (f'"{year + 2}-12-31T00:00:00"^^xsd:dateTime',),
        "schema:member": (_node("person", person),),
    })  # fmt: skip


def _person(number: int, university: str) -> Iterator[Line]:
    name = f'"Person {number}"'
    types = ("schema:Person", "foaf:Agent", "foaf:Person")
    yield from _agent(_node("person", number), types, name)
    yield _node("person", number), "schema:affiliation", university


def _organization(kind: str, number: int) -> Iterator[Line]:
    here, identifier = _node(kind, number), _node(f"{kind}-ror", number)
    types = ("schema:Organization", "foaf:Agent", "foaf:Organization")
    yield from _agent(here, types, f'"{kind.capitalize()} {number}"')
    yield here, "schema:identifier", identifier
    yield from _identifier(identifier, "ROR", f"03n0ht3{number:02}")


def _agent(here: str, types: tuple[str, ...], name: str) -> Iterator[Line]:
    named = dict.fromkeys(("rdfs:label", "schema:name", "foaf:name"), (name,))
    yield from _described(here, {"rdf:type": types, **named})


def _identifier(here: str, scheme: str, value: str) -> Iterator[Line]:
    told = {"schema:propertyID": (f'"{scheme}"',), "schema:value": (f'"{value}"',)}
    yield from _described(here, {"rdf:type": ("schema:PropertyValue",), **told})


def _described(here: str, values: dict[str, tuple[str, ...] | list[str]]) -> Iterator[Line]:
    for name, found in values.items():
        for value in found:
            yield here, name, _value(value)


def _node(kind: str, number: int) -> str:
    return f"<{BASE}id/{kind}/{number}>"


@cache
def _term(prefixed: str) -> str:
    prefix, _, name = prefixed.partition(":")
    namespace: Namespace = getattr(namespaces, prefix.upper())
    return f"<{namespace}{name}>"


def _value(text: str) -> str:
    """A value as N-Triples write it: a prefixed name is expanded, also that of a datatype."""
    if text.startswith("<"):
        return text
    literal, typed, datatype = text.partition('"^^')
    return f'{literal}"^^{_term(datatype)}' if typed else text if text.startswith('"') else _term(text)


def _line(line: Line) -> str:
    return f"{line[0]} {_term(line[1])} {line[2]} .\n"


def corpus(of: int, faults: Callable[[int], Fault | None] = fault_of) -> Iterator[list[Triple]]:
    """The studies of a corpus, one after the other; what they share is said by each."""
    for number in range(of):
        yield study(number, of, faults(number))
