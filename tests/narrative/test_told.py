"""What a record's descriptions tell of its study: parts in each language, places and periods where fields have none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.records import Study, Value
from graph.sources import read
from graph.sources.base import Document

ENGLISH = "A study of peat. Interviews were conducted in Selby and York between March 2019 and June 2021."
GERMAN = "Das Projekt hat zwei Arbeitspakete. Arbeitspaket 1: Moorkarten\nArbeitspaket 2: Befragung der Höfe\n"


def ddi(abstracts: dict[str, str], fields: str = "") -> Study:
    told = "".join(f'<abstract xml:lang="{language}">{words}</abstract>' for language, words in abstracts.items())
    return study(
        '<codeBook xmlns="ddi:codebook:2_5" xml:lang="en"><stdyDscr><citation><titlStmt><titl>Peat</titl></titlStmt>'
        f"</citation><stdyInfo>{told}<sumDscr>{fields}</sumDscr></stdyInfo></stdyDscr></codeBook>",
        "ddi",
    )


def dublin_core(abstracts: dict[str, str], fields: str = "") -> Study:
    told = "".join(
        f'<dc:description xml:lang="{language}">{words}</dc:description>' for language, words in abstracts.items()
    )
    return study(
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:title xml:lang="en">Peat</dc:title>{told}{fields}</oai_dc:dc>',
        "dublin-core",
    )


def study(content: str, kind: str) -> Study:
    reading = read(Document(content.encode(), "record.xml", "2026-01-01T00:00:00Z"), kind)
    (found,) = reading.records
    assert isinstance(found, Study)
    for said in parts(found):
        evidence = said.evidence[0]
        assert reading.text[evidence.start : evidence.end] == said.value
    return found


def parts(found: Study) -> list[Value[str]]:
    held = found.project.value.work_packages if found.project else ()
    return [said.value.name for said in held if said.value.name]


Reader = Callable[[dict[str, str]], Study]
READERS = pytest.mark.parametrize("of", [ddi, dublin_core])


@READERS
@pytest.mark.parametrize("order", [("en", "de"), ("de", "en")])
def test_each_language_is_searched_for_the_parts_of_the_project(of: Reader, order: tuple[str, str]) -> None:
    found = of({language: {"en": ENGLISH, "de": GERMAN}[language] for language in order})
    assert [said.value for said in parts(found)] == ["Moorkarten", "Befragung der Höfe"]


@READERS
def test_the_parts_of_one_language_are_enough(of: Reader) -> None:
    found = of({"en": "The project has one aim.\nWP1: Bog maps\nWP2: Farms\n", "de": GERMAN})
    assert [said.value for said in parts(found)] == ["Bog maps", "Farms"]


@READERS
def test_a_language_without_words_for_parts_is_left_alone(of: Reader) -> None:
    assert parts(of({"la": "WP1: Tabulae\nWP2: Rustici\n"})) == []


@READERS
def test_other_languages_tell_of_no_people(of: Reader) -> None:
    found = of({"de": f"{GERMAN}Das Projekt, led by Dr Ann Bell, funded by the Harrow Trust."})
    assert found.project
    assert not found.project.value.associations
    assert not found.project.value.funders


@READERS
def test_places_and_periods_of_the_prose_are_the_study_s_where_its_record_has_none(of: Reader) -> None:
    found = of({"en": ENGLISH})
    assert [said.value for said in found.places] == ["Selby", "York"]
    assert found.period
    assert (found.period.value.start, found.period.value.end) == ("2019-03", "2021-06")
    assert found.period.evidence[0].rule == "narrative.coverage"


def test_a_record_s_own_places_and_periods_stand() -> None:
    fields = '<timePrd event="single" date="1971">1971</timePrd><geogCover>Wales</geogCover>'
    found = ddi({"en": ENGLISH}, fields)
    assert [said.value for said in found.places] == ["Wales"]
    assert found.period
    assert found.period.value.start == "1971"
