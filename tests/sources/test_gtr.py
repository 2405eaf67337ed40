from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from lxml import etree

from graph import harvest, pipeline
from graph.records import (
    Evidence,
    Grant,
    Organization,
    Person,
    Project,
    Publication,
    Reading,
    Reference,
    Value,
    children,
)
from graph.settings import Settings
from graph.sources import gtr
from graph.sources.base import Document, DocumentError
from graph.store.snapshot import Snapshots
from tests.conftest import REPOSITORY, shared
from tests.sources.hostile import broken, document, mutated, survived

API = "https://gateway.example.org/gtr/api"
PROJECT: dict[str, Any] = json.loads((REPOSITORY / "tests/sources/gtr/input.json").read_text("utf-8"))
IDS = [f"0A1B2C3D-0000-4000-8000-00000000000{digit}" for digit in range(10)]
PERSON: dict[str, Any] = {
    "links": {"link": [{"href": f"{API}/organisations/{IDS[3]}", "rel": "EMPLOYED", "start": None, "end": None}]},
    "id": IDS[1],
    "href": f"http://gateway.example.org:80/gtr/api/persons/{IDS[1]}",
    "created": 1700000000000,
    "firstName": "Josiah",
    "otherNames": "Stinkney",
    "surname": "Carberry",
    "email": "j@example.org",
    "orcidId": "https://orcid.org/0000-0002-1825-0097",
}
ORGANISATION: dict[str, Any] = {
    "links": {"link": []},
    "id": IDS[3],
    "href": f"{API}/organisations/{IDS[3]}",
    "name": "Example University",
    "addresses": {"address": [{"id": "x", "line1": "Unknown"}]},
}
FUND: dict[str, Any] = {
    "links": {
        "link": [
            {"href": f"{API}/projects/{IDS[0]}", "rel": "FUNDED"},
            {"href": f"{API}/organisations/{IDS[5]}", "rel": "FUNDER"},
        ]
    },
    "id": IDS[4],
    "href": f"{API}/funds/{IDS[4]}",
    "start": 1433113200000,
    "end": 1480464000000,
    "valuePounds": {"currencyCode": "GBP", "amount": 39592},
    "category": "INCOME_ACTUAL",
    "type": "FUND",
}
PUBLICATION: dict[str, Any] = {
    "links": {"link": [{"href": f"{API}/projects/{IDS[0]}", "rel": "PROJECT"}]},
    "id": IDS[6],
    "outcomeid": "5aaa",
    "href": f"{API}//outcomes/publications/{IDS[6]}",
    "title": "Shifts &amp;amp; loaves",
    "type": "Journal Article/Review",
    "journalTitle": "Journal of Samples",
    "datePublished": 1483228800000,
    "publicationUrl": "http://dx.doi.org/10.5072/BREAD-1",
    "doi": "10.5072/BREAD-1",
    "author": "Carberry J",
    "pubMedId": None,
}


def read(content: object, url: str | None = None) -> Reading:
    return gtr.read(document(content, url))


def project(**changes: Any) -> Project:
    (found,) = read({**PROJECT, **changes}).records
    assert isinstance(found, Project)
    return found


def listing(name: str, items: list[Any], **changes: Any) -> dict[str, Any]:
    return {"page": 1, "size": 20, "totalPages": 1, "totalSize": len(items), name: items, **changes}


def test_a_project_names_its_people_by_their_links() -> None:
    found = project()
    agents = [
        (said.value.agent, said.value.role) for said in found.associations if isinstance(said.value.agent, Reference)
    ]
    assert [(agent.type, agent.identifier.value.value[-1], role) for agent, role in agents] == [
        ("person", "1", "lead"),
        ("person", "2", "co-investigator"),
        ("organization", "3", "lead"),
    ]
    assert agents[0][0].identifier.value.label == "GtR person id"
    assert agents[0][0].identifier.evidence[0].pointer == "/links/link/0/href"


@pytest.mark.parametrize("rel", ["COI_PER", "COLI_PER", "RESEARCH_COI_PER"])
def test_co_investigators_are_called_by_many_names(rel: str) -> None:
    links = {"link": [{"href": f"{API}/persons/{IDS[2]}", "rel": rel}]}
    assert next(said.value.role for said in project(links=links).associations) == "co-investigator"


def test_a_role_that_is_not_known_is_told() -> None:
    links = {"link": [{"href": f"{API}/persons/{IDS[2]}", "rel": "MASCOT_PER"}]}
    reading = read({**PROJECT, "links": links})
    assert any("MASCOT_PER" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("milliseconds", "day"),
    [
        (1433113200000, "2015-06-01"),  # 31 May, 23:00 in Greenwich: midnight in a London summer
        (1420070400000, "2015-01-01"),
        (1451602800000, "2015-12-31"),  # 23:00 in a London winter is that day
        (-17884800000, "1969-06-08"),
        ("1433113200000", "2015-06-01"),
        (1433113200000.0, "2015-06-01"),
        ("2015-06-01", "2015-06-01"),
        ("2015-06-01T00:00:00+01:00", "2015-06-01"),
        ("2015-05-31T23:00:00Z", "2015-06-01"),
    ],
)
def test_dates_are_midnight_in_london(milliseconds: Any, day: str) -> None:
    said = project(start=milliseconds).period
    assert said
    assert said.value.start == day


@pytest.mark.parametrize("value", [10**25, -(10**25), 1e300, "soon", "2015-02-30", True, [], {"a": 1}, 12])
def test_what_is_no_date_is_told_and_left_out(value: Any) -> None:
    reading = read({**PROJECT, "start": value, "links": {"link": []}})
    (found,) = reading.records
    assert isinstance(found, Project)
    assert found.period is None
    assert value in ([],) or any("start" in note for note in reading.notes)


def test_without_dates_of_its_own_a_project_has_those_of_its_fund() -> None:
    said = project().period
    assert said
    assert (said.value.start, said.value.end) == ("2015-06-01", "2016-11-30")
    assert [e.pointer for e in said.evidence] == ["/links/link/3/start", "/links/link/3/end"]


def test_the_sentence_for_no_abstract_is_none() -> None:
    assert project().technical_abstract is None
    assert project(abstractText=PROJECT["techAbstractText"]).description is None
    found = project(techAbstractText="We model sleep.")
    assert found.technical_abstract
    assert found.technical_abstract.value == "We model sleep."
    assert found.planned_impact
    assert found.planned_impact.value == "Bakeries can plan their shifts better."


def test_entities_are_unescaped_however_often_they_were_escaped() -> None:
    names = [project(title=title).name for title in ("A &amp;amp; B", "A &amp; B", "A & B", "a&amp;lt;&amp;lt;b")]
    assert [name.value for name in names if name] == ["A & B", "A & B", "A & B", "a<<b"]


def test_the_prefix_of_the_council_is_part_of_the_reference() -> None:
    found = [
        project(identifiers={"identifier": [{"value": ref, "type": "RCUK"}]})
        for ref in ("ES/S012788/1", "AH/S012788/1")
    ]
    assert [p.grants[0].value.reference.value.value for p in found] == ["ES/S012788/1", "AH/S012788/1"]
    assert [[i.value.value for i in p.identifiers if i.value.scheme == "grant"] for p in found] == [
        ["ES/S012788/1"],
        ["AH/S012788/1"],
    ]


def test_innovate_uk_has_numbers_and_participants_with_names() -> None:
    participants = {
        "participant": [{"organisationId": IDS[3], "organisationName": "Sample Ltd", "role": "LEAD_PARTICIPANT"}]
    }
    found = project(identifiers={"identifier": [{"value": "10045762", "type": "RCUK"}]}, participantValues=participants)
    assert found.grants[0].value.reference.value.value == "10045762"
    named = [said.value for said in found.associations if isinstance(said.value.agent, Organization)]
    assert any(one.agent.name.value == "Sample Ltd" and one.role == "lead" for one in named)  # type: ignore[union-attr]


def test_a_department_is_a_part_of_the_organisation() -> None:
    (found,) = (said.value.agent for said in project().associations if isinstance(said.value.agent, Organization))
    (above,) = found.parents
    assert isinstance(above.value, Reference)
    assert above.value.identifier.value.value == IDS[3]


def test_grants_have_funder_category_fund_and_amount() -> None:
    grant = project().grants[0].value
    assert grant.funder
    assert isinstance(grant.funder.value, Organization)
    assert grant.funder.value.canonical == "Economic and Social Research Council"
    assert grant.category
    assert grant.category.value == "Research Grant"
    (fund,) = read(FUND).records
    assert isinstance(fund, Project)
    paid = fund.grants[0].value
    assert paid.amount
    assert (paid.amount.value.value, paid.amount.value.currency) == ("39592", "GBP")
    assert {i.value for i in grant.identifiers} == {paid.reference.value}


def test_people_organisations_and_publications_are_read() -> None:
    (person,) = read(PERSON).records
    assert isinstance(person, Person)
    assert person.name.value == "Josiah Carberry"
    assert person.given_name
    assert person.given_name.value == "Josiah Stinkney"
    assert [i.value.scheme for i in person.identifiers] == ["orcid", "local"]
    (text,) = read(PUBLICATION).records
    assert isinstance(text, Publication)
    assert (text.kind, text.title.value if text.title else "") == ("ScholarlyArticle", "Shifts & loaves")
    assert text.issued
    assert text.issued.value == "2017-01-01"
    assert text.credit
    assert text.project
    assert read(PERSON).key == f"person-{IDS[1].lower()}"


def test_what_is_not_read_is_audited() -> None:
    assert read({**PROJECT, "colour": "blue"}).unknown == (("colour", 1),)
    assert read(PROJECT).unknown == ()
    assert "email" not in dict(read(PERSON).unknown)


def test_a_list_is_cut_into_its_resources() -> None:
    held = listing("person", [PERSON, {**PERSON, "id": IDS[2], "href": f"{API}/persons/{IDS[2]}"}])
    parts = list(gtr.parts(document(held, f"{API}/persons?p=1")))
    assert [part.url for part in parts] == [f"{API}/persons/{IDS[1]}", f"{API}/persons/{IDS[2]}"]
    keys = [gtr.read(Document(part.content, "x", "", part.url)).key for part in parts]
    assert keys == [read(PERSON).key, f"person-{IDS[2].lower()}"]
    with pytest.raises(DocumentError, match="list"):
        read(held)
    assert len(list(gtr.parts(document(PROJECT)))) == 1
    assert list(gtr.parts(document(listing("person", [])))) == []


def test_a_list_leads_to_its_next_page_and_projects_to_what_they_name() -> None:
    held = listing("project", [PROJECT, PROJECT], totalPages=3, totalSize=41)
    links = list(gtr.follow(document(held, f"{API}/projects?q=bread&s=20")))
    assert [link.url for link in links if link.listing] == [f"{API}/projects?q=bread&s=20&p=2"]
    assert [(link.url, link.kind) for link in links if not link.listing] == [
        (f"{API}/persons/{IDS[1]}", "gtr"),
        (f"{API}/persons/{IDS[2]}", "gtr"),
        (f"{API}/organisations/{IDS[3]}", "gtr"),
        (f"{API}/funds/{IDS[4]}", "gtr"),
    ]
    assert not [link for link in gtr.follow(document({**held, "page": 3}, f"{API}/projects?p=3")) if link.listing]
    assert list(gtr.follow(document(PERSON, f"{API}/persons/{IDS[1]}"))) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"project": []},
        {"project": "none"},
        {"totalPages": "many"},
        {"page": None},
        {"totalSize": 1e300},
        {"page": True},
    ],
)
def test_a_list_that_does_not_add_up_is_broken(changes: dict[str, Any]) -> None:
    held = listing("project", [PROJECT], totalPages=3, totalSize=41) | changes
    with pytest.raises(DocumentError):
        list(gtr.follow(document(held, f"{API}/projects")))


def test_an_error_that_comes_as_an_answer_is_one() -> None:
    answer = {"text": "Invalid request: page requested exceeds maximum available: 4", "timestamp": 1700000000000}
    for call in (gtr.follow, lambda given: [gtr.read(given)]):
        with pytest.raises(DocumentError):
            list(call(document(answer, f"{API}/projects?p=9")))


def test_links_and_resources_are_joined(tmp_path: Any, settings: Settings) -> None:
    """What a project's links lead to has the name that its own document gives; what has none is no person here."""
    folder = tmp_path / "documents"
    folder.mkdir()
    for name, content in {"project": PROJECT, "person": PERSON, "organisation": ORGANISATION, "fund": FUND}.items():
        (folder / f"{name}.json").write_text(json.dumps(content), "utf-8")
    outcome = pipeline.build(harvest.gather([str(folder)], settings, "gtr"), settings)
    assert {d["status"] for d in outcome.report["documents"]} == {"published"}, outcome.report
    graph = Snapshots(settings.data).current().graph(f"{settings.base}graph/source/gtr/project-{IDS[0].lower()}")
    said = {(str(q.triple.predicate), str(q.triple.object)) for q in graph}
    people = {o for p, o in said if p == "<https://schema.org/member>"}
    assert f"<{settings.base}id/person/josiah-carberry>" in people
    assert f"<{settings.base}id/organization/example-university>" in people
    assert not any("person-0a1b2c3d" in one for one in people)
    assert any("person-0a1b2c3d" in o for p, o in said if p == "<http://www.w3.org/ns/prov#wasAssociatedWith>")
    assert f"<{settings.base}id/organization/example-university>" in {o for p, o in said if p.endswith("org#unitOf>")}
    assert outcome.counts["classes"]["grant"] == 1
    assert outcome.counts["classes"]["project"] == 1


# Overviews ---------------------------------------------------------------------------------------

OVERVIEW = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<gtr:projectOverview xmlns:gtr="http://gtr.ukri.org/api"><gtr:projectComposition>
<gtr:collaborations/>
<gtr:leadResearchOrganisation url="https://gateway.example.org:443/organisation/{org}">
 <gtr:id>{org}</gtr:id><gtr:name>Example University</gtr:name><gtr:department>Sch of Samples</gtr:department>
 <gtr:address><gtr:line1>1 Road</gtr:line1></gtr:address><gtr:typeInd>RO</gtr:typeInd></gtr:leadResearchOrganisation>
<gtr:organisationRoles><gtr:organisationRole><gtr:id>{org}</gtr:id><gtr:name>Example University</gtr:name>
 <gtr:roles><gtr:role><gtr:name>LEAD_RO</gtr:name></gtr:role><gtr:role><gtr:name>PROJECT_PARTNER</gtr:name></gtr:role>
 </gtr:roles></gtr:organisationRole></gtr:organisationRoles>
<gtr:personRoles><gtr:personRole><gtr:id>{person}</gtr:id><gtr:firstName>Josiah</gtr:firstName>
 <gtr:surname>Carberry</gtr:surname><gtr:roles><gtr:role><gtr:name>PRINCIPAL_INVESTIGATOR</gtr:name></gtr:role>
 </gtr:roles></gtr:personRole></gtr:personRoles>
<gtr:project url="https://gateway.example.org:443/projects?ref=ES%2FX000001%2F1"><gtr:id>{project}</gtr:id>
 <gtr:title>Bread &amp;amp; Night Work</gtr:title><gtr:status>Active</gtr:status>
 <gtr:grantCategory>Research Grant</gtr:grantCategory><gtr:grantReference>ES/X000001/1</gtr:grantReference>
 <gtr:abstractText>Bakers are asked how they sleep.</gtr:abstractText>
 <gtr:fund><gtr:end>2016-08-31</gtr:end><gtr:funder><gtr:id>{funder}</gtr:id><gtr:name>ESRC</gtr:name></gtr:funder>
 <gtr:start>2015-09-01</gtr:start><gtr:type>INCOME_ACTUAL</gtr:type><gtr:valuePounds>39592</gtr:valuePounds></gtr:fund>
 <gtr:output/><gtr:publications><gtr:publication><gtr:id>{text}</gtr:id><gtr:title>Loaves</gtr:title>
 <gtr:authors><gtr:author><gtr:id>00</gtr:id><gtr:otherNames>Carberry, J</gtr:otherNames></gtr:author></gtr:authors>
 <gtr:date>2017-01-01</gtr:date></gtr:publication></gtr:publications>
 <gtr:identifiers><gtr:identifier type="RCUK">ES/X000001/1</gtr:identifier></gtr:identifiers></gtr:project>
</gtr:projectComposition></gtr:projectOverview>""".format(
    project=IDS[0], person=IDS[1], org=IDS[3], funder=IDS[5], text=IDS[6]
)


def as_browsers_save(xml: str) -> str:
    """Names in lower case, empty elements left open."""
    import re

    lower = re.sub(r"(</?gtr:)(\w+)", lambda m: m.group(1) + m.group(2).lower(), xml.partition("?>")[2])
    opened = lower.replace("<gtr:collaborations/>", "<gtr:collaborations>").replace("<gtr:output/>", "<gtr:output>")
    opened = opened.replace("</gtr:project>", "</gtr:output></gtr:project>")
    opened = opened.replace("</gtr:projectcomposition>", "</gtr:collaborations></gtr:projectcomposition>")
    return f"<html><head></head><body>{opened}</body></html>"


@pytest.mark.parametrize("xml", [OVERVIEW, as_browsers_save(OVERVIEW)], ids=["served", "saved"])
def test_an_overview_has_everything(xml: str) -> None:
    assert gtr.recognise(document(xml)) > 0.9
    reading = read(xml)
    found, text = reading.records
    assert isinstance(found, Project)
    assert isinstance(text, Publication)
    assert [i.value.value for i in found.identifiers] == [IDS[0], "ES/X000001/1"]
    assert found.urls[0].value == "https://gateway.example.org/projects?ref=ES%2FX000001%2F1"
    assert found.period
    assert (found.period.value.start, found.period.value.end) == ("2015-09-01", "2016-08-31")
    assert found.status
    assert found.status.value == "active"
    grant = found.grants[0].value
    assert isinstance(grant, Grant)
    assert grant.amount
    assert grant.amount.value.value == "39592"
    agents = [(said.value.agent.name.value, said.value.role) for said in found.associations]  # type: ignore[union-attr]
    assert agents == [
        ("Example University", "lead"),
        ("Sch of Samples", "lead"),
        ("Example University", "partner"),
        ("Josiah Carberry", "lead"),
    ]
    assert text.credit
    assert text.credit.value == "Carberry, J"
    assert reading.key == f"project-{IDS[0].lower()}"
    assert reading.unknown == ()


def evidence_in(record: object) -> list[tuple[Any, Evidence]]:
    """Each value of a record, at any depth, with where it is said."""
    found = []
    for name in getattr(record, "__dataclass_fields__", {}):
        held = getattr(record, name)
        for item in held if isinstance(held, tuple) else (held,):
            if isinstance(item, Value):
                found += [(item.value, e) for e in item.evidence]
    return found + [pair for child in children(record) for pair in evidence_in(child)]


@pytest.mark.parametrize("xml", [OVERVIEW, as_browsers_save(OVERVIEW)], ids=["served", "saved"])
def test_each_xpath_leads_to_what_it_is_said_of(xml: str) -> None:
    root: Any = etree.fromstring(xml.encode())
    checked = 0
    for record in read(xml).records:
        for value, evidence in evidence_in(record):
            if evidence.pointer is None:
                continue
            assert evidence.syntax == "xpath"
            (node,) = root.xpath(evidence.pointer)
            if isinstance(value, str) and value not in ("active", "Bread & Night Work") and ":443" not in str(node):
                text = str(node) if isinstance(node, str) else "".join(node.itertext())
                assert text.strip() in value or value in text
                checked += 1
    assert checked > 8


def test_an_overview_in_json_is_the_same_project() -> None:
    composition = {
        "leadResearchOrganisation": {"id": IDS[3], "name": "Example University", "department": "Sch of Samples"},
        "personRole": [
            {"id": IDS[1], "firstName": "Josiah", "surname": "Carberry", "roles": [{"name": "CO_INVESTIGATOR"}]}
        ],
        "organisationRole": [{"id": IDS[3], "name": "Example University", "roles": [{"name": "LEAD_RO"}]}],
        "project": {
            "id": IDS[0],
            "title": "Bread",
            "grantReference": "ES/X000001/1",
            "fund": {"valuePounds": 39592, "start": 1433113200000, "end": 1480464000000, "funder": {"name": "ESRC"}},
            "publication": [{"id": IDS[6], "title": "Loaves", "parentPublicationTitle": "Journal of Samples"}],
        },
    }
    found, text = read({"projectOverview": {"projectComposition": composition}}).records
    assert isinstance(found, Project)
    assert found.period
    assert found.period.value.start == "2015-06-01"
    assert found.period.evidence[0].pointer == "/projectOverview/projectComposition/project/fund/start"
    assert isinstance(text, Publication)
    assert [said.value.role for said in found.associations] == ["lead", "lead", "co-investigator"]


def test_the_real_overview_is_read_whole() -> None:
    content = shared("inputs/gtr/project-overview.xml").read_bytes()
    reading = gtr.read(document(content))
    found = reading.records[0]
    assert isinstance(found, Project)
    assert [i.value.value for i in found.identifiers if i.value.scheme == "grant"] == ["AH/M010163/1"]
    assert found.period
    assert (found.period.value.start, found.period.value.end) == ("2015-09-01", "2016-08-31")
    roles = [(said.value.agent.name.value, said.value.role) for said in found.associations]  # type: ignore[union-attr]
    assert ("Gascia Ouzounian", "lead") in roles
    assert ("Georgina Born", "co-investigator") in roles
    assert ("Watershed Media Centre", "partner") in roles
    assert sum(isinstance(record, Publication) for record in reading.records) == 3
    assert reading.unknown == ()
    root: Any = etree.fromstring(content)
    for record in reading.records:
        assert all(len(root.xpath(e.pointer)) == 1 for _, e in evidence_in(record) if e.pointer)


def test_a_fragment_tells_of_people_alone() -> None:
    reading = gtr.read(document(shared("inputs/gtr/person-roles.xml").read_bytes()))
    assert [record.name.value for record in reading.records if isinstance(record, Person)] == [
        "Gascia Ouzounian",
        "Georgina Born",
        "Peter Bennett",
    ]
    assert any("of which project" in note for note in reading.notes)


# Hostile -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("resource", [PROJECT, PERSON, FUND, PUBLICATION, listing("project", [PROJECT])])
@pytest.mark.parametrize("name", sorted(broken({})))
def test_broken_documents_say_why(resource: dict[str, Any], name: str) -> None:
    survived(gtr, document(broken(resource)[name]))


@pytest.mark.parametrize(
    "xml",
    [
        OVERVIEW.replace("standalone", 'standalone="yes"?><!DOCTYPE x [<!ENTITY a "aaaa">]><?x', 1),
        '<!DOCTYPE x [<!ENTITY a "' + "a" * 1000 + '"><!ENTITY b "&a;&a;">]>' + OVERVIEW.partition("?>")[2],
        "<gtr:projectOverview xmlns:gtr='x'>" + "<a>" * 100_000,
        "<gtr:projectOverview xmlns:gtr='x'>" + "<a>" * 200 + "</a>" * 200 + "</gtr:projectOverview>",
        OVERVIEW[:900],
        "<gtr:personRoles/>",
    ],
)
def test_hostile_xml_ends_with_an_error(xml: str) -> None:
    with pytest.raises(DocumentError):
        read(xml)


def test_nothing_outside_is_read_because_a_document_asks(tmp_path: Path) -> None:
    (tmp_path / "secret.dtd").write_text('<!ENTITY x "leaked">', "utf-8")
    told = f'<!DOCTYPE x SYSTEM "{(tmp_path / "secret.dtd").as_uri()}">'
    xml = told + OVERVIEW.partition("?>")[2].replace("Loaves", "Loaves &x;")
    assert "leaked" not in str(read(xml))


@settings(max_examples=150, deadline=None)
@given(mutated(PROJECT))
def test_a_mutated_project_is_read_or_refused(content: Any) -> None:
    survived(gtr, document(content, f"{API}/projects/1"))


@settings(max_examples=60, deadline=None)
@given(mutated(listing("fund", [FUND, copy.deepcopy(FUND)])))
def test_a_mutated_list_is_read_or_refused(content: Any) -> None:
    survived(gtr, document(content, f"{API}/funds"))


@pytest.mark.parametrize("change", [str, as_browsers_save], ids=["served", "saved"])
def test_what_is_not_known_in_an_overview_is_audited_wherever_it_stands(change: Any) -> None:
    xml = OVERVIEW.replace("<gtr:personRoles>", "<gtr:shade>blue</gtr:shade><gtr:personRoles>")
    boats = "<gtr:boats><gtr:boat>Mary</gtr:boat></gtr:boats><gtr:researchTopics><gtr:t>x</gtr:t></gtr:researchTopics>"
    xml = xml.replace("<gtr:output/>", f"{boats}<gtr:output/>")
    told = gtr.read(Document(change(xml).encode(), "a.xml", "2026-01-01T00:00:00Z", None))
    assert told.unknown == (("project.boats", 1), ("shade", 1))
