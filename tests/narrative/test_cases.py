"""The cases in ``cases/`` and the texts that people marked: what is found, in the benchmark's own measure."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.extraction.reading import Text, load
from benchmarks.extraction.scoring import overlap, score
from graph.narrative.extract import extract
from tests.conftest import REPOSITORY, shared
from tests.narrative.test_properties import shifted

CASES = Path(__file__).parent / "cases"
FILES = ("parts", "registers", "pages")
PARTS = [text for name in FILES for text in load(CASES / f"{name}.json")]


@pytest.mark.parametrize("text", PARTS, ids=[text.id for text in PARTS])
def test_each_case_exactly(text: Text) -> None:
    found = {finding.key: finding.words for finding in text.found}
    assert found.keys() - text.neutral == {label.key for label in text.labels}
    for label in text.labels:
        assert label.words is None or found[label.key] == label.words


def test_unrelated_text_around_changes_no_case() -> None:
    other = "Rain fell on the hill."
    for name in (*FILES, "people"):
        for case in json.loads((CASES / f"{name}.json").read_text("utf-8")):
            text = case["text"].rstrip() + "\n"
            if case["id"] == "phase-heading":  # it ends with a heading, which what follows may describe
                continue
            alone = extract(text, whole=True)
            assert extract(f"{other}\n\n{text}\n{other}", whole=True) == shifted(alone, len(other) + 2), case["id"]


PEOPLE = list(load(CASES / "people.json"))


@pytest.mark.parametrize("text", PEOPLE, ids=[text.id for text in PEOPLE])
def test_people_organisations_and_grants_of_each_case_exactly(text: Text) -> None:
    assert {finding.key for finding in text.found} == {label.key for label in text.labels}


def test_half_of_the_cases_of_people_hold_nobody() -> None:
    assert sum(text.negative for text in PEOPLE) >= len(PEOPLE) / 2
    assert len({text.id for text in PEOPLE}) == len(PEOPLE)
    assert all(not text.labels for text in PEOPLE if text.negative)


def test_half_of_the_cases_hold_no_part() -> None:
    assert len(PARTS) >= 60
    assert sum(text.negative for text in PARTS) >= len(PARTS) / 2
    assert len({text.id for text in PARTS}) == len(PARTS)


def test_texts_that_people_marked() -> None:
    figures = score(load(shared("gold/work-packages.json")))["overall"]
    assert figures["precision"] >= 0.98
    assert figures["recall"] >= 0.92
    assert figures["span_f1"] >= 0.80
    assert figures["false_in_negatives"] == 0


def test_people_organisations_and_grants_of_samples_and_real_documents(seeds: Path) -> None:
    result = score(load(CASES / "agents.json", seeds))
    assert result["overall"]["precision"] >= 0.97
    assert result["overall"]["recall"] >= 0.92
    assert result["overall"]["false_in_negatives"] == 0
    assert {"person", "organization", "affiliation", "lead", "member", "partner", "funder", "grant"} <= result[
        "by_kind"
    ].keys()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks.extraction", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=False)


def gold(folder: Path, *texts: dict[str, Any]) -> Path:
    path = folder / "gold.json"
    path.write_text(json.dumps(texts), "utf-8")
    return path


def label(number: int, words: str | None, ambiguous: bool = False) -> dict[str, Any]:
    return {"kind": "work_package", "number": number, "title_or_description_span": words, "ambiguous": ambiguous}


def test_the_command_counts_prints_and_predicts(tmp_path: Path) -> None:
    text = "WP1: Hedges\nWP2: Walls of stone\nWP3: Gates\nWP4: Stiles\n"
    labels = [label(1, "Hedges"), label(2, "Walls"), label(3, None, ambiguous=True), label(9, "Barns")]
    path = gold(
        tmp_path,
        {"id": "one", "text": text, "labels": labels},
        {"id": "two", "text": text, "labels": [], "doc_ambiguous": True},
        {"id": "three", "text": "WP1: Hens", "labels": [], "negative": True},
        {"id": "four", "text": "WP5: Ducks", "labels": [], "reference_mentions": ["WP 5"]},
    )
    done = run(str(path), "--json", "--predictions", str(tmp_path / "found.json"))
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    overall = result["overall"]
    assert overall["precision"] == 2 / 4  # WP4 and the hens' WP1 are false; WP3 and WP5 do not count
    assert overall["recall"] == 2 / 3
    assert overall["span_f1"] == pytest.approx((1 + overlap("Walls of stone", "Walls") + 0) / 3)
    assert overall["false_in_negatives"] == 1
    assert result["by_kind"]["work_package"] == overall
    assert {(miss["id"], miss["miss"], miss["number"]) for miss in result["misses"]} == {
        ("one", "missed", "9"), ("one", "words", "2"), ("one", "false", "4"), ("three", "false", "1")
    }  # fmt: skip
    first = json.loads((tmp_path / "found.json").read_text("utf-8"))[0]
    assert first["id"] == "one"
    assert first["found"][1] == {
        "kind": "work_package", "number": 2, "title_or_description_span": "Walls of stone", "start": 17, "end": 31
    }  # fmt: skip
    assert "missed: one, work_package 9" in run(str(path)).stdout


def test_a_document_needs_its_folder(tmp_path: Path) -> None:
    done = run(str(gold(tmp_path, {"id": "page", "document": "001", "labels": []})))
    assert done.returncode != 0
    assert "--documents" in done.stderr
