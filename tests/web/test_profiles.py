"""The catalogue against DCAT-AP's official shapes, and pages against those of dataset search: sample and real files."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyshacl import validate
from rdflib import DCAT, DCTERMS, RDF, Graph, Namespace, URIRef

from graph import harvest, pipeline
from graph.settings import load
from tests.conftest import REPOSITORY, shared
from tests.web.conftest import HTML, application

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
SH = Namespace("http://www.w3.org/ns/shacl#")
FEDERATORS = (REPOSITORY / "docs" / "federators.md").read_text("utf-8")


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> FlaskClient:
    """A catalogue of the sample, the seeds and the other real files, all on one page."""
    chosen = load({}, data=tmp_path_factory.mktemp("profiles") / "data")
    found = [str(examples), str(shared("seeds")), str(shared("inputs"))]
    pipeline.build(harvest.gather(found, chosen, None), chosen)
    return application(replace(chosen, page_size=1000)).test_client()


@pytest.fixture(scope="module")
def page(everything: FlaskClient) -> Graph:
    """That page as a harvester parses it."""
    return Graph().parse(data=everything.get("/catalog.ttl").data, format="turtle")


def findings(page: Graph, *names: str) -> set[tuple[str, str]]:
    """The class of the focus node and the path of each finding, by their local names."""
    shapes = Graph()
    for name in names:
        shapes.parse(shared(f"conformance/dcat-ap-3.0.1/shacl/{name}"))
    _, report, _ = validate(page, shacl_graph=shapes)
    assert isinstance(report, Graph)
    told = set()
    for finding in report.subjects(RDF.type, SH.ValidationResult):
        classes = set(page.objects(report.value(finding, SH.focusNode), RDF.type))
        named = next((str(c) for c in CLASSES if c in classes), "?")
        told.add((local(named), local(str(report.value(finding, SH.resultPath)))))
    return told


CLASSES = [
    *(DCAT.Dataset, DCAT.CatalogRecord, DCAT.Catalog, DCAT.DataService, DCAT.Distribution),
    *(URIRef("http://xmlns.com/foaf/0.1/Agent"), URIRef("http://purl.org/dc/terms/LicenseDocument")),
    *(URIRef("http://purl.org/dc/terms/Location"), URIRef("http://purl.org/dc/terms/PeriodOfTime")),
]


def local(iri: str) -> str:
    return iri.replace("#", "/").rsplit("/", 1)[-1]


def test_nothing_violates_the_profile(page: Graph) -> None:
    assert len(set(page.subjects(RDF.type, DCAT.Dataset))) > 60
    assert findings(page, "shapes.ttl", "range.ttl") == set()


def test_what_is_recommended_and_missing_is_listed_with_its_reason(page: Graph) -> None:
    listed = {tuple(row.split("|")[1].replace("`", "").split()) for row in FEDERATORS.splitlines() if row[:3] == "| `"}
    missing = findings(page, "shapes_recommended.ttl")
    assert missing <= listed, "docs/federators.md lists what no source says"


SCHEMA = "http://schema.org/"
EMBEDDED = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
SEARCHED = ("googleRequired.ttl", "googleRecommended.ttl")


@pytest.fixture(scope="module")
def embedded(everything: FlaskClient, page: Graph) -> Graph:
    """The JSON-LD of all study pages, under the http namespace that the shapes are written in."""
    whole = Graph()
    for study in page.subjects(RDF.type, DCAT.Dataset):
        path = str(study).partition("/id/")[2]
        (found,) = EMBEDDED.findall(everything.get(f"/{path}", headers=HTML).text)
        tree = json.loads(found)
        assert tree["@context"] == {"@vocab": "https://schema.org/"}
        whole.parse(data=json.dumps(tree | {"@context": {"@vocab": SCHEMA}}), format="json-ld")
    return whole


def test_pages_embed_what_dataset_search_wants(embedded: Graph) -> None:
    """The shapes as they are but for a class that they misspell; what is missing is what the data does not have."""
    shapes = Graph()
    for name in SEARCHED:
        text = shared(f"conformance/google-dataset/{name}").read_text("utf-8")
        shapes.parse(data=text.replace("schema.org/DataSet>", "schema.org/Dataset>"), format="turtle")
    _, report, _ = validate(embedded, shacl_graph=shapes)
    assert isinstance(report, Graph)
    studies = set(embedded.subjects(RDF.type, URIRef(f"{SCHEMA}Dataset")))
    assert len(studies) > 60
    for finding in report.subjects(RDF.type, SH.ValidationResult):
        node, path = report.value(finding, SH.focusNode), report.value(finding, SH.resultPath)
        component = local(str(report.value(finding, SH.sourceConstraintComponent)))
        assert component == "MinCountConstraintComponent", (node, path, component)
        assert embedded.value(node, path) is None
        assert local(str(path)) not in {"name", "description", "url"}


def test_what_the_data_has_is_embedded(embedded: Graph, page: Graph) -> None:
    pairs = {"creator": DCTERMS.creator, "license": DCTERMS.license, "temporalCoverage": DCTERMS.temporal}
    pairs |= {"spatialCoverage": DCTERMS.spatial, "distribution": DCAT.distribution, "keywords": DCAT.keyword}
    for study in page.subjects(RDF.type, DCAT.Dataset):
        for name, predicate in pairs.items():
            assert bool(embedded.value(study, URIRef(SCHEMA + name))) == bool(page.value(study, predicate)), (
                study,
                name,
            )
        for download in embedded.objects(study, URIRef(f"{SCHEMA}distribution")):
            assert embedded.value(download, URIRef(f"{SCHEMA}contentUrl"))
