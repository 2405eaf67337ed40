"""DCAT derived from schema.org: golden outputs, the order of trust, and DCAT-AP's own shapes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize

from graph import alignment
from graph.alignment import RecordTimes, align, preferred
from graph.catalogue import datasets
from graph.namespaces import ADMS, DCAT, DCT, FOAF, RDF, RDFS, SCHEMA, XSD
from tests.conftest import shared

FIXTURES = Path(__file__).parent / "alignment"
BASE = "https://example.org/"
RECORD = RecordTimes("2026-11-01T03:00:00Z", "2026-11-02T03:00:00Z", "https://shelf.example/studies/855.xml")
CASES = {
    "rich": ("tide-diaries", RECORD),
    "plain": ("bread-queues", None),
}


def triples(path: Path) -> list[Triple]:
    return [quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE)]


def derived(case: str, statements: list[Triple] | None = None) -> list[Triple]:
    slug, record = CASES[case]
    statements = triples(FIXTURES / f"{case}.ttl") if statements is None else statements
    return align(statements, f"{BASE}id/study/{slug}", base=BASE, slug=slug, record=record)


@pytest.mark.parametrize("case", CASES)
def test_the_graph_is_the_expected_one(case: str) -> None:
    assert set(derived(case)) == set(triples(FIXTURES / f"{case}.dcat.ttl"))


@pytest.mark.parametrize("case", CASES)
def test_the_graph_is_sorted_has_each_triple_once_and_no_blank_node(case: str) -> None:
    found = derived(case)
    assert [str(triple) for triple in found] == sorted({str(triple) for triple in found})
    assert not any(isinstance(term, BlankNode) for triple in found for term in triple)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_statements_does_not_matter(seed: int) -> None:
    statements = triples(FIXTURES / "rich.ttl")
    random.Random(seed).shuffle(statements)
    assert derived("rich", statements + statements[:10]) == derived("rich")


def test_without_a_title_there_is_no_dataset() -> None:
    statements = [t for t in triples(FIXTURES / "rich.ttl") if t.predicate != SCHEMA.name]
    assert derived("rich", statements) == []


def test_without_a_record_there_is_no_catalog_record() -> None:
    found = align(
        triples(FIXTURES / "rich.ttl"),
        f"{BASE}id/study/tide-diaries",
        base=BASE,
        slug="tide-diaries",
        record=None,
    )
    here = NamedNode(f"{BASE}id/record/tide-diaries")
    only = [t for t in derived("rich") if t not in set(found)]
    assert {t.subject for t in only} == {here} | {
        t.object for t in only if t.predicate in (DCT.conformsTo, ADMS.status)
    }


def bare(*more: Triple, record: RecordTimes | None = None) -> list[Triple]:
    """The graph of a study with a title and what more is said of it."""
    study = NamedNode(f"{BASE}id/study/s")
    said = [Triple(study, RDF.type, SCHEMA.Dataset), Triple(study, SCHEMA.name, Literal("S")), *more]
    return align(said, study.value, base=BASE, slug="s", record=record)


def values(found: list[Triple], predicate: NamedNode) -> list[str]:
    here = NamedNode(f"{BASE}id/study/s")
    labels = {t.subject: t.object for t in found if t.predicate in (RDFS.label, FOAF.name)}
    objects = (t.object for t in found if (t.subject, t.predicate) == (here, predicate))
    return sorted(str(getattr(labels.get(term, term), "value", "")) for term in objects)


def test_what_no_source_states_is_said_to_be_unstated() -> None:
    found = bare()
    assert values(found, DCT.accessRights) == ["The source does not say who may get at the data."]
    assert values(found, DCT.rights) == ["The source states no licence and no terms of use."]
    assert values(found, DCAT.landingPage) == [f"{BASE}study/s"]
    assert values(found, DCT.publisher) == values(found, DCAT.theme) == []
    words = Triple(STUDY, SCHEMA.conditionsOfAccess, Literal("Ask the donor.", language="en"))
    assert values(bare(words), DCT.accessRights) == values(bare(words), DCT.rights) == ["Ask the donor."]


def test_who_lists_or_describes_a_dataset_stands_in_for_its_publisher() -> None:
    times = RecordTimes(RECORD.issued, RECORD.modified, None, "The Describers")
    assert values(bare(record=times), DCT.publisher) == ["The Describers"]
    shelf, agent = NamedNode(f"{BASE}id/catalogue/shelf"), NamedNode(f"{BASE}id/organization/o")
    listed = [Triple(STUDY, SCHEMA.includedInDataCatalog, shelf), Triple(shelf, SCHEMA.name, Literal("Data Shelf"))]
    assert values(bare(*listed, record=times), DCT.publisher) == ["Data Shelf"]
    stated = [Triple(STUDY, SCHEMA.publisher, agent), Triple(agent, FOAF.name, Literal("Its Publisher"))]
    assert values(bare(*listed, *stated, record=times), DCT.publisher) == ["Its Publisher"]


def test_a_text_without_a_language_is_in_that_of_its_dataset() -> None:
    def languages(*codes: str) -> set[str | None]:
        found = bare(*(Triple(STUDY, SCHEMA.inLanguage, Literal(code)) for code in codes))
        return {t.object.language for t in found if t.predicate == DCT.term("title") and isinstance(t.object, Literal)}

    assert languages("cy") == {"cy"}
    assert languages("en", "cy") == languages("Welsh") == languages() == {None}


def test_keywords_that_the_table_knows_give_themes() -> None:
    def themes(*keywords: str) -> list[str]:
        found = bare(*(Triple(STUDY, SCHEMA.keywords, Literal(word, language="en")) for word in keywords))
        return [iri.rsplit("/", 1)[-1] for iri in values(found, DCAT.theme)]

    assert themes("MENTAL HEALTH", "Housing", "zebras") == ["HEAL", "REGI"]
    assert themes("care, and the like") == []


@pytest.mark.parametrize("format", [RdfFormat.RDF_XML, RdfFormat.TURTLE])
def test_no_character_breaks_a_page(format: RdfFormat) -> None:
    found = bare(Triple(STUDY, SCHEMA.description, Literal("Bell\x07 & <tag> \x0b\ufffe end", language="en")))
    assert values(found, DCT.description) == ["Bell & <tag>  end"]
    written = serialize(found, format=format) or b""
    assert {quad.triple for quad in parse(written, format=format)} == set(found)


def test_the_checksum_is_of_the_dataset_and_not_of_its_record() -> None:
    def told(*times: str) -> tuple[str, str]:
        slug, _ = CASES["rich"]
        made = align(
            triples(FIXTURES / "rich.ttl"), f"{BASE}id/study/{slug}", base=BASE, slug=slug, record=RecordTimes(*times)
        )
        whole = [*made, *alignment.checksum(made, BASE, slug)]
        stated = datasets.record_in(whole, BASE, slug).checksum
        lines = b"".join(sorted(f"{triple} .\n".encode() for triple in whole))
        return str(stated), datasets.content_digest(lines, BASE, slug)

    first, again = (
        told("2026-11-01T03:00:00Z", "2026-11-02T03:00:00Z"),
        told("2026-01-01T00:00:00Z", "2026-12-02T00:00:00Z"),
    )
    assert len({*first, *again}) == 1


DATE, MONTH, YEAR, TIME = XSD.date, XSD.gYearMonth, XSD.gYear, XSD.dateTime


@pytest.mark.parametrize(
    ("coverage", "start", "end"),
    [
        ("2019-05-12/2023-02-12", ("2019-05-12", DATE), ("2023-02-12", DATE)),
        ("2019-05/2020", ("2019-05", MONTH), ("2020", YEAR)),
        ("2019/2020", ("2019", YEAR), ("2020", YEAR)),
        ("2019-05-12T10:00:00Z/2020", ("2019-05-12T10:00:00Z", TIME), ("2020", YEAR)),
        ("2019-05-12/..", ("2019-05-12", DATE), None),
        ("2019-05-12/", ("2019-05-12", DATE), None),
        ("../2019", None, ("2019", YEAR)),
        ("2019", ("2019", YEAR), ("2019", YEAR)),
        ("2019-02-29/2020", None, None),
        ("2019-13/2020", None, None),
        ("2019-05-12/soon", None, None),
        ("2019-/2020", None, None),
        ("2019-05-12/2020/2021", None, None),
        ("2019/P1Y", None, None),
        ("../..", None, None),
        ("", None, None),
        ("the nineties", None, None),
    ],
)
def test_a_period_has_the_ends_that_are_dates(
    coverage: str, start: tuple[str, NamedNode] | None, end: tuple[str, NamedNode] | None
) -> None:
    study = NamedNode(f"{BASE}id/study/s")
    statements = [
        Triple(study, RDF.type, SCHEMA.Dataset),
        Triple(study, SCHEMA.name, Literal("S")),
        Triple(study, SCHEMA.temporalCoverage, Literal(coverage)),
    ]
    found = align(statements, study.value, base=BASE, slug="s", record=None)
    ends = {t.predicate: t.object for t in found if t.predicate in (DCAT.startDate, DCAT.endDate)}
    expected = {DCAT.startDate: start, DCAT.endDate: end}
    assert ends == {p: Literal(e[0], datatype=e[1]) for p, e in expected.items() if e is not None}
    assert len([t for t in found if t.predicate == DCT.temporal]) == bool(ends)


@pytest.mark.parametrize(
    ("code", "language"),
    [("en", "ENG"), ("EN", "ENG"), ("eng", "ENG"), ("en-GB", "ENG"), ("fre", "FRA"), ("fra", "FRA")],
)
def test_codes_of_languages_lead_to_the_authority_table(code: str, language: str) -> None:
    study = NamedNode(f"{BASE}id/study/s")
    statements = [
        Triple(study, RDF.type, SCHEMA.Dataset),
        Triple(study, SCHEMA.name, Literal("S")),
        Triple(study, SCHEMA.inLanguage, Literal(code)),
    ]
    found = align(statements, study.value, base=BASE, slug="s", record=None)
    table = "http://publications.europa.eu/resource/authority/language/"
    assert [t.object for t in found if t.predicate == DCT.language] == [NamedNode(f"{table}{language}")]


STUDY = NamedNode(f"{BASE}id/study/s")
LOW, HIGH = f"{BASE}graph/source/a/1", f"{BASE}graph/source/b/1"


def said(predicate: NamedNode, *values: str, language: str | None = None) -> list[Triple]:
    return [Triple(STUDY, predicate, Literal(value, language=language)) for value in values]


def chosen(*statements: tuple[int, str, list[Triple]]) -> list[str]:
    given = [(trust, source, triple) for trust, source, triples in statements for triple in triples]
    found = preferred(given)
    assert found == preferred(reversed(given))
    return [triple.object.value for triple in found if isinstance(triple.object, Literal)]


@pytest.mark.parametrize("predicate", sorted(alignment.SINGLE_VALUED, key=str), ids=str)
def test_the_most_trusted_source_is_preferred(predicate: NamedNode) -> None:
    assert chosen((1, LOW, said(predicate, "a")), (2, HIGH, said(predicate, "b"))) == ["b"]


def test_among_equals_the_smallest_graph_is_preferred() -> None:
    period = SCHEMA.temporalCoverage
    assert chosen((1, HIGH, said(period, "a")), (1, LOW, said(period, "b"))) == ["b"]


def test_titles_are_preferred_for_each_language() -> None:
    titles = chosen(
        (2, HIGH, said(SCHEMA.name, "Tides", language="en")),
        (1, LOW, said(SCHEMA.name, "Low tides", language="en")),
        (1, LOW, said(SCHEMA.name, "Llanw", language="cy")),
    )
    assert titles == ["Llanw", "Tides"]


def test_other_properties_keep_what_everyone_says_once() -> None:
    words = SCHEMA.keywords
    assert chosen((1, LOW, said(words, "a", "b")), (2, HIGH, said(words, "b", "c"))) == ["a", "b", "c"]


def test_where_the_profile_allows_one_value_one_is_kept() -> None:
    assert chosen((1, LOW, said(SCHEMA.dateModified, "2020", "2019"))) == ["2019"]
    assert chosen((1, LOW, said(SCHEMA.temporalCoverage, "2020", "2019"))) == ["2019", "2020"]


def test_each_subject_has_its_own_preference() -> None:
    other = NamedNode(f"{BASE}id/study/t")
    (here,) = said(SCHEMA.license, "a")
    there = Triple(other, SCHEMA.license, Literal("b"))
    assert preferred([(1, LOW, here), (2, HIGH, there)]) == [here, there]


def test_every_single_valued_property_has_its_reason() -> None:
    for single in alignment.SINGLE_VALUED.values():
        assert single.cardinality in {"0..1", "0..n", "1..n"}
        assert single.reason


def test_every_rule_says_which_section_it_implements() -> None:
    for path in alignment.RULES.glob("*.rq"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# DCAT 3, "), path.name
        assert "[" not in text.partition("CONSTRUCT")[2].partition("WHERE {")[0], path.name
        assert not any(name in text for name in ("UUID", "BNODE", "NOW(", "RAND(", "_:")), path.name


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("case", ["rich"])
def test_the_graph_conforms_to_dcat_ap(case: str) -> None:
    """DCAT-AP 3.0.1, the official shapes and class ranges, over the derived graph on its own."""
    from pyshacl import validate
    from rdflib import Graph

    shapes = Graph()
    for name in ("shapes.ttl", "range.ttl"):
        shapes.parse(shared(f"conformance/dcat-ap-3.0.1/shacl/{name}"))
    data = Graph().parse(data=serialize(derived(case), format=RdfFormat.N_TRIPLES) or b"", format="nt")
    conforms, _, report = validate(data, shacl_graph=shapes, allow_warnings=False)
    assert conforms, report
