"""What may be put right by itself: one reading, or none."""

from __future__ import annotations

from datetime import date as day

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Store, Triple

from graph.namespaces import CG, RDF, SCHEMA, SH, XSD
from graph.quality import corrections, fixes
from graph.quality.corrections import Corrected, Correction
from graph.quality.findings import Seen
from graph.report import Finding
from graph.statements import canonical, read_canonical

DAYS = st.dates(day(1800, 1, 1), day(2099, 12, 31))
FORMS = (
    "{d} {n} {y}",
    "{n} {d}, {y}",
    "{d}th {n} {y}",
    "{d:02} {s} {y}",
    "{s} {d} {y}",
    "{y}/{m}/{d}",
    "{y}.{m:02}.{d:02}",
)
MONTHS = [month.capitalize() for month in fixes.MONTHS]


@given(DAYS, st.sampled_from(FORMS))
def test_a_day_comes_back_from_each_spelling(when: day, form: str) -> None:
    name = MONTHS[when.month - 1]
    text = form.format(y=when.year, m=when.month, d=when.day, n=name, s=name[:3])
    assert fixes.date(text) == when.isoformat()


@given(DAYS)
def test_figures_are_read_only_where_one_order_is_possible(when: day) -> None:
    found = fixes.date(f"{when.day}/{when.month}/{when.year}")
    assert found == (when.isoformat() if when.day > 12 or when.day == when.month else None)


@given(st.text(max_size=40))
def test_whatever_it_is_a_fix_is_a_fixed_point(text: str) -> None:
    for read in (fixes.date, fixes.period, fixes.licence, fixes.language, fixes.doi):
        found = read(text)
        assert found is None or read(found) in (found, None)


@pytest.mark.parametrize(
    ("read", "text", "right"),
    [
        (fixes.date, "May 2019", "2019-05"),
        (fixes.date, "Sept. 2019", "2019-09"),
        (fixes.date, "20190531", "2019-05-31"),
        (fixes.date, "2019-05-31 10:11:12", "2019-05-31T10:11:12"),
        (fixes.date, "31 February 2019", None),
        (fixes.date, "03/04/2019", None),
        (fixes.date, "19-05-31", None),
        (fixes.date, "spring 2019", None),
        (fixes.period, "2019 - 2021", "2019/2021"),
        (fixes.period, "May 2019 to June 2020", "2019-05/2020-06"),
        (fixes.period, "2019–2021", "2019/2021"),
        (fixes.period, "2021-2019", None),
        (fixes.period, "2019-2021 and later", None),
        (fixes.licence, "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        (fixes.licence, "CC-BY-NC-SA-3.0", "https://creativecommons.org/licenses/by-nc-sa/3.0/"),
        (fixes.licence, "http://creativecommons.org/licenses/by/4.0/legalcode", "https://creativecommons.org/licenses/by/4.0/"),
        (fixes.licence, "CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        (fixes.licence, "CC BY", None),
        (fixes.licence, "CC BY 7.0", None),
        (fixes.licence, "https://creativecommons.org/licenses/buy/4.0/", None),
        (fixes.language, "English", "en"),
        (fixes.language, "eng", "en"),
        (fixes.language, "en_GB", "en-GB"),
        (fixes.language, "Klingon", None),
    ],
)  # fmt: skip
def test_spellings(read: object, text: str, right: str | None) -> None:
    assert callable(read)
    assert read(text) == right


def seen(path: NamedNode, value: str, component: str = SH.PatternConstraintComponent.value) -> Seen:
    finding = Finding("https://example.org/id/study/x", path.value, value, component, "urn:s", "Warning", "Wrong.")
    return Seen(finding, "gate", finding.key, finding.cause, None, "text", "X")


@pytest.mark.parametrize(
    ("path", "value", "right"),
    [
        (SCHEMA.datePublished, '"1 May 2019"', Literal("2019-05-01", datatype=XSD.date)),
        (SCHEMA.license, '"CC BY 4.0"', NamedNode("https://creativecommons.org/licenses/by/4.0/")),
        (SCHEMA.inLanguage, '"Welsh"', Literal("cy")),
        (SCHEMA.sameAs, "<http://dx.doi.org/10.5072/a>", NamedNode("https://doi.org/10.5072/a")),
        (SCHEMA.sameAs, "<https://doi.org/doi:10.5072/a>", NamedNode("https://doi.org/10.5072/a")),
        (SCHEMA.sameAs, "<https://doi.org/10.5072%2Fa%2Fb>", NamedNode("https://doi.org/10.5072/a/b")),
        (SCHEMA.sameAs, "<https://doi.org/about>", None),
        (SCHEMA.sameAs, "<https://example.org/doi:10.5072/a>", None),
        (SCHEMA.value, '"doi:10.5072/a"', Literal("10.5072/a")),
        (SCHEMA.name, '"1 May 2019"', None),
        (SCHEMA.datePublished, '"2019-05-01"^^<http://www.w3.org/2001/XMLSchema#date>', None),
        (SCHEMA.datePublished, "_:b", None),
    ],
)
def test_a_finding_has_the_fix_of_its_property(path: NamedNode, value: str, right: object) -> None:
    found = fixes.proposal(seen(path, value))
    assert (found.correction.right if found else None) == right


def test_a_tag_that_is_no_code() -> None:
    found = fixes.proposal(seen(SCHEMA.name, '"Astudiaeth"@wel', SH.LanguageInConstraintComponent.value))
    assert found
    assert found.correction.right == Literal("Astudiaeth", language="cy")


GRAPH = "https://example.org/graph/user/fix-1"


def corrected(*made: Correction) -> Corrected:
    return Corrected(corrections.of({GRAPH: corrections.content(made, GRAPH)}))


def correction(wrong: str, right: str, datatype: NamedNode = XSD.string) -> Correction:
    values = (Literal(value, datatype=datatype) for value in (wrong, right))
    return Correction(NamedNode("urn:s"), SCHEMA.inLanguage, *values)


def test_a_graph_of_corrections_says_what_is_right_in_whose_place() -> None:
    one = correction("English", "en")
    made = corrected(one)
    assert made.told() == [(str(one.before), str(one.after))]
    other = Triple(NamedNode("urn:t"), SCHEMA.inLanguage, Literal("English"))
    assert list(made.view([one.before, other])) == [one.after, other]
    said = canonical([one.before, other], NamedNode("https://example.org/graph/source/a"))
    right = canonical([one.after, other], NamedNode("https://example.org/graph/source/a"))
    assert made.in_place(said) == right
    assert made.in_place(right) == right
    assert Corrected().in_place(said) == said


def test_what_is_right_is_corrected_in_its_turn_and_a_circle_corrects_nothing() -> None:
    made = corrected(correction("English", "eng"), correction("eng", "en"))
    assert [right for _, right in made.told()] == [str(correction("eng", "en").after)] * 2
    assert not corrected(correction("English", "en"), correction("en", "English"))
    circle_with_a_way_out = [correction("a", "b"), correction("b", "a"), correction("b", "c")]
    assert len(Corrected(circle_with_a_way_out).wrong) == 2


def test_statements_are_compared_as_the_engine_writes_them() -> None:
    assert not corrected(correction("01", "1", XSD.integer))
    one = correction("01", "2", XSD.integer)
    spelled = correction("1", "", XSD.integer).before
    assert corrected(one).is_wrong(spelled)
    assert list(corrected(one).view([spelled])) == [one.after]
    in_graph = canonical([spelled], NamedNode("urn:g"))
    assert corrected(one).in_place(in_graph) == canonical([one.after], NamedNode("urn:g"))


@pytest.mark.parametrize("without", [CG.Correction, RDF.subject, RDF.object, CG.correctedTo, Literal("en")])
def test_a_correction_is_whole_in_its_graph_or_none(without: object) -> None:
    """What names no statement, no right value, or does not state it, leaves nothing out."""
    said = [q.triple for q in read_canonical(corrections.content([correction("English", "en")], GRAPH))]
    assert any(corrections.among(said))
    rest = [t for t in said if without not in (t.predicate, t.object)]
    assert len(rest) < len(said)
    assert not any(corrections.among(rest))
    store = Store()
    store.extend(read_canonical(canonical(rest, NamedNode(GRAPH))))
    assert not [*corrections.in_store(store, "https://example.org/")]


def test_a_node_that_names_two_statements_is_no_correction() -> None:
    said = [q.triple for q in read_canonical(corrections.content([correction("English", "en")], GRAPH))]
    (node,) = {t.subject for t in said if t.predicate == RDF.object}
    assert not any(corrections.among([*said, Triple(node, RDF.object, Literal("Welsh"))]))
    store = Store()
    store.extend(read_canonical(canonical(said, NamedNode("https://example.org/graph/source/a"))))
    assert not [*corrections.in_store(store, "https://example.org/")]  # only users' graphs correct
