"""The five real documents, built by the command line, asked over HTTP by a client that is not ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from SPARQLWrapper import JSON, SPARQLWrapper

from graph.sources.markup import flight
from tests.serving import catalograph, served

Rows = list[dict[str, str]]
Ask = Callable[[str], Rows]

PREFIXES = """
PREFIX schema: <https://schema.org/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX adms: <http://www.w3.org/ns/adms#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX cg: <https://w3id.org/catalograph/ontology#>
PREFIX role: <https://w3id.org/catalograph/role/>
PREFIX kind: <https://w3id.org/catalograph/kind/>
PREFIX status: <https://w3id.org/catalograph/status/>
"""
FIRST = "?study schema:sameAs <https://doi.org/10.5255/UKDA-SN-856451> ."
LAST = "?study schema:sameAs <https://doi.org/10.5255/UKDA-SN-855249> ."
LED = "?project prov:qualifiedAssociation [ prov:agent/schema:name 'Monder Ram' ; prov:hadRole role:lead ] ."


@pytest.fixture(scope="module")
def ask(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    data = tmp_path_factory.mktemp("seeds") / "data"
    built = catalograph("build", str(seeds), "--data", str(data), "--strict")
    assert built.returncode == 0, built.stderr
    with served(data) as root:
        client = SPARQLWrapper(f"{root}/sparql")
        client.setReturnFormat(JSON)

        def asking(where: str) -> Rows:
            client.setQuery(f"{PREFIXES} SELECT DISTINCT * WHERE {{ {where} }}")
            found = client.queryAndConvert()
            assert isinstance(found, dict)
            return [{k: v["value"] for k, v in row.items()} for row in found["results"]["bindings"]]

        yield asking


def values(rows: Rows, name: str) -> list[str]:
    return sorted({row[name] for row in rows if name in row})


def test_the_study_of_the_first_page(ask: Ask, seeds: Path) -> None:
    (study,) = ask(f"{FIRST} ?study schema:name ?title ; schema:temporalCoverage ?period ; schema:inLanguage ?l .")
    assert study["title"].startswith("Productivity from Below: ")
    assert study["title"].endswith("Microbusinesses, 2019-2023")
    assert (study["period"], study["l"]) == ("2019-05-12/2023-02-12", "en")
    assert values(ask(f"{FIRST} ?study schema:keywords ?k"), "k") == [
        "ENTREPRENEURSHIP",
        "ETHNIC MINORITIES",
        "PRODUCTIVITY",
    ]
    assert values(ask(f"{FIRST} ?study schema:spatialCoverage/schema:name ?place"), "place") == ["West Midlands"]
    funder = ask(f"{FIRST} ?study schema:funder ?f . ?f schema:name|schema:alternateName ?n . ?f a foaf:Agent")
    assert "ESRC" in values(funder, "n")
    assert len(values(funder, "f")) == 1
    assert values(ask(f"{FIRST} ?study schema:includedInDataCatalog ?c . ?c schema:name ?n"), "n") == [
        "UK Data Service"
    ]
    assert ask(f"{FIRST} ?study schema:includedInDataCatalog/schema:url ?home") == []
    assert values(ask(f"{FIRST} ?study schema:url ?page"), "page") == [
        "https://beta.ukdataservice.ac.uk/datacatalogue/studies/study?id=856451",
        "https://reshare.ukdataservice.ac.uk/856451",
    ]
    (access,) = ask(f"{FIRST} ?study schema:conditionsOfAccess ?a")
    assert access["a"].startswith("The Data Collection only consists of metadata")


def test_the_whole_description_once(ask: Ask, seeds: Path) -> None:
    rows = flight.parse(next(seeds.glob("000_*")).read_bytes())
    described = ask(f"{FIRST} ?study schema:description ?d")
    assert [row["d"] for row in described] == [rows.values["15"].strip()]


def test_what_the_site_guesses_stays_out(ask: Ask) -> None:
    assert ask("?s schema:spatialCoverage/schema:name 'GB'") == []
    assert ask("?s ?p 'male'") == []
    assert ask("?s ?p ?o FILTER(CONTAINS(STR(?o), '$undefined') || REGEX(STR(?o), '^[$][0-9a-f]+$'))") == []


def test_the_five_work_packages_with_the_words_that_describe_them(ask: Ask) -> None:
    parts = ask(
        f"{FIRST} ?study prov:wasGeneratedBy ?project . ?project a schema:ResearchProject ; dct:hasPart ?part ."
        "?part a cg:WorkPackage ; cg:kind kind:work_package ; cg:number ?n ; dct:isPartOf ?project ; dct:description ?d"
    )
    assert values(parts, "n") == ["1", "2", "3", "4", "5"]
    words = {
        "1": "national study",
        "2": "case studies",
        "3": "ecosystem",
        "4": "tested and evaluated",
        "5": "dissemination",
    }
    for part in parts:
        assert words[part["n"]] in part["d"]
    assert ask(f"{FIRST} ?study prov:wasGeneratedBy/schema:name ?invented") == []


def test_the_five_stages_with_three_and_four_told_apart(ask: Ask) -> None:
    parts = ask(
        f"{LAST} ?study prov:wasGeneratedBy/dct:hasPart ?part ."
        "?part a cg:WorkPackage ; cg:kind kind:stage ; cg:number ?n ; dct:description ?d"
    )
    assert values(parts, "n") == ["1", "2", "3", "4", "5"]
    assert len(values(parts, "part")) == 5
    (study,) = ask(f"{LAST} ?study schema:name ?title ; schema:temporalCoverage ?period")
    assert study["title"].startswith("Interviews with Members of the Boards")
    assert study["period"] == "2019-10-01/2021-10-31"
    assert values(ask(f"{LAST} ?study schema:keywords ?k"), "k") == [
        "INTERVIEWS (DATA COLLECTION)",
        "STAKEHOLDERS",
    ]


def test_the_seven_people_of_the_project_page(ask: Ask) -> None:
    found = ask(
        f"{LED} ?project schema:member ?p . ?p a schema:Person, foaf:Agent ; schema:name ?name ;"
        "schema:honorificPrefix ?title ; schema:affiliation/schema:name ?at ."
    )
    people = {(row["name"], row["title"], row["at"]) for row in found}
    abs_, creme = "Aston Business School", "Centre for Research in Ethnic Minority Entrepreneurship"
    for name, title, at in (
        ("Monder Ram", "Professor", creme),
        ("Mark Hart", "Prof", abs_),
        ("Judy Scully", "Dr", abs_),
        ("Luke Fletcher", "Dr", abs_),
        ("Anne Green", "Prof", "University of Birmingham"),
        ("Imelda McCarthy", "Dr", creme),
        ("Stephen Roper", "Prof", "Warwick University"),
    ):
        assert (name, title, at) in people
    assert {name for name, _, _ in people} == {
        "Monder Ram", "Mark Hart", "Judy Scully", "Luke Fletcher", "Anne Green", "Imelda McCarthy", "Stephen Roper"
    }  # fmt: skip
    assert values(ask(f"{LED} ?p schema:name 'Monder Ram' ; schema:jobTitle ?role"), "role") == ["Director of CREME"]


def test_the_contact_has_neither_title_nor_affiliation(ask: Ask) -> None:
    (contact,) = ask(
        f"{LED} ?project prov:qualifiedAssociation [ prov:agent ?p ; prov:hadRole role:contact ] ."
        "?p schema:name 'Katherine Jones'"
    )
    assert ask(f"<{contact['p']}> schema:honorificPrefix|schema:affiliation|schema:jobTitle ?any") == []


def test_three_centres_with_their_parents(ask: Ask) -> None:
    found = ask(
        f"{LED} ?project prov:qualifiedAssociation [ prov:agent ?c ; prov:hadRole role:participant ] ."
        "?c schema:name ?centre ; schema:parentOrganization/schema:name ?parent ; org:unitOf ?unit"
    )
    assert {(row["centre"], row["parent"]) for row in found} == {
        ("Centre for Research in Ethnic Minority Entrepreneurship", "Aston Business School"),
        ("Enterprise Research Centre", "Aston Business School"),
        ("Enterprise Research Centre", "Warwick University"),
        ("City-REDI", "Birmingham University"),
        ("City-REDI", "University of Birmingham"),  # one university under two names
    }
    names = ask("?c schema:name 'City-REDI' ; schema:alternateName ?also")
    assert "Regional Economic Development Institute" in values(names, "also")


def test_four_partners_described_the_funder_the_aims_and_the_duration(ask: Ask) -> None:
    partners = ask(
        f"{LED} ?project prov:qualifiedAssociation [ prov:agent ?o ; prov:hadRole role:partner ] ."
        "?o a schema:Organization ; schema:name ?name ; schema:description ?d"
    )
    described = {row["name"]: row["d"] for row in partners}
    assert described.keys() == {
        "Ashley Community Housing",
        "Bangladeshi Network",
        "Citizens UK",
        "Punch Records",
    }
    assert "civil society alliance" in described["Citizens UK"]
    funders = ask(f"{LED} ?project schema:funder/schema:name ?funder")
    assert "Economic and Social Research Council" in values(funders, "funder")
    aims = ask(f"{LED} ?project cg:aim ?aim . ?aim a cg:Aim ; cg:number ?n ; dct:description ?words")
    assert values(aims, "n") == ["1", "2", "3"]
    assert values(ask(f"{LED} ?project dct:extent ?d FILTER(DATATYPE(?d) = xsd:duration)"), "d") == ["P3Y"]


def test_the_report_of_the_evidence_database(ask: Ask) -> None:
    found = ask(
        "?r a schema:Report ; schema:name ?title ; schema:publisher/schema:name ?publisher ;"
        "schema:datePublished ?year ; schema:creditText ?authors ; schema:url ?url ; schema:abstract ?abstract"
    )
    report = next(row for row in found if row["publisher"] == "University of Birmingham")
    assert values(found, "publisher") == ["Birmingham University", "University of Birmingham"]
    assert len(values(found, "r")) == 1
    assert report["title"] == "Micro-enterprises: Small Enough to Care?"
    assert report["year"] == "2015"
    assert report["authors"] == "Needham C, et al"
    assert str(report["url"]).startswith("https://www.birmingham.ac.uk/")
    assert report["abstract"].startswith("Outlines the findings")
    assert report["abstract"].endswith("peer networks.")
    project = f"<{report['r']}> prov:wasGeneratedBy ?p . ?p a schema:ResearchProject"
    assert values(ask(f"{project} ; schema:identifier/schema:value ?id"), "id") == ["145"]
    assert values(ask(f"{project} ; adms:status ?s"), "s") == ["https://w3id.org/catalograph/status/completed"]
    assert "145" in values(ask(f"<{report['r']}> schema:identifier/schema:value ?id"), "id")


def test_the_figures_of_the_report_and_of_the_interviews(ask: Ask) -> None:
    counted = (
        "?of cg:figure ?figure . ?figure a schema:Observation ; schema:value ?n ; schema:unitText ?what ;"
        "schema:observationAbout ?of"
    )
    report = ask(f"?of a schema:Report . {counted}")
    assert {(row["n"], row["what"]) for row in report} == {
        ("27", "organisations"), ("17", "micro-providers"), ("143", "people")
    }  # fmt: skip
    assert ("51", "interviews") in {(row["n"], row["what"]) for row in ask(counted)}
    quotes = ask(
        "GRAPH ?g { ?a a oa:Annotation ; oa:hasBody/rdf:predicate cg:figure ;"
        "oa:hasTarget/oa:hasSelector [ oa:exact ?words ] }"
    )
    assert {"143 people were interviewed", "51 interviews were conducted"} <= set(values(quotes, "words"))


def test_the_databases_sponsor_funds_nothing(ask: Ask) -> None:
    assert (
        ask("?s schema:funder|schema:sponsor ?f . ?f schema:name ?n FILTER(REGEX(?n, 'NIHR|Social Care', 'i'))") == []
    )


def test_the_blog_post_without_its_comment(ask: Ask) -> None:
    (post,) = ask("?post a schema:BlogPosting ; schema:name ?title ; schema:articleBody ?text")
    assert post["title"] == "Bashing and boosting micro-enterprise"
    assert post["text"].startswith("We launched a new report")
    for boilerplate in ("begethers", "Dear Alex", "Leave a Reply", "Akismet", "Facebook", "One thought on"):
        assert ask(f"?s ?p ?o FILTER(CONTAINS(STR(?o), '{boilerplate}'))") == []
    mentioned = ask("?post a schema:BlogPosting ; schema:mentions ?m . ?m schema:name ?n ; a ?type")
    assert {"Community Catalysts", "Angela Catley"} <= set(values(mentioned, "n"))


def test_every_agent_is_typed_in_both_vocabularies(ask: Ask) -> None:
    assert ask("?x a schema:Organization FILTER NOT EXISTS { ?x a foaf:Agent }") == []
    assert ask("?x a schema:Person FILTER NOT EXISTS { ?x a foaf:Agent }") == []
    assert ask("?x a dcat:Dataset FILTER NOT EXISTS { ?x a schema:Dataset }") == []
    assert len(values(ask("?x a dcat:Dataset"), "x")) == 2


def test_every_fact_leads_to_its_words(ask: Ask) -> None:
    quotes = ask(
        "GRAPH ?g { ?a a oa:Annotation ; dct:subject ?x ; oa:hasBody/rdf:predicate schema:affiliation ;"
        "oa:hasTarget/oa:hasSelector [ oa:exact ?words ] }"
    )
    assert any("Roper" in row["words"] or "Warwick University" in row["words"] for row in quotes)
    assert all(re.search(r"\w", row["words"]) for row in quotes)


def test_no_blank_node_is_served(ask: Ask) -> None:
    assert ask("{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } FILTER(ISBLANK(?s) || ISBLANK(?o))") == []
