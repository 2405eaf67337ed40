from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.sources.base import Document, DocumentError
from graph.sources.formats import json_stream
from graph.sources.values.markdown import readable
from graph.sources.values.plain_text import plain
from tests.sources.hostile import document


def test_what_cannot_be_written_is_put_right() -> None:
    value = json_stream.load(document('{"a\\ud83d": ["x\\u0000y", NaN, "\\ud83d\\ude00"]}'))
    assert value == {"a\ufffd": ["xy", None, "😀"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not JSON"),
        ('{"a": 1,}', "line 1, column"),
        ("{} {}", "goes on"),
        ("[" * 100_000, "too deeply"),
        ("9" * 10_000, "cannot|can be read|digits"),
        (b'{"a": "\xff"}', "not UTF-8"),
    ],
)
def test_what_is_no_json_says_why(text: str | bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        json_stream.load(document(text))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.recursive(
            st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
            lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
            max_leaves=10,
        )
    )
)
def test_elements_are_those_of_the_list(items: list[Any]) -> None:
    given = document({"before": [1, {"items": [0]}], "message": {"total": 3, "items": items, "after": {}}, "z": 1})
    found = list(json_stream.elements(given, [("message", "items")]))
    assert [json.loads(text) for _, _, text in found] == items
    assert [value for _, value, _ in found] == items


def test_elements_come_before_the_document_is_read_to_its_end(tmp_path: Path) -> None:
    """A list larger than memory is cut as it comes; its file is read in pieces."""
    path = tmp_path / "large.json"
    item = json.dumps({"id": 1, "text": "x" * 1000})
    with path.open("w") as file:
        file.write('{"items": [' + ",".join([item] * 20_000) + "]}")

    class Counting(io.FileIO):
        taken = 0

        def read(self, size: int | None = -1) -> bytes:
            got = super().read(size)
            Counting.taken += len(got or b"")
            return got or b""

    class Counted(Document):
        def stream(self) -> Any:
            return Counting(str(path))

    found = json_stream.elements(Counted(b"", "large.json", "", path=path), [("items",)])
    assert next(found)[1]["id"] == 1
    assert Counting.taken < 4_000_000
    assert sum(1 for _ in found) == 19_999


@pytest.mark.parametrize("cut", ['[{"a": 1}, {"a": ', '[{"a": 1}, {"a": 2}', '[{"a": 1} {"a": 2}]}'])
def test_a_list_that_breaks_off_gives_what_came_before(cut: str) -> None:
    found = json_stream.elements(document(f'{{"items": {cut}'), [("items",)])
    assert next(found)[1] == {"a": 1}
    with pytest.raises(DocumentError):
        list(found)


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("V&amp;amp;A", "V&A"),
        ("a&lt;&lt;&lt;&gt;&gt;&gt;b", "a<<<>>>b"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<jats:p>H<jats:sub>2</jats:sub>O</jats:p>", "H2O"),
        ("&lt;p&gt;escaped&lt;/p&gt;", "escaped"),
        ("5 < 6 and x > y", "5 < 6 and x > y"),
        ("<script>alert(1)</script>seen", "seen"),
        ("a&nbsp;b", "a b"),
        ("&#8;x&unknown;", "x&unknown;"),
        ("AT&T and R&D", "AT&T and R&D"),
    ],
)
def test_markup_becomes_words(marked: str, words: str) -> None:
    assert plain(marked) == words


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("# Title\n\nText **bold** and *soft*", "Title\n\nText bold and soft"),
        ("see [rules](https://a.example.org/x)", "see rules (https://a.example.org/x)"),
        ("* one\n* two", "* one\n* two"),
        ("snake_case_name 2 * 3 * 4", "snake_case_name 2 * 3 * 4"),
        ("> quoted\n\n---\n`code`", "quoted\n\ncode"),
    ],
)
def test_markdown_reads_as_text(marked: str, words: str) -> None:
    assert readable(marked) == words


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_no_text_breaks_them(text: str) -> None:
    assert isinstance(plain(text), str)
    assert isinstance(readable(text), str)
