from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from graph.store import search
from graph.store.search import CHANGES, WHOLE, Entry, find, iris

WORDS = ("care", "rent", "school", "rural", "Überleben", "panel", "diary")


def entry(number: int, label: str = "", description: str = "") -> Entry:
    label = label or f"{WORDS[number % 7]} {WORDS[number % 5]} {number:03}"
    text = description or " ".join(WORDS[(number * step) % 7] for step in (1, 2, 3))
    kind = "study" if number % 3 else "person"
    return Entry(f"http://e.org/id/{kind}/{number:03}", kind, label, label, text, f"10.5072/{number}")


def written(folder: Path, entries: Iterable[Entry]) -> Path:
    folder.mkdir()
    search.write(folder, entries)
    return folder


@pytest.fixture
def changed(tmp_path: Path) -> tuple[Path, Path]:
    """An index that came by two changes, and one that was made at once of the same entities."""
    held = {e.iri: e for e in map(entry, range(200))}
    last = written(tmp_path / "0", held.values())
    new = [entry(7, "A study of otters"), entry(300, "Otters and rent"), entry(15, "care care care")]
    newer = [entry(7, "A survey of otters"), entry(12, description="nothing but rent rent rent")]
    for number, (gone, come) in enumerate((({entry(4).iri}, new), ({entry(9).iri, entry(300).iri}, newer)), 1):
        folder = tmp_path / str(number)
        folder.mkdir()
        search.replace(last, folder, {*gone, *(e.iri for e in come)}, come)
        last = folder
        held = {iri: e for iri, e in held.items() if iri not in gone} | {e.iri: e for e in come}
    return last, written(tmp_path / "anew", [held[iri] for iri in sorted(held)])


@pytest.mark.parametrize("text", ["", "care", "rent", "otters", "ottĕrs surv", "rent school", "uberleben pan", "zzz"])
@pytest.mark.parametrize("type_", [None, "study"])
def test_an_index_that_came_by_changes_finds_what_one_made_anew_finds(
    changed: tuple[Path, Path], text: str, type_: str | None
) -> None:
    came, anew = (find(folder, text, type_, -1, 0) for folder in changed)
    assert came.total == anew.total == len(came.hits)
    assert set(came.hits) == set(anew.hits)
    if text in ("", "otters", "ottĕrs surv"):
        assert came == anew
    pages = [find(changed[0], text, type_, 7, offset).hits for offset in range(0, came.total + 7, 7)]
    assert tuple(hit for page in pages for hit in page) == came.hits


def test_what_changed_ranks_among_all_as_it_did(changed: tuple[Path, Path]) -> None:
    for text, first in (("care", entry(15).iri), ("rent nothing", entry(12).iri)):
        assert [find(folder, text, None, 1, 0).hits[0].iri for folder in changed] == [first, first]
    came, anew = ([hit.iri for hit in find(folder, "rent", None, -1, 0).hits] for folder in changed)
    assert abs(came.index(entry(12).iri) - anew.index(entry(12).iri)) < 5


def test_the_entities_of_a_type_come_in_their_order(changed: tuple[Path, Path]) -> None:
    for arguments in ((), ("study",), ("person", 10, 20), (None, 5)):
        assert iris(changed[0], *arguments) == iris(changed[1], *arguments)


def test_the_whole_index_is_one_file_until_much_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_CHANGES", 3)
    last = written(tmp_path / "0", map(entry, range(50)))
    first = (last / WHOLE).read_bytes()
    for number in range(1, 5):
        folder = tmp_path / str(number)
        folder.mkdir()
        come = entry(number, f"otter {number}")
        search.replace(last, folder, [come.iri], [come])
        assert find(folder, "otter", None, 9, 0).total == number
        assert (folder / CHANGES).exists() == (folder / WHOLE).samefile(last / WHOLE) == (number < 4)
        last = folder
    assert (tmp_path / "3" / WHOLE).read_bytes() == first
    assert sorted(path.name for path in last.iterdir()) == [WHOLE]
    assert find(last, "", None, -1, 0).total == 50
