"""OAI-PMH 2.0 as it is handed out: verbs, errors, lists that go on, deleted records, four formats, real clients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from lxml import etree
from oaipmh_scythe import Scythe
from pyoxigraph import RdfFormat, parse

from graph.catalogue import datasets
from graph.changes.log import Log
from graph.provider.formats import FORMATS
from graph.provider.repository import Repository
from graph.records import Study
from graph.settings import Settings
from graph.sources import read
from graph.sources.base import Document
from graph.sources.oai.payload import payload_of
from graph.store.snapshot import Snapshots
from tests.changes import payload_schema
from tests.changes.history import BASE, History
from tests.changes.oai_schema import checked
from tests.serving import served

ITEM = "oai:catalogue.example.org:kept/"


@pytest.fixture(scope="module")
def client(told: History) -> FlaskClient:
    return told.app().test_client()


def asked(client: FlaskClient, query: str) -> etree._Element:
    response = client.get(f"/oai?{query}")
    assert response.status_code == 200
    assert response.content_type == "text/xml; charset=utf-8"
    return checked(response.data)


def error_of(answer: etree._Element) -> str | None:
    found = answer.find("{*}error")
    return None if found is None else found.get("code")


def test_the_repository_tells_what_it_is(client: FlaskClient) -> None:
    told = asked(client, "verb=Identify")
    assert told.findtext("{*}Identify/{*}baseURL") == f"{BASE}oai"
    assert told.findtext("{*}Identify/{*}deletedRecord") == "persistent"
    assert told.findtext("{*}Identify/{*}earliestDatestamp") == "2026-03-01T16:00:00Z"
    assert told.findtext("{*}Identify/{*}adminEmail") == "postmaster@catalogue.example.org"
    formats = asked(client, f"verb=ListMetadataFormats&identifier={ITEM}amber")
    assert [each.text for each in formats.iter("{*}metadataPrefix")] == [*FORMATS]
    sets = {
        each.findtext("{*}setSpec"): each.findtext("{*}setName")
        for each in asked(client, "verb=ListSets").iter("{*}set")
    }
    assert sets == {"archive": "Studies of archive", "portal": "Studies of portal"}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=List", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&identifier=x", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-03-01T00:00:00%2B00:00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-03-01&until=2026-03-02T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-03-02&until=2026-03-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        (f"verb=GetRecord&metadataPrefix=marc21&identifier={ITEM}amber", "cannotDisseminateFormat"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:elsewhere.example.org:amber", "idDoesNotExist"),
        (f"verb=GetRecord&metadataPrefix=oai_dc&identifier={ITEM}zebra", "idDoesNotExist"),
        (f"verb=ListMetadataFormats&identifier={ITEM}zebra", "idDoesNotExist"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2030-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=2020-01-01", "noRecordsMatch"),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&set=nowhere", "noRecordsMatch"),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&set=", "badArgument"),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&set=a%20b", "badArgument"),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&set=archive:", "badArgument"),
        ("verb=ListRecords&metadataPrefix=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai/dc", "badArgument"),
        ("verb=ListRecords&resumptionToken=", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=nonsense", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=ListRecords!oai_dc!77!1!9!2!2!3", "badResumptionToken"),
        ("verb=ListIdentifiers&resumptionToken=ListRecords!oai_dc!5!1!9!2!2!3", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=ListRecords!oai_dc!5!1!7!7!2!3", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=ListRecords!oai_dc!5!1!7!7!2!3", "badResumptionToken"),
        ("verb=ListRecords&metadataPrefix=dcat_ap&resumptionToken=ListRecords!oai_dc!5!1!7!4!2!3", "badArgument"),
        ("verb=ListRecords&from=2026-03-01&resumptionToken=ListRecords!oai_dc!5!1!7!4!2!3", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=ListRecords!oai_dc!5!1!7!4!2!3", None),
    ],
)
def test_errors_are_those_of_the_protocol(client: FlaskClient, query: str, code: str | None) -> None:
    answer = asked(client, query)
    assert error_of(answer) == code
    request = answer.find("{*}request")
    assert request is not None
    assert request.text == f"{BASE}oai"
    if code in ("badVerb", "badArgument"):
        assert not request.attrib
    else:
        assert request.get("verb") == answer.find("{*}request").get("verb")  # type: ignore[union-attr]
        assert len(request.attrib) == len(query.split("&"))


def walked(client: FlaskClient, verb: str, beside: str = "", **more: str) -> Iterator[etree._Element]:
    """The answers of a list, to its end. ``beside`` stands beside each token."""
    query = "".join(f"&{name}={value}" for name, value in {"metadataPrefix": "oai_dc", **more}.items())
    while query:
        answer = asked(client, f"verb={verb}{query}")
        yield answer
        token = answer.find(f"{{*}}{verb}/{{*}}resumptionToken")
        query = f"&resumptionToken={token.text}{beside}" if token is not None and token.text else ""


@pytest.mark.parametrize("beside", ["", "&metadataPrefix=oai_dc"])
@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_a_list_goes_on_by_tokens(client: FlaskClient, verb: str, beside: str) -> None:
    answers = list(walked(client, verb, beside))
    tokens = [answer.find("{*}*/{*}resumptionToken") for answer in answers]
    assert [token is not None and dict(token.attrib).get("completeListSize") for token in tokens] == ["3", "3"]
    assert [token is not None and token.get("cursor") for token in tokens] == ["0", "2"]
    assert [token is not None and bool(token.text) for token in tokens] == [True, False]
    headers = [header for answer in answers for header in answer.iter("{*}header")]
    assert [(each.findtext("{*}identifier"), each.get("status")) for each in headers] == [
        (f"{ITEM}amber", None),
        (f"{ITEM}birch", None),
        (f"{ITEM}cedar", "deleted"),
    ]
    assert [spec.text for spec in headers[2].iterfind("{*}setSpec")] == ["archive", "portal"]
    assert len([*answers[-1].iter("{*}metadata")]) == 0


def test_times_and_sets_narrow_a_list_down(told: History, client: FlaskClient) -> None:
    log = Log(told.current())
    times = {each.slug: each.time for each in log.standing(log.span())}

    def found(**more: str) -> list[str]:
        answers = walked(client, "ListIdentifiers", **more)
        return [i.text.removeprefix(ITEM) for a in answers for i in a.iter("{*}identifier") if i.text]

    assert found(**{"from": times["birch"]}) == ["birch", "cedar"]
    assert found(until=times["amber"]) == ["amber"]
    assert found(**{"from": times["amber"][:10], "until": times["amber"][:10]}) == ["amber"]
    assert found(set="portal") == ["birch", "cedar"]
    assert found(**{"set": "archive", "from": times["birch"]}) == ["cedar"]


def test_a_list_stays_in_its_snapshot(history: History) -> None:
    client = history.app().test_client()
    history.publish(dict.fromkeys(("amber", "birch", "cedar", "dune"), "1"))
    walk = walked(client, "ListRecords")
    first = next(walk)
    history.publish({"amber": "2", "elm": "1"})
    rest = list(walk)
    names = [i.text for answer in (first, *rest) for i in answer.iter("{*}identifier") if i.text.startswith("oai:")]  # type: ignore[union-attr]
    assert [str(name).removeprefix(ITEM) for name in names] == ["amber", "birch", "cedar", "dune"]
    assert not [header for answer in rest for header in answer.iter("{*}header") if header.get("status")]


def test_what_leaves_a_set_is_not_deleted(history: History) -> None:
    """Deletion is of a record, whatever set it is in (2.5.1): who harvests all sees its sets, who harvests one must
    ask for all of it to learn that something has left."""
    both = dict.fromkeys(("amber", "birch"), "1")
    history.publish(both, {"archive": ["amber", "birch"], "portal": ["amber"]})
    published = history.current().manifest["published"]
    history.publish(both, {"archive": ["birch"], "portal": ["amber"]})
    client = history.app().test_client()

    def headers(**more: str) -> dict[str, tuple[str | None, list[str | None]]]:
        found = (header for answer in walked(client, "ListIdentifiers", **more) for header in answer.iter("{*}header"))
        return {
            each.findtext("{*}identifier", "").removeprefix(ITEM): (
                each.get("status"),
                [spec.text for spec in each.iterfind("{*}setSpec")],
            )
            for each in found
        }

    after = {"from": published.replace("16:", "17:")}
    assert headers(**after) == {"amber": (None, ["portal"])}
    assert headers(**after, set="portal") == {"amber": (None, ["portal"])}
    assert headers(**after, set="archive") == {}
    assert headers(set="archive") == {"birch": (None, ["archive"])}
    history.publish({"birch": "1"}, {"archive": ["birch"], "portal": []})
    assert headers(**after, set="portal") == {"amber": ("deleted", ["portal"])}


def test_a_deleted_record_can_be_asked_for(client: FlaskClient) -> None:
    answer = asked(client, f"verb=GetRecord&metadataPrefix=oai_dc&identifier={ITEM}cedar")
    header = answer.find("{*}GetRecord/{*}record/{*}header")
    assert header is not None
    assert header.get("status") == "deleted"
    assert answer.find(".//{*}metadata") is None


def test_a_form_asks_as_an_address_does(client: FlaskClient) -> None:
    query = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": f"{ITEM}amber"}
    response = client.post("/oai", data=query)
    assert checked(response.data).findtext(".//{*}header/{*}identifier") == f"{ITEM}amber"
    assert client.post("/oai?verb=Identify", data={"verb": "ListSets"}).data.count(b"<set>") == 2


def test_an_answer_that_is_the_same_is_not_sent_again(client: FlaskClient) -> None:
    response = client.get("/oai?verb=ListSets")
    assert response.headers["ETag"].startswith("W/")
    assert client.get("/oai?verb=ListSets", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304
    assert client.get("/oai?verb=Identify", headers={"If-None-Match": response.headers["ETag"]}).status_code == 200
    since = {"If-Modified-Since": response.headers["Last-Modified"]}
    assert client.get("/oai?verb=ListSets", headers=since).status_code == 304
    assert client.get("/oai?verb=ListSets", headers={**since, "If-None-Match": 'W/"other"'}).status_code == 200
    assert client.post("/oai", data={"verb": "ListSets"}, headers=since).status_code == 200
    assert client.head("/oai?verb=ListSets").headers["Content-Length"] == str(len(response.data))
    assert client.get("/oai?verb=x").headers["Cache-Control"] == "no-store"


def test_while_a_publish_is_under_way_the_answer_is_dated_before_it(told: History, client: FlaskClient) -> None:
    staging = told.chosen.data / "snapshots" / ".6"
    told._pass(told.step)
    now = asked(client, "verb=Identify").findtext("{*}responseDate", "")
    staging.mkdir()
    before = asked(client, "verb=Identify").findtext("{*}responseDate", "")
    staging.rmdir()
    assert before == told.current().manifest["published"] < now


@pytest.mark.parametrize("prefix", [*FORMATS])
def test_every_study_of_the_sample_is_there_in_every_format(sample: Settings, prefix: str) -> None:
    """And what was written is read back by our own sources: the title, the identifiers, who made it, when."""
    current = Snapshots(sample.data).current()
    repository = Repository(current, lambda _: current, replace(sample, page_size=1000))
    content, fine = repository.answer([("verb", "ListRecords"), ("metadataPrefix", prefix)])
    assert fine
    answer = etree.fromstring(content.encode())
    records = answer.findall("{*}ListRecords/{*}record")
    assert len(records) == len(datasets.slugs(current))
    for record in records:
        payload_schema.check(record.find("{*}metadata/*"), prefix)
        slug = record.findtext("{*}header/{*}identifier", "").rpartition(":")[2]
        (inside,) = record.iterfind("{*}metadata/*")
        said = datasets.triples(current, slug)
        titles = {
            t.object.value
            for t in said
            if t.subject.value.endswith(f"study/{slug}") and t.predicate.value.endswith("terms/title")
        }  # type: ignore[union-attr]
        kind, _ = payload_of(inside)
        assert kind
        document = Document(etree.tostring(inside), f"{slug}.xml", "2026-03-01T09:00:00Z")
        (study,) = (each for each in read(document, kind).records if isinstance(each, Study))
        assert study.title
        assert study.title.value in titles
        assert study.description
        assert study.publishers


@pytest.mark.parametrize(
    ("prefix", "payload"),
    [
        ("oai_dc", '<d:dc xmlns:d="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns="urn:x"><title>A</title></d:dc>'),
        ("oai_ddi25", '<stdyInfo xmlns="ddi:codebook:2_5"><abstract>A</abstract><subject/></stdyInfo>'),
        ("oai_ddi25", '<distDate xmlns="ddi:codebook:2_5" date="May 2020">May 2020</distDate>'),
        ("oai_datacite", '<titles xmlns="http://datacite.org/schema/kernel-4"/>'),
        ("oai_datacite", '<date xmlns="http://datacite.org/schema/kernel-4" dateType="Printed">2020</date>'),
    ],
)
def test_the_schemas_refuse_what_is_wrong(prefix: str, payload: str) -> None:
    with pytest.raises(AssertionError):
        payload_schema.check(etree.fromstring(payload), prefix)


def test_dcat_ap_is_what_the_catalogue_says(told: History, client: FlaskClient) -> None:
    answer = asked(client, f"verb=GetRecord&metadataPrefix=dcat_ap&identifier={ITEM}amber")
    (inside,) = answer.iterfind(".//{*}metadata/*")
    triples = {quad.triple for quad in parse(etree.tostring(inside), format=RdfFormat.RDF_XML)}
    content = datasets.content(told.current(), "amber")
    assert content
    assert triples == {quad.triple for quad in parse(content, format=RdfFormat.N_TRIPLES)}


def test_a_client_library_walks_it_with_deletions(told: History) -> None:
    with served(told.chosen.data, CATALOGRAPH_PAGE_SIZE="2") as root, Scythe(f"{root}/oai") as scythe:
        assert scythe.identify().protocolVersion == "2.0"  # type: ignore[attr-defined]
        assert [each.setSpec for each in scythe.list_sets()] == ["archive", "portal"]  # type: ignore[union-attr]
        records = list(scythe.list_records(metadata_prefix="oai_dc"))
        kept = list(scythe.list_records(metadata_prefix="oai_dc", ignore_deleted=True))
    assert [(each.header.identifier, each.header.deleted) for each in records] == [  # type: ignore[union-attr]
        (f"{ITEM}amber", False),
        (f"{ITEM}birch", False),
        (f"{ITEM}cedar", True),
    ]
    assert len(kept) == 2
