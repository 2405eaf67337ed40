from __future__ import annotations

import tracemalloc
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.records import Study
from graph.sources import follow, parts, read, recognise, since
from graph.sources.base import Document, DocumentError, Link, Part
from tests.conftest import REPOSITORY, shared

BASE = "https://archive.example.org/oai"
FIXTURE = REPOSITORY / "tests" / "sources" / "oai-pmh" / "input.xml"
DDI = (
    '<codeBook xmlns="ddi:codebook:2_5"><stdyDscr><citation><titlStmt><titl>{0}</titl></titlStmt></citation>'
    "</stdyDscr></codeBook>"
)
DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>Study {0}</dc:title><dc:identifier>{1}</dc:identifier></oai_dc:dc>"
)
DATACITE = (
    '<resource xmlns="http://datacite.org/schema/kernel-4"><identifier identifierType="DOI">10.5072/X</identifier>'
    "<creators><creator><creatorName>Carberry, Josiah</creatorName></creator></creators><titles><title>Ferries</title>"
    "</titles><publisher>Example Archive</publisher><publicationYear>2020</publicationYear>"
    '<resourceType resourceTypeGeneral="Dataset">Dataset</resourceType></resource>'
)
DCAT = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" '
    'xmlns:dct="http://purl.org/dc/terms/"><dcat:Dataset rdf:about="https://archive.example.org/d/1">'
    '<dct:title>Ferries</dct:title><dcat:landingPage rdf:resource="https://archive.example.org/p/1"/></dcat:Dataset></rdf:RDF>'
)


def record(identifier: str, payload: str | None = None, status: str = "") -> str:
    header = f"<identifier>{identifier}</identifier><datestamp>2026-01-01</datestamp><setSpec>a </setSpec>"
    metadata = f"<metadata>{payload}</metadata>" if payload is not None else ""
    return f"<record><header{status}>{header}</header>{metadata}</record>"


def answer(
    inside: str, verb: str = "ListRecords", request: str = 'verb="ListRecords" metadataPrefix="oai_ddi25"'
) -> str:
    content = f"<{verb}>{inside}</{verb}>" if verb else inside
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f"<responseDate>2026-01-01T00:00:00Z</responseDate><request {request}>{BASE}</request>{content}</OAI-PMH>"
    )


def document(content: str | bytes, url: str | None = f"{BASE}?verb=ListRecords&metadataPrefix=oai_ddi25") -> Document:
    return Document(
        content if isinstance(content, bytes) else content.encode(), "page.xml", "2026-01-01T00:00:00Z", url
    )


def cut(content: str | bytes, url: str | None = None) -> list[Part]:
    given_ = document(content, url)
    assert recognise(given_).kind == "oai-pmh"
    return list(parts(given_, "oai-pmh"))


def followed(content: str | bytes, url: str | None = f"{BASE}?verb=ListRecords&metadataPrefix=oai_ddi25") -> list[Link]:
    return list(follow(document(content, url), "oai-pmh"))


def arguments(url: str | None) -> dict[str, list[str]]:
    assert url
    assert url.startswith(f"{BASE}?")
    return parse_qs(urlsplit(url).query)


def test_records_are_cut_out_with_their_keys_and_stand_alone() -> None:
    found = cut(answer(record("oai:e.org:1 ", DDI.format("One")) + record("\n oai:e.org:2\n", DDI.format("Two"))))
    assert [(p.kind, p.key, p.error, p.deleted) for p in found] == [
        ("ddi", "oai:e.org:1", None, False),
        ("ddi", "oai:e.org:2", None, False),
    ]
    (one,) = read(Document(found[0].content, "x", "2026-01-01T00:00:00Z"), "ddi").records
    assert isinstance(one, Study)
    assert one.title
    assert one.title.value == "One"


def test_namespaces_declared_above_go_with_the_payload() -> None:
    found = list(parts(Document(FIXTURE.read_bytes(), "x", "2026-01-01T00:00:00Z"), "oai-pmh"))
    assert [p.url for p in found] == ["https://archive.example.org/studies/4712"]
    above = answer(record("oai:e.org:1", "<d:codeBook><d:stdyDscr/></d:codeBook>")).replace(
        "<OAI-PMH ", '<OAI-PMH xmlns:d="ddi:codebook:2_5" '
    )
    assert b'xmlns:d="ddi:codebook:2_5"' in cut(above)[0].content


@pytest.mark.parametrize("status", [' status="deleted"', ' status=" Deleted "'])
def test_deleted_records_are_told(status: str) -> None:
    (found,) = cut(answer(record("oai:e.org:1", None, status)))
    assert (found.deleted, found.key, found.error) == (True, "oai:e.org:1", None)


def test_identifiers_of_two_repositories_never_meet() -> None:
    here = cut(answer(record("2305", DDI.format("X"))))[0].key
    there = cut(answer(record("2305", DDI.format("X"))), "https://other.example.net/oai?verb=ListRecords")[0].key
    assert (here, there) == ("archive.example.org:2305", "other.example.net:2305")
    assert cut(answer(record("2305", None, ' status="deleted"')))[0].key == here
    assert (
        cut(answer(record("oai:e.org:a b/<c>".replace("<", "&lt;"), DC.format(1, ""))))[0].key
        == "oai:e.org:a%20b%2F%3Cc%3E"
    )


@pytest.mark.parametrize(
    ("payload", "kind", "page"),
    [
        (DDI.format("X"), "ddi", None),
        (DC.format(1, "https://archive.example.org/p/1"), "dublin-core", "https://archive.example.org/p/1"),
        (DATACITE, "datacite", "https://doi.org/10.5072/X"),
        (
            f'<oai_datacite xmlns="http://schema.datacite.org/oai/oai-1.0/"><schemaVersion>4</schemaVersion><payload>'
            f"{DATACITE}</payload></oai_datacite>",
            "datacite",
            "https://doi.org/10.5072/X",
        ),
        (DCAT, "dcat", "https://archive.example.org/p/1"),
    ],
)
def test_each_payload_goes_to_the_kind_that_reads_it(payload: str, kind: str, page: str | None) -> None:
    (found,) = cut(answer(record("oai:e.org:1", payload)))
    assert (found.kind, found.error) == (kind, None)
    if page:
        assert found.url == page
    else:
        assert arguments(found.url) == {
            "verb": ["GetRecord"],
            "metadataPrefix": ["oai_ddi25"],
            "identifier": ["oai:e.org:1"],
        }
    assert recognise(Document(found.content, "x", "2026-01-01T00:00:00Z")).kind == kind
    assert read(Document(found.content, "x", "2026-01-01T00:00:00Z", found.url), kind).records


def test_what_nothing_reads_is_listed() -> None:
    marc = '<record xmlns="http://www.loc.gov/MARC21/slim"><leader>x</leader><header>y</header></record>'
    found = cut(answer(record("oai:e.org:1", marc) + record("oai:e.org:2") + record("oai:e.org:3", DDI.format("X"))))
    assert [bool(p.error) for p in found] == [True, True, False]
    assert "MARC21" in (found[0].error or "")
    assert "no metadata" in (found[1].error or "")


# Where the list goes on --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "token",
    [
        "<resumptionToken>a/b c</resumptionToken>",
        '<resumptionToken completeListSize="9" cursor="0">\n a/b c </resumptionToken>',
    ],
)
def test_the_next_page_by_the_token_alone_and_with_the_prefix(token: str) -> None:
    (link,) = followed(answer(record("oai:e.org:1", DDI.format("X")) + token))
    assert link.listing
    assert arguments(link.url) == {"verb": ["ListRecords"], "resumptionToken": ["a/b c"]}
    assert arguments(link.otherwise) == {
        "verb": ["ListRecords"],
        "metadataPrefix": ["oai_ddi25"],
        "resumptionToken": ["a/b c"],
    }


def test_a_server_that_wanted_the_prefix_is_asked_with_it_again() -> None:
    url = f"{BASE}?verb=ListRecords&metadataPrefix=oai_ddi25&resumptionToken=1"
    (link,) = followed(answer(record("oai:e.org:1") + "<resumptionToken>2</resumptionToken>"), url)
    assert "metadataPrefix" in arguments(link.url)
    assert "metadataPrefix" not in arguments(link.otherwise)


def test_without_the_address_the_request_says_where() -> None:
    page = answer(record("oai:e.org:1") + "<resumptionToken>2</resumptionToken>")
    page = page.replace(">https", ">\n https").replace("oai_ddi25", "oai_ddi25 ")
    (link,) = followed(page, None)
    assert arguments(link.otherwise)["metadataPrefix"] == ["oai_ddi25"]


@pytest.mark.parametrize("end", ["", "<resumptionToken/>", "<resumptionToken> \n</resumptionToken>"])
def test_a_list_ends(end: str) -> None:
    assert followed(answer(record("oai:e.org:1", DDI.format("X")) + end)) == []


def test_a_key_of_the_servers_own_stays_in_the_address() -> None:
    page = answer(record("oai:e.org:1") + "<resumptionToken>2</resumptionToken>")
    (link,) = followed(page, f"{BASE}?tenant=x&verb=ListRecords&metadataPrefix=oai_ddi25&set=s&from=2026-01-01")
    assert arguments(link.url) == {"tenant": ["x"], "verb": ["ListRecords"], "resumptionToken": ["2"]}


def test_a_token_that_repeats_itself_ends_in_an_error() -> None:
    with pytest.raises(DocumentError, match="same token"):
        followed(answer(record("oai:e.org:1") + "<resumptionToken>7</resumptionToken>"), f"{BASE}?resumptionToken=7")


def test_a_list_of_identifiers_leads_to_its_records() -> None:
    headers = "".join(
        f"<header{status}><identifier>oai:e.org:{n}</identifier><datestamp>2026-01-0{n}</datestamp></header>"
        for n, status in ((1, ""), (2, ' status="deleted"'))
    )
    page = answer(headers + "<resumptionToken>2</resumptionToken>", "ListIdentifiers", 'verb="ListIdentifiers"')
    url = f"{BASE}?verb=ListIdentifiers&metadataPrefix=oai_ddi25"
    one, following = followed(page, url)
    assert arguments(one.url)["identifier"] == ["oai:e.org:1"]
    assert (one.listing, one.modified, one.kind) == (False, "2026-01-01", "oai-pmh")
    assert arguments(following.url)["verb"] == ["ListIdentifiers"]
    (deleted,) = cut(page, url)
    assert (deleted.key, deleted.deleted) == ("oai:e.org:2", True)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            f"{BASE}?verb=ListRecords&metadataPrefix=p&set=s",
            {"verb": ["ListRecords"], "metadataPrefix": ["p"], "set": ["s"]},
        ),
        (
            f"{BASE}?verb=ListRecords&metadataPrefix=p&from=2020-01-01&resumptionToken=3",
            {"verb": ["ListRecords"], "metadataPrefix": ["p"]},
        ),
        (BASE, {"verb": ["ListRecords"], "metadataPrefix": ["oai_dc"]}),
    ],
)
def test_since_a_moment_asks_from_its_day(url: str, expected: dict[str, list[str]]) -> None:
    for moment in ("2026-03-04T23:30:00Z", "2026-03-05T00:30:00+01:00", "2026-03-04"):
        asked = since("oai-pmh", url, moment)
        assert "from=2026-03-04" in (asked or "")
        found = arguments(asked)
        assert {name: value for name, value in found.items() if name != "from" or value != ["2026-03-04"]} == {
            name: value for name, value in expected.items() if name != "from"
        }


# Errors ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["noRecordsMatch", " noRecordsMatch\n"])
def test_no_records_match_is_an_empty_list(code: str) -> None:
    page = answer(f'<error code="{code}">none</error>', "")
    assert cut(page) == []
    assert followed(page) == []


@pytest.mark.parametrize("code", ["badResumptionToken", "badArgument", "cannotDisseminateFormat", "idDoesNotExist", ""])
def test_an_error_inside_a_200_is_an_error(code: str) -> None:
    page = answer(f'<error code="{code}">no &lt;b&gt;</error>', "")
    for ask in (cut, followed):
        with pytest.raises(DocumentError, match=f"error {code}"):
            ask(page)


@pytest.mark.parametrize(
    "content",
    [
        "<!DOCTYPE html><html><body>Service unavailable</body></html>",
        "<html><body><p>Down<br></body></html>",
        "Internal Server Error",
        "{}",
        "<feed/>",
        answer("<repositoryName>x</repositoryName>", "Identify"),
        answer("<set><setSpec>a</setSpec></set>", "ListSets"),
        answer("", ""),
    ],
)
def test_what_is_no_list_is_never_an_empty_one(content: str) -> None:
    with pytest.raises(DocumentError):
        followed(content)
    with pytest.raises(DocumentError):
        list(parts(document(content), "oai-pmh"))


def _until_broken(content: str | bytes) -> tuple[list[Part], str]:
    found = []
    try:
        for part in parts(document(content), "oai-pmh"):
            found.append(part)
    except DocumentError as error:
        return found, error.message
    return found, ""


def test_what_comes_before_a_break_is_not_lost() -> None:
    page = answer("".join(record(f"oai:e.org:{n}", DDI.format(n)) for n in range(1, 6)))
    halves = [page[: page.index("oai:e.org:4") + 60], page[: page.index("<identifier>oai:e.org:4") + 15]]
    for half in halves:
        found, problem = _until_broken(half)
        assert [p.key for p in found if not p.error] == ["oai:e.org:1", "oai:e.org:2", "oai:e.org:3"]
        assert problem
        with pytest.raises(DocumentError):
            followed(half)


def test_one_bad_record_takes_none_of_the_others_with_it() -> None:
    bad = record("oai:e.org:3", DDI.format("a \x01 b"))
    records = [record(f"oai:e.org:{n}", DDI.format(n)) if n != 3 else bad for n in range(1, 6)]
    page = answer("".join(records) + "<resumptionToken>next</resumptionToken>")
    found, problem = _until_broken(page)
    assert [(p.key, bool(p.error)) for p in found] == [(f"oai:e.org:{n}", n == 3) for n in range(1, 6)]
    assert problem == ""
    (link,) = followed(page)
    assert arguments(link.url)["resumptionToken"] == ["next"]


def test_a_bad_record_in_another_encoding_or_unclosed() -> None:
    good = [record(f"oai:e.org:{n}", DDI.format("Zürich")) for n in (1, 2)]
    latin = answer("".join(good)).replace("UTF-8", "ISO-8859-1").encode("latin-1")
    assert [p.error for p in cut(latin)] == [None, None]
    bad = latin.replace(b"oai:e.org:1</identifier>", b"oai:e.org:1</identifier>&nope;", 1)
    found, problem = _until_broken(bad)
    assert [(p.key, bool(p.error)) for p in found] == [("oai:e.org:1", True), ("oai:e.org:2", False)]
    assert problem == ""
    assert "Zürich".encode() in found[1].content
    unclosed = answer(record("oai:e.org:1", "<codeBook>").replace("</record>", "") + good[1])
    found, problem = _until_broken(unclosed)
    assert [(p.key, bool(p.error)) for p in found] == [("oai:e.org:1", True), ("oai:e.org:2", False)]
    assert problem


def test_entities_and_depth_end_in_an_error() -> None:
    bomb = "<!DOCTYPE OAI-PMH [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]>"
    deep = answer(record("oai:e.org:1", "<a>" * 100_000))
    for page in (answer(record("oai:e.org:1", DDI.format("&b;"))).replace("?>", "?>" + bomb, 1), deep, answer("\0")):
        found, problem = _until_broken(page)
        assert problem or found[0].error
        assert all(part.error for part in found)


def _pages(path: Path, count: int) -> Document:
    with path.open("w") as file:
        file.write(answer("<x/>").partition("<x/>")[0])
        for number in range(count):
            file.write(record(f"oai:e.org:{number}", DC.format(number, "x" * 2000)))
        file.write("</ListRecords></OAI-PMH>")
    return Document(path.read_bytes()[:4096], "big.xml", "2026-01-01T00:00:00Z", BASE, path=path)


def test_memory_does_not_grow_with_the_list(tmp_path: Path) -> None:
    peaks = []
    for count in (200, 4000):
        given_ = _pages(tmp_path / f"{count}.xml", count)
        tracemalloc.start()
        assert sum(1 for _ in parts(given_, "oai-pmh")) == count
        assert list(follow(given_, "oai-pmh")) == []
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 2 + 200_000


def test_the_real_answers() -> None:
    deleted = shared("inputs/ddi/cdc_ddi_record_1031_deleted.xml").read_bytes()
    (found,) = cut(deleted)
    assert (found.deleted, found.key) == (True, "oai.ukdataservice.ac.uk:1031")
    (empty,) = cut(shared("inputs/ddi/cmv_oaipmh-missing-metadata.xml").read_bytes())
    assert empty.error
    several = cut(shared("inputs/ddi/cdc_synthetic_list_records_response.xml").read_bytes())
    assert [(p.kind, bool(p.error)) for p in several] == [
        ("ddi", False),
        ("ddi", False),
        ("oai-pmh", True),
        ("oai-pmh", True),
    ]
    for part in several[:2]:
        assert read(Document(part.content, "x", "2026-01-01T00:00:00Z", part.url), part.kind).records


_PAGE = answer(
    record("oai:e.org:1", DDI.format("One"))
    + record("oai:e.org:2", None, ' status="deleted"')
    + record("oai:e.org:3", DC.format(3, "https://archive.example.org/3"))
    + "<resumptionToken>t</resumptionToken>"
).encode()


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(_PAGE) - 1), st.integers(0, 60), st.binary(max_size=12)), min_size=1, max_size=3
    )
)
def test_changed_bytes_give_parts_or_an_error(changes: list[tuple[int, int, bytes]]) -> None:
    content = _PAGE
    for place, length, new in changes:
        content = content[:place] + new + content[place + length :]
    for ask in (parts, follow):
        with suppress(DocumentError):
            for found in ask(document(content), "oai-pmh"):
                assert found.url is None or found.url.startswith("http")


# Payloads as repositories send them --------------------------------------------------------------

OPENAIRE = """<oaire:resource xmlns:oaire="http://namespace.openaire.eu/schema/oaire/"
 xmlns:datacite="http://datacite.org/schema/kernel-4" xmlns:dc="http://purl.org/dc/elements/1.1/">
<datacite:titles><datacite:title xml:lang="en">Boats</datacite:title></datacite:titles>
<datacite:creators><datacite:creator><datacite:creatorName nameType="Personal">Doe, Jane</datacite:creatorName>
</datacite:creator></datacite:creators><oaire:fundingReferences><oaire:fundingReference><oaire:funderName>Sample Council
</oaire:funderName><oaire:awardNumber>123456</oaire:awardNumber></oaire:fundingReference></oaire:fundingReferences>
<dc:language>eng</dc:language><dc:publisher>Sample Press</dc:publisher>
<datacite:dates><datacite:date dateType="Issued">2020
</datacite:date></datacite:dates><oaire:resourceType resourceTypeGeneral="dataset"
 uri="http://purl.org/coar/resource_type/c_ddb1">dataset</oaire:resourceType>
<dc:description xml:lang="en">About boats.</dc:description>
<datacite:identifier identifierType="DOI">10.5072/o.1</datacite:identifier>
<datacite:rights rightsURI="http://purl.org/coar/access_right/c_abf2">open access</datacite:rights>
<oaire:licenseCondition uri="https://creativecommons.org/licenses/by/4.0/">CC BY</oaire:licenseCondition>
<datacite:subjects><datacite:subject>boats</datacite:subject></datacite:subjects></oaire:resource>"""
REPOSITORY_DC = """<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Boats</dc:title><dc:creator>Jane Doe (12345)</dc:creator>
<dc:creator>Sample Institute (678)</dc:creator><dc:type>Dataset</dc:type><dc:rights>CC BY 4.0</dc:rights></oai_dc:dc>"""


def inside(payload: str) -> Study:
    content = (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-01-01T00:00:00Z</responseDate>'
        "<request>https://repo.example.org/oai</request><GetRecord><record><header><identifier>oai:repo.example.org:1"
        "</identifier><datestamp>2026-01-01</datestamp></header><metadata>"
        f"{payload}</metadata></record></GetRecord></OAI-PMH>"
    )
    (part,) = parts(Document(content.encode(), "x", "2026-01-01T00:00:00Z"), "oai-pmh")
    assert part.error is None, part.error
    (found,) = read(Document(part.content, "x#1", "2026-01-01T00:00:00Z", part.url), part.kind).records
    assert isinstance(found, Study)
    return found


def test_what_nothing_reads_beside_a_payload_is_audited() -> None:
    record = (
        '<record><header colour="red"><identifier>oai:x.example.org:{0}</identifier><datestamp>2020-01-01</datestamp>'
        "<setSpec>a</setSpec><shade/></header><metadata><oai_dc:dc "
        'xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>Weirs</dc:title><dc:weight>3</dc:weight></oai_dc:dc><second/></metadata>"
        "<about><provenance/></about><about><praise/></about><stamp/><stamp/></record>"
    )
    whole = (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate/><greeting/><request/><ListRecords><advert/>'
        + "".join(record.format(number) for number in range(3))
        + "<ending/></ListRecords><farewell/></OAI-PMH>"
    )
    listed = list(parts(Document(whole.encode(), "x", "2026-01-01T00:00:00Z"), "oai-pmh"))
    own = ("about.praise", "header.@colour", "header.shade", "metadata.second", "record.stamp", "record.stamp")
    assert [tuple(sorted(part.beside)) for part in listed[:2]] == [own, own]
    others = ("ListRecords.advert", "ListRecords.ending", "OAI-PMH.farewell", "OAI-PMH.greeting")
    assert tuple(sorted(listed[2].beside)) == tuple(sorted((*own, *others)))
    document = Document(listed[0].content, "x#1", "2026-01-01T00:00:00Z", beside=listed[0].beside)
    assert dict(read(document, "dublin-core").unknown) == dict.fromkeys(own, 1) | {"record.stamp": 2, "weight": 1}


def test_openaires_profile_of_datacite_is_read() -> None:
    found = inside(OPENAIRE)
    assert found.title
    assert found.description
    assert (found.title.value, found.description.value) == ("Boats", "About boats.")
    assert [said.value.name.value for said in found.creators] == ["Jane Doe"]
    assert [said.value.name.value for said in found.funders] == ["Sample Council"]
    assert found.access_status
    assert found.access_status.value == "open"
    assert found.license
    assert found.license.value == "https://creativecommons.org/licenses/by/4.0/"


def test_numbers_of_authors_are_no_part_of_their_names() -> None:
    found = inside(REPOSITORY_DC)
    assert [(type(said.value).__name__, said.value.name.value) for said in found.creators] == [
        ("Person", "Jane Doe"),
        ("Organization", "Sample Institute (678)"),
    ]
    assert found.license
    assert found.license.value == "https://creativecommons.org/licenses/by/4.0/"
