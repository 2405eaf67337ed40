"""Own terms and schemes: described, used, and in agreement with the model and with each other."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import OWL, PROV, RDF, RDFS, SH, SKOS

from graph import namespaces, settings

FILES = sorted(settings.ONTOLOGY.glob("*.ttl"))
SCHEMES = {"access": "access", "kinds": "kind", "roles": "role", "status": "status"}
ONTOLOGY = rdflib.URIRef("https://w3id.org/catalograph/ontology")
MODEL = (settings.PACKAGE.parent / "docs" / "model.md").read_text("utf-8")
PREFIXES = {
    name.lower(): str(value) for name, value in vars(namespaces).items() if isinstance(value, namespaces.Namespace)
}


def read(stem: str) -> rdflib.Graph:
    return rdflib.Graph().parse(settings.ONTOLOGY / f"{stem}.ttl", format="turtle")


def context() -> dict[str, object]:
    text = (settings.ONTOLOGY / "context.jsonld").read_text("utf-8")
    return dict(json.loads(text)["@context"])


def own_terms() -> dict[str, rdflib.URIRef]:
    subjects = {node for node in read("catalograph").subjects() if isinstance(node, rdflib.URIRef)}
    return {str(term).removeprefix(namespaces.CG): term for term in subjects - {ONTOLOGY}}


def test_each_file_is_known() -> None:
    assert {file.stem for file in FILES} == {"catalograph", "prefixes", *SCHEMES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_blank_node_is_published(file: Path) -> None:
    nodes = rdflib.Graph().parse(file, format="turtle").all_nodes()
    assert not any(isinstance(node, rdflib.BNode) for node in nodes)


def test_ontology_has_a_version() -> None:
    graph = read("catalograph")
    assert (ONTOLOGY, RDF.type, OWL.Ontology) in graph
    assert graph.value(ONTOLOGY, OWL.versionInfo)


@pytest.mark.parametrize("name", sorted(own_terms()))
def test_term_is_described_and_used(name: str) -> None:
    graph, term = read("catalograph"), own_terms()[name]
    assert str(term).startswith(namespaces.CG)
    assert [label.language for label in graph.objects(term, RDFS.label)] == ["en"]
    assert [text.language for text in graph.objects(term, SKOS.definition)] == ["en"]
    assert set(graph.objects(term, RDFS.isDefinedBy)) == {ONTOLOGY}
    assert re.search(rf"`[^`]*\bcg:{name}\b|^.*\bcg:{name} ", MODEL, re.M), "declared, but not in the model"


def test_each_term_of_the_model_is_declared() -> None:
    assert set(re.findall(r"\bcg:(\w+)", MODEL)) == set(own_terms())


def test_no_class_is_put_under_schema_org() -> None:
    """schema.org's axioms would make a part of a project an organisation."""
    graph = read("catalograph")
    parents = set(graph.objects(None, RDFS.subClassOf)) | set(graph.objects(None, RDFS.subPropertyOf))
    assert parents == {PROV.Activity}
    assert not any(str(node).startswith("http://schema.org") for node in graph.all_nodes())


@pytest.mark.parametrize(("stem", "prefix"), SCHEMES.items())
def test_scheme_is_well_formed(stem: str, prefix: str) -> None:
    graph, namespace = read(stem), PREFIXES[prefix]
    (scheme,) = graph.subjects(RDF.type, SKOS.ConceptScheme)
    assert f"{scheme}/" == namespace
    assert graph.value(scheme, RDFS.label)
    assert graph.value(scheme, RDFS.isDefinedBy) == ONTOLOGY
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    assert set(graph.objects(scheme, SKOS.hasTopConcept)) == concepts
    assert set(graph.subjects()) == concepts | {scheme}
    labels = []
    for concept in concepts:
        assert re.fullmatch(rf"{namespace}[a-z]+([-_][a-z]+)*", str(concept))
        (label,) = graph.objects(concept, SKOS.prefLabel)
        assert label.language == "en"
        assert list(graph.objects(concept, RDFS.label)) == [label]
        (definition,) = graph.objects(concept, SKOS.definition)
        assert definition.language == "en"
        assert set(graph.objects(concept, SKOS.inScheme)) == {scheme}
        assert set(graph.objects(concept, SKOS.topConceptOf)) == {scheme}
        labels.append(str(label))
    assert len(set(labels)) == len(labels)


def test_kinds_are_those_of_the_model() -> None:
    kinds = {str(concept) for concept in read("kinds").subjects(RDF.type, SKOS.Concept)}
    assert kinds == {f"{namespaces.KIND}{name}" for name in re.findall(r"`kind:(\w+)`", MODEL)}


def test_access_levels_are_aligned_with_the_eu_list() -> None:
    graph, eu = read("access"), "http://publications.europa.eu/resource/authority/access-right/"
    for concept in graph.subjects(RDF.type, SKOS.Concept):
        matches = [*graph.objects(concept, SKOS.exactMatch), *graph.objects(concept, SKOS.closeMatch)]
        assert [str(match).removeprefix(eu) in {"PUBLIC", "RESTRICTED", "NON_PUBLIC"} for match in matches] == [True]


def test_prefixes_agree() -> None:
    graph = read("prefixes")
    declared = {}
    for declaration in graph.objects(ONTOLOGY, SH.declare):
        (prefix,), (namespace,) = (
            graph.objects(declaration, SH.prefix),
            graph.objects(declaration, SH.namespace),
        )
        declared[str(prefix)] = str(namespace)
    assert declared == PREFIXES
    assert {key: value for key, value in context().items() if isinstance(value, str)} == PREFIXES


def test_files_use_the_declared_prefixes() -> None:
    for file in [*FILES, *settings.SHAPES.glob("*.ttl")]:
        for prefix, namespace in re.findall(r"^@prefix (\w+):\s+<([^>]+)>", file.read_text("utf-8"), re.M):
            assert PREFIXES.get(prefix, namespace) == namespace, file


def test_context_holds_terms_of_the_model_and_their_types() -> None:
    terms = {key: value for key, value in context().items() if isinstance(value, dict)}
    assert terms
    for term, definition in terms.items():
        assert re.search(rf"\b{term}\b", MODEL) or term in ("owl:sameAs", "rdf:predicate"), term
        assert set(definition) == {"@id", "@type"}
        assert definition["@id"] == term
        assert definition["@type"] == "@id" or definition["@type"].split(":")[0] in PREFIXES


def test_context_reads_a_record() -> None:
    document = {
        "@context": context(),
        "@id": "https://example.org/id/work-package/a-1",
        "@type": "cg:WorkPackage",
        "cg:kind": "kind:stage",
        "cg:order": "1",
        "cg:number": "1",
        "dct:isPartOf": "https://example.org/id/project/a",
    }
    read = {quad.triple for quad in ox.parse(json.dumps(document), ox.RdfFormat.JSON_LD)}
    turtle = """
        @prefix cg: <https://w3id.org/catalograph/ontology#> .
        <https://example.org/id/work-package/a-1> a cg:WorkPackage ;
            cg:kind <https://w3id.org/catalograph/kind/stage> ; cg:order 1 ; cg:number "1" ;
            <http://purl.org/dc/terms/isPartOf> <https://example.org/id/project/a> ."""
    assert read == {quad.triple for quad in ox.parse(turtle, ox.RdfFormat.TURTLE)}
