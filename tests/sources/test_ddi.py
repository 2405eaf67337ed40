from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from graph.records import Evidence, Organization, Person, Publication, Reading, Study
from graph.sources import read, recognise
from graph.sources.base import Document, DocumentError
from tests.conftest import REPOSITORY, shared
from tests.sources.hostile import written

FIXTURE = REPOSITORY / "tests" / "sources" / "ddi" / "input.xml"


def document(content: str | bytes) -> Document:
    content = content if isinstance(content, bytes) else content.encode()
    return Document(content, "study.xml", "2026-01-01T00:00:00Z")


def codebook(citation: str = "", info: str = "", more: str = "", lang: str | None = "en", titled: bool = True) -> str:
    title = "<titlStmt><titl>Sample study</titl></titlStmt>" if titled else ""
    tag = f' xml:lang="{lang}"' if lang else ""
    return (
        f'<codeBook xmlns="ddi:codebook:2_5"{tag}><stdyDscr><citation>{title}{citation}</citation>'
        f"<stdyInfo>{info}</stdyInfo>{more}</stdyDscr></codeBook>"
    )


def reading(content: str | bytes) -> Reading:
    assert recognise(document(content)).kind == "ddi"
    return read(document(content), "ddi")


def study(content: str | bytes) -> Study:
    (found,) = reading(content).records
    assert isinstance(found, Study)
    return found


def real(name: str) -> Study:
    return study(shared(f"inputs/ddi/{name}").read_bytes())


# Names -------------------------------------------------------------------------------------------


def creators(*names: str, attributes: str = "") -> list[tuple[str, str, list[str]]]:
    listed = "".join(f"<AuthEnty{attributes}>{name}</AuthEnty>" for name in names)
    found = []
    for said in study(codebook(f"<rspStmt>{listed}</rspStmt>")).creators:
        agent = said.value
        above: list[Any] = [
            a.value.name.value  # type: ignore[union-attr]
            for a in (agent.affiliations if isinstance(agent, Person) else agent.parents)
        ]
        found.append((type(agent).__name__, agent.name.value, above))
    return found


@pytest.mark.parametrize(
    ("text", "name", "affiliations"),
    [
        ("Hood, C.C., University of York", "C.C. Hood", ["University of York"]),
        ("Dunsire, A.", "A. Dunsire", []),
        ("Van der Berg, J-P., Example Institute", "J-P. Van der Berg", ["Example Institute"]),
        ("O'Neill, D. M.", "D. M. O'Neill", []),
        ("Pulkkinen, Lea", "Lea Pulkkinen", []),
        ("García López, María, Universidad de Ejemplo", "María García López", ["Universidad de Ejemplo"]),
        ("Schurer, K., University of Essex, UK Data Archive", "K. Schurer", ["University of Essex, UK Data Archive"]),
        ("Smith, John, Cabinet Office", "John Smith", ["Cabinet Office"]),
        ("Dr Ada Ferrywoman", "Ada Ferrywoman", []),
        ("John W. Smith", "John W. Smith", []),
        ("Jansen, P.J. (Universiteit Voorbeeld)", "P.J. Jansen", ["Universiteit Voorbeeld"]),
    ],
)
def test_people_are_told_from_organisations(text: str, name: str, affiliations: list[str]) -> None:
    assert creators(text) == [("Person", name, affiliations)]


@pytest.mark.parametrize(
    "text",
    [
        "Cabinet Office, Service First Unit",
        "Forschungsgruppe Wahlen, Mannheim",
        "Office for National Statistics, Social Survey Division",
        "EMNID, Bielefeld",
        "infas, Bonn",
        "Taloustutkimus",
        "Department of Trade and Industry",
        "Statistics Finland",
        "Ministry of Transport, Ports, and Ferries",
        "University of Example",
        "Example Institute (University of York)",
    ],
)
def test_one_organisation_stays_one(text: str) -> None:
    assert creators(text) == [("Organization", text, [])]


@pytest.mark.parametrize(("text", "told"), [("Lee", True), ("UCL", False), ("Example Institute", False)])
def test_a_name_that_may_be_either_is_told(text: str, told: bool) -> None:
    made = reading(codebook(f"<rspStmt><AuthEnty>{text}</AuthEnty></rspStmt>"))
    assert any("may be a person or an organisation" in note for note in made.notes) is told


def test_a_part_of_an_organisation_is_told_by_its_full_stop() -> None:
    assert creators("Home Office. Research and Statistics Directorate") == [
        ("Organization", "Home Office. Research and Statistics Directorate", ["Home Office"])
    ]
    (person,) = study(
        codebook("<rspStmt><AuthEnty>Hood, C., University of York. Institute of Ferries</AuthEnty></rspStmt>")
    ).creators
    assert isinstance(person.value, Person)
    (affiliation,) = person.value.affiliations
    assert isinstance(affiliation.value, Organization)
    (parent,) = affiliation.value.parents
    assert isinstance(parent.value, Organization)
    assert parent.value.name.value == "University of York"


def test_several_people_in_one_element() -> None:
    assert [name for _, name, _ in creators("Hood, C. and Dunsire, A.")] == ["C. Hood", "A. Dunsire"]
    assert [name for _, name, _ in creators("Hood, C.; Dunsire, A., Example Institute")] == ["C. Hood", "A. Dunsire"]


def test_affiliation_attribute() -> None:
    assert creators("David Brook", attributes=' affiliation="Example University"') == [
        ("Person", "David Brook", ["Example University"])
    ]
    assert creators("GESIS - Leibniz Institute", attributes=' affiliation="GESIS"') == [
        ("Organization", "GESIS - Leibniz Institute", ["GESIS"])
    ]


def test_identifiers_in_links_are_checked() -> None:
    link = '<ExtLink URI="https://orcid.org/{}" role="PID" title="ORCID"/>'
    entity = "<rspStmt><AuthEnty>Carberry, J.S. {}</AuthEnty></rspStmt>"
    (found,) = study(codebook(entity.format(link.format("0000-0002-1825-0097")))).creators
    assert found.value.identifiers[0].value.value == "0000-0002-1825-0097"
    wrong = reading(codebook(entity.format(link.format("0000-0000-0000-0000"))))
    assert "0000-0000-0000-0000" in wrong.notes[0]


# Languages ---------------------------------------------------------------------------------------

BILINGUAL = """<codeBook xmlns="ddi:codebook:2_5"><stdyDscr>
<citation xml:lang="fi"><titlStmt><titl>Lautat</titl></titlStmt>
<rspStmt><AuthEnty>Taloustutkimus</AuthEnty><AuthEnty>Ulkoministeriö</AuthEnty></rspStmt>
<distStmt><distrbtr abbr="FSD">Tietoarkisto</distrbtr></distStmt></citation>
<citation xml:lang="en"><titlStmt><titl>Ferries</titl></titlStmt>
<rspStmt><AuthEnty>Taloustutkimus</AuthEnty><AuthEnty>Ministry for Foreign Affairs</AuthEnty></rspStmt>
<distStmt><distrbtr abbr="FSD">Finnish Data Archive</distrbtr></distStmt></citation>
<stdyInfo><subject><keyword xml:lang="fi">lautat</keyword><keyword xml:lang="en">ferries</keyword></subject>
<abstract xml:lang="fi">Suomeksi.</abstract><abstract xml:lang="en">In English.</abstract>
<abstract xml:lang="en">More of it.</abstract>
<sumDscr><nation xml:lang="fi" abbr="FI">Suomi</nation><nation xml:lang="en" abbr="FI">Finland</nation></sumDscr>
</stdyInfo>
<dataAccs><useStmt><restrctn xml:lang="fi">Vapaasti.</restrctn><restrctn xml:lang="en">Openly available.</restrctn>
</useStmt></dataAccs></stdyDscr></codeBook>"""


def test_languages_are_kept_side_by_side() -> None:
    found = study(BILINGUAL)
    assert found.title
    assert (found.title.value, found.title.language) == ("Ferries", "en")
    assert [(t.value, t.language) for t in found.parallel_titles] == [("Lautat", "fi")]
    assert found.description
    assert found.description.value == "In English.\n\nMore of it."
    assert [(d.value, d.language) for d in found.alternate_descriptions] == [("Suomeksi.", "fi")]
    assert [(k.value, k.language) for k in found.keywords] == [("lautat", "fi"), ("ferries", "en")]
    assert [p.value for p in found.places] == ["Finland"]
    assert found.access
    assert found.access.value == "Openly available."
    assert [(a.value, a.language) for a in found.alternate_access] == [("Vapaasti.", "fi")]


def test_an_agent_in_two_languages_is_one_agent() -> None:
    found = study(BILINGUAL)
    first, second = (said.value for said in found.creators)
    assert first.name.value == "Taloustutkimus"
    assert isinstance(second, Organization)
    assert second.name.value == "Ministry for Foreign Affairs"
    assert [(n.value, n.language) for n in second.alternate_names] == [("Ulkoministeriö", "fi")]
    (publisher,) = found.publishers
    assert [n.value for n in publisher.value.alternate_names] == ["FSD", "Tietoarkisto"]


def test_a_language_that_is_none_is_told() -> None:
    found = reading(codebook(info='<abstract xml:lang="should ignore this">Text.</abstract>'))
    assert any("should ignore this" in note for note in found.notes)


def test_a_record_without_tags_is_read_as_english_where_it_is() -> None:
    abstract = (
        "This study of the ferries that sail in winter was made by the council, and it asked who is on them, "
        "to see which of the lines are used by those that have no other way."
    )
    found = study(codebook(info=f"<abstract>{abstract}</abstract>", lang=None))
    assert found.title
    assert found.title.language == "en"


# Prose -------------------------------------------------------------------------------------------


def description(abstract: str) -> str | None:
    found = study(codebook(info=f"<abstract>{abstract}</abstract>")).description
    return found.value if found else None


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("&lt;p&gt;One.&lt;/p&gt;Two &lt;i&gt;and&lt;/i&gt; three.", "One.\n\nTwo and three."),
        ("&amp;lt;b&amp;gt;Bold&amp;lt;/b&amp;gt; &amp;amp;amp; plain", "Bold & plain"),
        ("<p>One.</p>Two <i>and</i><br/> three.", "One.\n\nTwo and\nthree."),
        ("a &lt; b and c &gt; d", "a < b and c > d"),
        ("A line\n        that is wrapped.\n\n        A paragraph.", "A line that is wrapped.\n\nA paragraph."),
        ("One &lt;a href=https://e.org&gt;link&lt;/a&gt;.\n\nTwo.", "One link.\n\nTwo."),
        ("Abstract copyright UK Data Service and data collection copyright owner.Ferries.", "Ferries."),
        ("&lt;P&gt;Abstract not available.&lt;/P&gt;", None),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Ferries.", "Ferries."),
    ],
)
def test_prose_is_plain_text(abstract: str, expected: str | None) -> None:
    assert description(abstract) == expected


def test_spans_lead_to_the_words() -> None:
    found = reading(BILINGUAL)
    (one,) = found.records
    assert isinstance(one, Study)
    assert one.description
    for said in (one.description, *one.alternate_descriptions):
        (span,) = (e for e in said.evidence if e.start is not None)
        assert found.text[span.start : span.end] == said.value


# Dates -------------------------------------------------------------------------------------------


def issued(element: str) -> tuple[str | None, tuple[str, ...]]:
    found = reading(codebook(f"<distStmt>{element}</distStmt>"))
    (one,) = found.records
    assert isinstance(one, Study)
    return (one.issued.value if one.issued else None), found.notes


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ('<distDate date="2014-04-04 14:42:58.543"/>', "2014-04-04T14:42:58.543"),
        ("<distDate>2014-04-04 14:42:58.543</distDate>", "2014-04-04T14:42:58.543"),
        ('<distDate date="2014-04-04 14:42:58.000">04 April 2014</distDate>', "2014-04-04"),
        ('<distDate date="1984-01-01T00:00:00Z">1984</distDate>', "1984"),
        ('<distDate date="1984-01-01T00:00:00Z"/>', "1984-01-01"),
        ('<distDate date="1911-12-31 12:00:00.000"/>', "1911-12-31"),
        ('<distDate date="2017-08-09T12:01:16Z"/>', "2017-08-09T12:01:16Z"),
        ('<distDate date="2017-08-09T12:01:16+0200"/>', "2017-08-09T12:01:16+02:00"),
        ("<distDate>May 1999</distDate>", "1999-05"),
        ("<distDate>1999-05</distDate>", "1999-05"),
    ],
)
def test_dates_are_as_precise_as_they_are(element: str, expected: str) -> None:
    assert issued(element) == (expected, ())


@pytest.mark.parametrize("text", ["Spring 2018", "31 February 2018", "2018-13-45", "n.d.", "04/05/2018"])
def test_what_is_no_date_is_kept_as_written_and_told(text: str) -> None:
    value, notes = issued(f"<distDate>{text}</distDate>")
    assert value == text
    assert any(text in note for note in notes)


def period(dates: str) -> tuple[str | None, str | None] | None:
    found = study(codebook(info=f"<sumDscr>{dates}</sumDscr>")).period
    return (found.value.start, found.value.end) if found else None


def test_periods() -> None:
    start, end = '<{0} event="start" date="{1}"/>', '<{0} event="end" date="{1}"/>'
    collected = start.format("collDate", "1977") + end.format("collDate", "2017")
    assert period(collected) == ("1977", "2017")
    covered = start.format("timePrd", "1851-01-01 00:00:00.000") + end.format("timePrd", "1911-12-31 12:00:00.000")
    assert period(collected + covered) == ("1851-01-01", "1911-12-31")
    assert period(covered + "<timePrd>1851 - 1911</timePrd>") == ("1851-01-01", "1911-12-31")
    assert period("<collDate>2009 - 2014</collDate>") == ("2009", "2014")
    assert period('<collDate event="single" date="2009-02-03"/>') == ("2009-02-03", "2009-02-03")
    assert period(start.format("collDate", "2009")) == ("2009", None)
    assert period("<collDate>Christmas 2018</collDate>") is None


def test_an_edition_before_the_publication_is_no_change() -> None:
    versions = '<distStmt><distDate date="2017-12-12"/></distStmt><verStmt><version date="{}"/></verStmt>'
    later = study(codebook(versions.format("2019-01-01"))).modified
    assert later
    assert later.value == "2019-01-01"
    assert study(codebook(versions.format("2017-09-21"))).modified is None


# Subjects, identifiers, money --------------------------------------------------------------------


def test_years_and_places_are_no_topics() -> None:
    subject = (
        '<keyword vocab="YEAR">1851-1911</keyword><keyword>1870</keyword><keyword vocab="GEO">Isle of Man</keyword>'
        '<keyword vocab=" geo ">Wales</keyword><keyword>ferries</keyword><topcClas>Transport</topcClas>'
    )
    found = study(codebook(info=f"<subject>{subject}</subject><sumDscr><nation>Wales</nation></sumDscr>"))
    assert [k.value for k in found.keywords] == ["ferries", "Transport"]
    assert [p.value for p in found.places] == ["Wales", "Isle of Man"]


def test_a_doi_with_and_without_its_edition_is_one_study() -> None:
    numbers = "<IDNo agency='UKDA'>1683</IDNo><IDNo agency='datacite'>10.5255/UKDA-SN-1683-1</IDNo>"
    one = codebook(f"<titlStmt><titl>X</titl>{numbers}</titlStmt>", titled=False)
    other = codebook('<holdings URI="http://dx.doi.org/10.5255/UKDA-SN-1683"/>')
    for content in (one, other):
        found = {(i.value.scheme, i.value.value) for i in study(content).identifiers}
        assert ("ukda-sn", "1683") in found
    assert not study(other).landing_pages


def test_numbers_of_agencies_and_without() -> None:
    numbers = '<IDNo agency="GESIS">ZA5100</IDNo><IDNo>77</IDNo><IDNo agency="X">urn:nbn:fi:fsd:T-1</IDNo>'
    found = study(codebook(f"<titlStmt><titl>X</titl>{numbers}</titlStmt>", titled=False)).identifiers
    assert [(i.value.label, i.value.value, i.value.authority) for i in found] == [
        ("GESIS", "ZA5100", "ddi"),
        ("IDNo", "77", None),
        ("URN", "urn:nbn:fi:fsd:T-1", "urn"),
    ]


@pytest.mark.parametrize(
    ("money", "expected"),
    [
        ("<fundAg>A Trust</fundAg><grantNo>ES/ K002317/1</grantNo>", [("ES/K002317/1", None)]),
        ("<fundAg>ESRC</fundAg><fundAg>A Trust</fundAg><grantNo>ES/K002317/1</grantNo>", [("ES/K002317/1", "ESRC")]),
        ("<fundAg>A Trust</fundAg><grantNo>77/8</grantNo>", [("77/8", "A Trust")]),
        ('<grantNo agency="A Trust">77/8</grantNo>', [("77/8", "A Trust")]),
        ("<grantNo>RES-062-23-1629; ES/K002317/1</grantNo>", [("RES-062-23-1629", None), ("ES/K002317/1", None)]),
    ],
)
def test_a_grant_keeps_its_prefix_and_finds_its_funder(money: str, expected: list[tuple[str, str | None]]) -> None:
    project = study(codebook(f"<prodStmt>{money}</prodStmt>")).project
    assert project
    found = []
    for grant in project.value.grants:
        funder = grant.value.funder.value if grant.value.funder else None
        found.append(
            (grant.value.reference.value.value, funder.name.value if isinstance(funder, Organization) else None)
        )
    assert found == expected


def test_an_agency_without_a_number_is_a_funder() -> None:
    found = study(codebook('<prodStmt><grantNo agency="A Trust"/></prodStmt>'))
    assert [f.value.name.value for f in found.funders if isinstance(f.value, Organization)] == ["A Trust"]
    assert found.project is None


# Access ------------------------------------------------------------------------------------------


def access(statements: str) -> tuple[str | None, str | None, str | None]:
    found = study(codebook(more=f"<dataAccs><useStmt>{statements}</useStmt></dataAccs>"))
    said = (found.access, found.access_status, found.license)
    return tuple(value.value if value else None for value in said)  # type: ignore[return-value]


CC = "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ("<conditions>See <restrctn/></conditions>", (None, None, None)),
        ("<conditions>See <restrctn>By permission.</restrctn></conditions>", ("By permission.", None, None)),
        ("<specPerm>Safeguarded</specPerm><restrctn>Register.</restrctn>", ("Register.", "registered", None)),
        ("<specPerm>Open</specPerm>", ("Open", "open", None)),
        ("<restrctn>Registration is required.</restrctn>", ("Registration is required.", "registered", None)),
        ("<restrctn>Data are not openly available.</restrctn>", ("Data are not openly available.", None, None)),
        ("<conditions>Use under CC BY 4.0 is fine.</conditions>", ("Use under CC BY 4.0 is fine.", None, CC)),
        (
            f'<conditions>&lt;a href="{CC.replace("https", "http")}"&gt;Licence&lt;/a&gt;</conditions>',
            ("Licence", None, CC),
        ),
    ],
)
def test_access(statements: str, expected: tuple[str | None, ...]) -> None:
    assert access(statements) == expected


# Forms of the document ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form",
    [
        lambda text: text.replace(' xmlns="ddi:codebook:2_5"', ""),
        lambda text: text.replace("ddi:codebook:2_5", "http://www.icpsr.umich.edu/DDI"),
        lambda text: '<?xml version="1.0"?><!DOCTYPE codeBook SYSTEM "http://127.0.0.1:9/codebook.dtd">' + text,
        lambda text: re.sub(r"<(/?)(\w)", r"<\1d:\2", text).replace("xmlns=", "xmlns:d="),
        lambda text: f"<metadata>{text}</metadata>",
        lambda text: text.encode("utf-16"),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: f"<!-- {'x' * 9000} -->\n{text}",
    ],
    ids=["none", "2.1", "dtd", "prefix", "wrapped", "utf-16", "bom", "comment"],
)
def test_every_form_of_codebook_is_read(form: Callable[[str], str | bytes]) -> None:
    content = form(codebook("<rspStmt><AuthEnty>Hood, C.</AuthEnty></rspStmt>"))
    given_ = document(content)
    (found,) = read(given_, "ddi").records
    assert isinstance(found, Study)
    assert found.title
    assert (found.title.value, len(found.creators)) == ("Sample study", 1)


def test_entities_of_html_in_an_old_document_are_read() -> None:
    content = '<!DOCTYPE codeBook SYSTEM "x.dtd">' + codebook(info="<abstract>Tea&nbsp;&amp; caf&eacute;</abstract>")
    assert description("Ferries") == "Ferries"
    found = study(content).description
    assert found
    assert found.value == "Tea & café"


def test_lifecycle_is_refused_with_words_that_help() -> None:
    content = (
        '<ddi:DDIInstance xmlns:ddi="ddi:instance:3_2"><s:StudyUnit xmlns:s="ddi:studyunit:3_2"/></ddi:DDIInstance>'
    )
    assert recognise(document(content)).kind == "ddi"
    with pytest.raises(DocumentError, match=r"DDI Lifecycle .* not read yet"):
        read(document(content), "ddi")


def test_pointers_are_exact() -> None:
    content = FIXTURE.read_bytes()
    tree: Any = etree.fromstring(content)
    found = reading(content)
    pointers = list(_pointers(found.records))
    assert len(pointers) > 40
    for evidence in pointers:
        assert evidence.syntax == "xpath"
        result = tree.xpath(str(evidence.pointer))
        assert len(result) == 1, evidence
    (one,) = found.records
    assert isinstance(one, Study)
    for said in (one.title, *one.keywords, *one.places):
        assert said
        (element,) = tree.xpath(str(said.evidence[0].pointer))
        assert " ".join(element.itertext()).strip() == said.value


def _pointers(value: Any) -> Any:
    if isinstance(value, tuple):
        for item in value:
            yield from _pointers(item)
    elif isinstance(value, Evidence):
        if value.pointer and value.rule == "source.ddi":
            yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _pointers(getattr(value, field.name))


def test_unknown_elements_are_counted_and_empty_ones_are_not() -> None:
    found = reading(codebook("<novel>1</novel><novel>2</novel><void/>"))
    assert found.unknown == (("stdyDscr/novel", 2),)


# The real documents ------------------------------------------------------------------------------


def test_real_gesis() -> None:
    found = real("cmv_gesis-5100.xml")
    assert found.period
    assert (found.period.value.start, found.period.value.end) == ("1977", "2017")
    assert [c.value.name.value for c in found.creators] == ["Forschungsgruppe Wahlen, Mannheim"]
    assert [t.language for t in found.parallel_titles] == ["de"]
    assert found.access_status
    assert found.access_status.value == "restricted"


def test_real_ukds() -> None:
    found = real("cmv_ukds-7481.xml")
    assert found.description
    assert found.description.value.startswith("The Integrated Census Microdata (I-CeM) project")
    assert "Channel Islands" not in [k.value for k in found.keywords]
    assert [p.value for p in found.places] == ["Channel Islands", "Great Britain", "Isle of Man"]
    assert found.issued
    assert found.issued.value == "2014-04-04"
    older = real("cmv_ukds-2000.xml")
    assert not any(k.value.isdigit() for k in older.keywords)
    assert older.license
    assert older.license.value == CC


def test_real_bilingual_record() -> None:
    found = real("cdc_ddi_record_1683.xml")
    assert [c.value.name.value for c in found.creators] == ["C.C. Hood", "A. Dunsire", "K.S. Thomson"]
    assert found.description
    assert "<" not in found.description.value
    assert "copyright UK Data Service" not in found.description.value


# Hostile and broken ------------------------------------------------------------------------------

BOMB = "<!DOCTYPE codeBook [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
)
HOSTILE: dict[str, str | bytes] = {
    "entity": BOMB + codebook(info="<abstract>&a9;</abstract>"),
    "entity-in-attribute": BOMB + codebook('<holdings URI="&a9;"/>'),
    "entity-unused": BOMB + codebook(),
    "external": "<!DOCTYPE codeBook [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + codebook("<x>&x;</x>"),
    "parameter": "<!DOCTYPE codeBook [<!ENTITY % x SYSTEM 'http://127.0.0.1:9/'> %x;]>" + codebook(),
    "deep": codebook("<a>" * 100_000),
    "deep-closed": codebook("<a>" * 5_000 + "</a>" * 5_000),
    "nul": codebook("\0"),
    "truncated": codebook()[:-40],
    "charset": codebook(info="<abstract>Zürich</abstract>").encode("latin-1"),
    "mojibake": codebook(info="<abstract>Zürich über</abstract>").encode().decode("latin-1").encode(),
    "unknown-charset": '<?xml version="1.0" encoding="no-such"?>' + codebook(),
    "empty-root": "<codeBook/>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_are_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read(document(HOSTILE[name]), "ddi")
    assert len(refused.value.message) > 15


def test_utf_8_that_claims_to_be_something_else_is_read_and_told() -> None:
    content = '<?xml version="1.0" encoding="ISO-8859-1"?>' + codebook(info="<abstract>Zürich</abstract>")
    found = reading(content)
    assert found.text == "Zürich"
    assert any("UTF-8" in note for note in found.notes)


def test_latin_1_that_says_so_is_read() -> None:
    content = '<?xml version="1.0" encoding="ISO-8859-1"?>' + codebook(info="<abstract>Zürich</abstract>")
    assert reading(content.encode("latin-1")).text == "Zürich"


def test_a_long_list_takes_no_longer_than_it_is() -> None:
    many = "".join(f"<AuthEnty>Name{n}, A., Example Institute {n}</AuthEnty>" for n in range(3000))
    assert len(study(codebook(f"<rspStmt>{many}</rspStmt>")).creators) == 3000


_CONTENT = FIXTURE.read_bytes()


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(_CONTENT) - 1), st.integers(0, 40), st.binary(max_size=12)), min_size=1, max_size=4
    )
)
def test_changed_bytes_give_a_reading_or_an_error(changes: list[tuple[int, int, bytes]]) -> None:
    content = _CONTENT
    for place, length, new in changes:
        content = content[:place] + new + content[place + length :]
    _reads_or_refuses(content)


_TEXTS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=60)
_NAMES = ("titl", "AuthEnty", "abstract", "distDate", "keyword", "grantNo", "restrctn", "relPubl", "IDNo", "nation")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(_NAMES), _TEXTS, st.none() | _TEXTS), max_size=6))
def test_any_text_in_any_element_gives_a_reading_or_an_error(leaves: list[tuple[str, str, str | None]]) -> None:
    root = etree.fromstring("<codeBook><stdyDscr/></codeBook>")
    for name, text, attribute in leaves:
        leaf = etree.SubElement(root[0], name)
        leaf.text = text
        for attribute_name in ("date", "agency", "affiliation", "vocab", "{http://www.w3.org/XML/1998/namespace}lang"):
            if attribute is not None:
                leaf.set(attribute_name, attribute)
    _reads_or_refuses(etree.tostring(root))


def _reads_or_refuses(content: bytes) -> None:
    try:
        found = read(document(content), "ddi")
    except DocumentError:
        return
    assert written(found)


def test_nothing_of_the_fixture_is_unknown() -> None:
    assert reading(FIXTURE.read_bytes()).unknown == ()


# References --------------------------------------------------------------------------------------


def references(*listed: str) -> list[Publication]:
    held = "".join(f"<relPubl>{one}</relPubl>" for one in listed)
    return [said.value for said in study(codebook(more=f"<othrStdyMat>{held}</othrStdyMat>")).publications]


def test_a_citation_nested_in_a_reference_is_read_by_its_parts() -> None:
    (made,) = references(
        "<citation><titlStmt><titl>Ferries in winter</titl><IDNo agency='DOI'>10.5072/W.1</IDNo></titlStmt>"
        "<rspStmt><AuthEnty affiliation='University of Sample'>Carberry, J.S.</AuthEnty></rspStmt>"
        "<distStmt><distrbtr>Sample Press</distrbtr><distDate date='2004-05'>May 2004</distDate></distStmt>"
        "<biblCit>Carberry, J.S. (2004) Ferries in winter. Sample Press.</biblCit>"
        "<holdings URI='https://press.example.org/winter'/></citation>"
    )
    assert made.title
    assert made.title.value == "Ferries in winter"
    assert made.title.evidence[0].pointer == "/*/*[1]/*[3]/*[1]/*[1]/*[1]/*[1]"
    assert [said.value.name.value for said in made.authors] == ["J.S. Carberry"]
    assert [said.value.name.value for said in made.publishers] == ["Sample Press"]
    assert made.issued
    assert made.issued.value == "2004-05"
    assert [said.value.value for said in made.identifiers] == ["10.5072/W.1"]
    assert [said.value for said in made.urls] == ["https://press.example.org/winter"]
    assert made.citation
    assert made.citation.value == "Carberry, J.S. (2004) Ferries in winter. Sample Press."


def test_a_reference_with_text_and_citation_is_one_and_several_citations_are_several() -> None:
    (made,) = references("Doe, A. (2001) Boats. <citation><titlStmt><titl>Boats</titl></titlStmt></citation>")
    assert made.title
    assert made.citation
    assert (made.title.value, made.citation.value) == ("Boats", "Doe, A. (2001) Boats.")
    one = "<citation><titlStmt><titl>{}</titl></titlStmt></citation>"
    found = references(one.format("Boats") + one.format("Ships"), one.format("Boats"), "<citation/>")
    assert [made.title.value for made in found if made.title] == ["Boats", "Ships"]
    assert all(made.citation is None for made in found)


# As other archives write it ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "affiliations"),
    [
        ("de Vries, J. (Jan), Universiteit X", "Jan de Vries", ["Universiteit X"]),
        ("Boer, A.F.M. (Ton) de, Example", "Ton de Boer", ["Example"]),
        ("Bakker, M. (Marieke)", "Marieke Bakker", []),
        ("J. (Jan) de Vries", "Jan de Vries", []),
        ("Jansen, P.J. (Universiteit Voorbeeld)", "P.J. Jansen", ["Universiteit Voorbeeld"]),
        ("Jansen, P.J. (CBS)", "P.J. Jansen", ["CBS"]),
    ],
)
def test_a_given_name_in_brackets_behind_initials_is_the_persons(text: str, name: str, affiliations: list[str]) -> None:
    assert creators(text) == [("Person", name, affiliations)]


@pytest.mark.parametrize(
    ("events", "start", "end"),
    [
        ('<timePrd date="19980401">April 1998</timePrd>', "1998-04", "1998-04"),
        ('<timePrd event="start" date="19980401"/><timePrd event="end" date="19990331"/>', "1998-04-01", "1999-03-31"),
        ("<timePrd>19980401-19990331</timePrd>", "1998-04-01", "1999-03-31"),
        ("<timePrd>19980401</timePrd>", "1998-04-01", "1998-04-01"),
    ],
)
def test_days_in_the_basic_form_of_iso_8601_are_dates(events: str, start: str, end: str) -> None:
    period = study(codebook(info=f"<sumDscr>{events}</sumDscr>")).period
    assert period
    assert (period.value.start, period.value.end) == (start, end)


@pytest.mark.parametrize("stamp", ["19981340", "199804", "1998040", "00000000"])
def test_digits_that_are_no_day_are_none(stamp: str) -> None:
    made = reading(codebook(info=f'<sumDscr><timePrd date="{stamp}"/></sumDscr>'))
    (found,) = made.records
    assert isinstance(found, Study)
    assert found.period is None
    assert any(stamp in note for note in made.notes)


def test_others_are_acknowledged_by_their_role() -> None:
    listed = (
        '<othId role="funder">Example Foundation</othId><othId role="Data Collector">Survey House Ltd</othId>'
        '<othId type="sponsor"><p>Ministry of Samples</p></othId><othId role="translator">Roe, R.</othId>'
    )
    made = study(codebook(f"<rspStmt>{listed}</rspStmt>"))
    assert [said.value.name.value for said in made.funders] == ["Example Foundation", "Ministry of Samples"]
    roles = {said.value.agent.name.value: said.value.role for said in made.contributors}  # type: ignore[union-attr]
    assert roles == {"Survey House Ltd": "data-collector", "R. Roe": "contributor"}


def test_a_title_before_a_given_name_is_no_part_of_it() -> None:
    (made,) = study(codebook("<rspStmt><AuthEnty>O'Neill, Dr Mary</AuthEnty></rspStmt>")).creators
    assert isinstance(made.value, Person)
    assert (made.value.name.value, made.value.given_name and made.value.given_name.value) == ("Mary O'Neill", "Mary")
    assert made.value.honorific
    assert made.value.honorific.value == "Dr"


def test_a_restriction_inside_a_sentence_stays_in_it() -> None:
    use = "<dataAccs><useStmt><conditions>Open to <restrctn>members</restrctn> only.</conditions></useStmt></dataAccs>"
    access = study(codebook(more=use)).access
    assert access
    assert access.value == "Open to members only."


def test_what_is_no_address_and_no_date_of_an_edition_is_told() -> None:
    made = reading(
        codebook('<verStmt><version date="04/05/2019">2nd</version></verStmt><holdings URI="www.x.example"/>')
    )
    assert made.notes == (
        "holdings 'www.x.example' is no absolute http or https URL and was left out",
        "version '04/05/2019' is no date and was left out",
    )
