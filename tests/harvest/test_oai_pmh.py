"""A repository of a real server, harvested night after night."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.harvest.conftest import Harvester
from tests.harvest.site import Answer, Site
from tests.harvest.test_harvest import titles

SIZE = 3
RECORD = """<record><header{status}><identifier>oai:archive.example.org:{number}</identifier>
<datestamp>{day}</datestamp></header>{metadata}</record>"""
METADATA = """<metadata><oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>
 <dc:description>A study of matter number {number}, in words enough to be valid.</dc:description>
 <dc:creator>Normal, Otto</dc:creator><dc:type>Dataset</dc:type>
 <dc:identifier>https://doi.org/10.1234/oai-{number}</dc:identifier></oai_dc:dc></metadata>"""


class Repository:
    """Records by number: their title (``None``: deleted) and the day of their last change."""

    def __init__(self, site: Site, count: int) -> None:
        self.records: dict[int, tuple[str | None, str]] = {n: (f"Study {n}", "2020-01-01") for n in range(count)}
        self.site = site
        self.prefix_beside_token: bool | None = None
        self.breaks = False
        self.turn = 0
        site.fallback = self.answer

    @property
    def url(self) -> str:
        return f"{self.site.url}/oai?verb=ListRecords&metadataPrefix=oai_dc"

    def answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        if not path.startswith("/oai"):
            return Answer(b"", 404)
        asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        token = asked.get("resumptionToken")
        if token and self.prefix_beside_token is not None and ("metadataPrefix" in asked) != self.prefix_beside_token:
            return self.said('<error code="badArgument">not like this</error>')
        start, since = 0, asked.get("from", "")
        if token:
            _, place, since = token.split("|")
            start = int(place)
        else:
            self.turn += 1
        listed = [n for n, (_, day) in sorted(self.records.items()) if day >= since]
        if not listed:
            return self.said('<error code="noRecordsMatch"/>')
        if self.breaks and start:
            return self.said('<error code="badResumptionToken">expired</error>')
        body = "".join(self.record(number) for number in listed[start : start + SIZE])
        more = start + SIZE < len(listed)
        body += f"<resumptionToken>{f' {self.turn}|{start + SIZE}|{since} ' if more else ''}</resumptionToken>"
        return self.said(f"<ListRecords>{body}</ListRecords>")

    def record(self, number: int) -> str:
        title, day = self.records[number]
        metadata = METADATA.format(title=title, number=number) if title else ""
        status = "" if title else ' status="deleted"'
        return RECORD.format(number=number, day=day, status=status, metadata=metadata)

    def said(self, body: str) -> Answer:
        head = '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        date = (
            f"<responseDate>2026-01-01T00:00:{len(self.site.asked) % 60:02}Z</responseDate>"  # each answer is another
        )
        request = f'<request verb="ListRecords">{self.site.url}/oai</request>'
        return Answer(f"{head}{date}{request}{body}</OAI-PMH>".encode(), headers={"Content-Type": "text/xml"})


@pytest.fixture
def repository(harvester: Harvester, site: Site) -> Repository:
    made = Repository(site, 8)
    harvester.write(archive={"url": made.url, "kind": "oai-pmh"})
    return made


def expected(*numbers: int) -> set[str]:
    return {f"Study {number}" for number in numbers}


@pytest.mark.parametrize("beside", [None, True, False])
def test_a_repository_is_harvested_whole(harvester: Harvester, repository: Repository, beside: bool | None) -> None:
    repository.prefix_beside_token = beside
    told = harvester.told()
    assert told["exit"] == 0
    assert told["sources"][0]["complete"] is True
    assert titles(harvester) == expected(*range(8))


@pytest.mark.parametrize("at_once", [False, True])
def test_only_changes_are_asked_for_and_deletions_arrive(
    harvester: Harvester, repository: Repository, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    """Also where both harvests are done within a second, which is as fine as times are kept."""
    if at_once:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    harvester.told()
    repository.records[1] = (None, "2999-01-01")
    repository.records[2] = ("Study 2 again", "2999-01-01")
    told = harvester.told()
    assert told["sources"][0]["since"]
    assert "from=" in repository.site.paths()[-1]
    assert titles(harvester) == expected(0, *range(3, 8)) | {"Study 2 again"}
    harvester.told()
    assert titles(harvester) == expected(0, *range(3, 8)) | {"Study 2 again"}


def test_nothing_new_is_no_error(harvester: Harvester, repository: Repository) -> None:
    harvester.told()
    told = harvester.told()
    assert told["exit"] == 0
    assert told["sources"][0]["complete"] is True
    assert titles(harvester) == expected(*range(8))


@pytest.mark.parametrize("arguments", [(), ("--full",)])
def test_a_night_without_changes_publishes_nothing(
    harvester: Harvester, repository: Repository, arguments: tuple[str, ...]
) -> None:
    """What is listed again, on another page and in an answer of another time, is what it was."""
    repository.records = {number: (title, "2999-01-01") for number, (title, _) in repository.records.items()}
    first = harvester.told()
    told = harvester.told(*arguments)
    assert told["sources"][0]["counts"]["changed"] + told["sources"][0]["counts"]["new"] > 0
    assert (told["changed"], told["snapshot"]) == (False, first["snapshot"])
    before = len(repository.site.asked)
    assert "Nothing has changed since snapshot 1." in harvester.run(command="build").stdout
    assert len(repository.site.asked) == before
    repository.records[3] = ("Study 3 again", "2999-01-02")
    assert harvester.told(*arguments)["changed"] is True


def test_a_full_harvest_finds_what_vanished_without_a_word(harvester: Harvester, repository: Repository) -> None:
    harvester.told()
    del repository.records[7]
    harvester.told()
    assert titles(harvester) == expected(*range(8))
    harvester.told("--full")
    assert titles(harvester) == expected(*range(7))


def test_an_error_inside_a_200_deletes_nothing(harvester: Harvester, repository: Repository) -> None:
    harvester.told()
    repository.breaks = True
    del repository.records[0]
    told = harvester.told("--full")
    assert told["exit"] == 1
    assert "badResumptionToken" in told["sources"][0]["broken"][0]
    assert titles(harvester) == expected(*range(8))
    repository.breaks = False
    assert harvester.told("--full")["exit"] == 0
    assert titles(harvester) == expected(*range(1, 8))


@pytest.mark.parametrize("clock", ["", "1800000000"])
def test_a_record_that_comes_back_is_published_again(
    clock: str, harvester: Harvester, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it is deleted and comes back within the second to which times are told."""
    if clock:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", clock)
    harvester.told()
    repository.records[1] = (None, "2999-01-01")
    harvester.told()
    assert titles(harvester) == expected(0, *range(2, 8))
    repository.records[1] = ("Study 1", "2999-01-02")
    harvester.told()
    assert titles(harvester) == expected(*range(8))


def test_another_address_is_another_listing(harvester: Harvester, site: Site) -> None:
    """What was asked of one address says nothing of another one: neither its changes nor a run that was interrupted."""
    repository = Repository(site, 4)
    plan = {"kind": "oai-pmh", "max_deletions": 1}
    harvester.write(oai={**plan, "url": repository.url})
    assert harvester.told("--no-publish")["sources"][0]["since"] is None
    assert harvester.told("--no-publish")["sources"][0]["since"]
    harvester.write(oai={**plan, "url": f"{repository.url}&set=all"})
    assert harvester.told("--no-publish")["sources"][0]["since"] is None
    log = harvester.data / "harvest" / "oai.jsonl"
    log.write_bytes(log.read_bytes().splitlines(keepends=True)[0])
    harvester.write(oai={**plan, "url": repository.url})
    told = harvester.told("--no-publish")["sources"][0]
    assert told["resumed"] is False
    assert told["since"] is None
    harvester.told()
    assert titles(harvester) == {f"Study {number}" for number in range(4)}
