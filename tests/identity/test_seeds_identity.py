"""The five real documents with the bundled sample: who is one, who is not, asked over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from SPARQLWrapper import JSON, SPARQLWrapper

from tests.serving import catalograph, served

Ask = Callable[[str], list[dict[str, str]]]
PREFIXES = """
PREFIX schema: <https://schema.org/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
"""


@pytest.fixture(scope="module")
def ask(seeds: Path, examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    data = tmp_path_factory.mktemp("identity") / "data"
    built = catalograph("build", str(seeds), str(examples), "--data", str(data))
    assert built.returncode == 0, built.stderr
    with served(data) as root:
        client = SPARQLWrapper(f"{root}/sparql")
        client.setReturnFormat(JSON)

        def asking(where: str) -> list[dict[str, str]]:
            client.setQuery(f"{PREFIXES} SELECT DISTINCT * WHERE {{ {where} }}")
            found = client.queryAndConvert()
            assert isinstance(found, dict)
            return [{k: v["value"] for k, v in row.items()} for row in found["results"]["bindings"]]

        yield asking


def test_one_of_each(ask: Ask) -> None:
    for type_, name in (
        ("Person", "Monder Ram"),
        ("Organization", "Centre for Research in Ethnic Minority Entrepreneurship"),
        ("Organization", "Enterprise Research Centre"),
        ("Organization", "Economic and Social Research Council"),
    ):
        found = ask(f"?x a schema:{type_} ; schema:name|schema:alternateName '{name}'")
        assert len(found) == 1, name
    assert ask("?x schema:name|schema:alternateName 'CREME'") == ask(
        "?x schema:name 'Centre for Research in Ethnic Minority Entrepreneurship'"
    )


def test_one_university_of_birmingham_under_two_names(ask: Ask) -> None:
    (one,) = ask("?x schema:name 'University of Birmingham'")
    assert ask("?x schema:name 'Birmingham University'") == [one]
    assert len(ask(f"?who schema:affiliation|schema:parentOrganization <{one['x']}>")) == 2


def test_erc_is_the_enterprise_research_centre(ask: Ask) -> None:
    assert [row["n"] for row in ask("?x schema:alternateName 'ERC' ; schema:name ?n")] == ["Enterprise Research Centre"]
    assert ask("?x rdfs:label 'European Research Council'") == []


def test_the_school_is_a_part_of_the_university_not_the_same(ask: Ask) -> None:
    (row,) = ask("?x schema:name 'Aston Business School' ; schema:parentOrganization ?y . ?y schema:name ?name")
    assert row["name"] == "Aston University"
    assert row["x"] != row["y"]
    assert ask(f"<{row['x']}> org:unitOf <{row['y']}>") == [{}]
    said = ask(
        f"GRAPH ?g {{ ?a dct:subject <{row['y']}> ; oa:hasBody/rdf:predicate schema:name ;"
        "oa:hasTarget/oa:hasSelector [ oa:exact ?words ] }"
    )
    assert {quote["words"] for quote in said} == {"Aston, Birmingham and Warwick University"}


def test_the_databases_keeper_funds_nothing(ask: Ask) -> None:
    assert (
        ask("?s schema:funder|schema:sponsor ?f . ?f schema:name ?n FILTER(REGEX(?n, 'NIHR|Social Care', 'i'))") == []
    )


def test_a_project_and_its_dataset_are_linked_not_merged(ask: Ask) -> None:
    pairs = ask("?study a schema:Dataset ; prov:wasGeneratedBy ?project . ?project prov:generated ?study")
    assert len(pairs) > 20
    assert ask("?x a schema:Dataset, schema:ResearchProject") == []


def test_a_rename_is_asked_not_merged(ask: Ask) -> None:
    names = ("Ashley Community Housing", "Ashley Integrates")
    assert len({row["x"] for name in names for row in ask(f"?x schema:name '{name}'")}) == 2


def test_nothing_is_said_to_be_the_same_before_anybody_said_so(ask: Ask) -> None:
    assert ask("GRAPH ?g { ?x owl:sameAs ?y }") == []
