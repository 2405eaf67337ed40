from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.sources.base import DocumentError
from graph.sources.markup import flight
from tests.sources.flightpage import page, rows


def test_text_rows_end_where_the_next_row_starts() -> None:
    content = rows({"study": "$15"}, {"15": "größer 🚌\n1:not a row"})
    parsed = flight.parse(content)
    assert parsed.values["15"] == "größer 🚌\n1:not a row"
    assert parsed.resolve(parsed.values["a"])[0][3] == {"study": "größer 🚌\n1:not a row"}


def test_references_into_rows_dollars_and_undefined() -> None:
    props = {"one": "$15:x:0", "two": "$$5", "three": "$undefined", "four": "$D2020-01-01", "five": "$15:y:9"}
    content = rows(props).replace(b"c:null\n", b'15:{"x":["in"],"y":[]}\nc:null\n')
    parsed = flight.parse(content)
    resolved = parsed.resolve(parsed.values["a"])[0][3]
    assert resolved == {"one": "in", "two": "$5", "four": "2020-01-01"}


def test_references_in_a_circle_are_an_error() -> None:
    content = rows({"one": "$15"}).replace(b"c:null\n", b'15:{"x":"$16"}\n16:{"y":"$15"}\nc:null\n')
    parsed = flight.parse(content)
    with pytest.raises(DocumentError, match="deeper"):
        parsed.resolve(parsed.values["a"])


def test_a_page_carries_the_same_rows_wherever_it_is_cut() -> None:
    content = rows({"study": "$15"}, {"15": "Ein Wort – 🚌"})
    for cut in (1, 2, 7, 97, 100_000):
        assert flight.from_page(page(content, cut).decode()) == content


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c[: len(c) // 2], "cut|complete|missing"),
        (lambda c: c.replace(b"T14,", b"T13,"), "length prefix is wrong"),
        (lambda c: c.replace(b"T14,", b"T15,"), "length prefix is wrong|should start|missing"),
        (lambda c: c.replace(b"T14,", b"Tffff,"), "only"),
        (lambda c: c.replace("ü".encode(), b"\xfc"), "wrong|UTF-8"),
        (lambda c: c.replace(b"c:null\n", b""), "referred to but missing"),
        (lambda c: c.replace(b"c:null\n", b"c:nul"), "complete JSON"),
        (lambda c: b"nothing like rows", "should start"),
        (lambda c: c.replace(b"0:{", b"99:{"), "root row"),
    ],
)
def test_broken_rows_are_told_with_their_place(change, message: str) -> None:  # type: ignore[no-untyped-def]
    content = rows({"study": "$15"}, {"15": "Ein Text für Tests."})
    assert b"T14," in content
    with pytest.raises(DocumentError, match=message):
        flight.parse(change(content))


@given(st.data())
def test_no_cut_of_a_page_passes_for_the_whole(data: st.DataObject) -> None:
    content = rows({"study": {"dataset_schema": {"name": "$15"}}}, {"15": "One text. And one more."})
    at = data.draw(st.integers(1, len(content) - 2))
    with pytest.raises(DocumentError):
        flight.parse(content[:at])


@given(st.binary(max_size=400))
def test_noise_is_an_error_and_nothing_worse(noise: bytes) -> None:
    for content in (noise, b"0:" + noise, b"0:[]\n1:T5," + noise):
        try:
            flight.parse(content)
        except DocumentError:
            continue


def test_references_that_multiply_are_an_error() -> None:
    doubling = "".join(f'{n:x}:["${n + 1:x}","${n + 1:x}"]\n' for n in range(20, 50)) + '32:"end"\n'
    content = rows({"study": "$14"}).replace(b"c:null\n", doubling.encode() + b"c:null\n")
    parsed = flight.parse(content)
    with pytest.raises(DocumentError, match="references come to more"):
        parsed.resolve(parsed.values["a"])


def test_a_text_cut_by_its_prefix_where_the_rest_looks_like_a_row_is_told() -> None:
    content = rows({"study": "$15"}, {"15": 'It ends with ad40:"x" and no more.'})
    length = len('It ends with ad40:"x" and no more.')
    assert f"15:T{length:x},".encode() in content
    short = len("It ends with ")
    with pytest.raises(DocumentError, match=r"length prefix|complete JSON"):
        flight.parse(content.replace(f"15:T{length:x},".encode(), f"15:T{short:x},".encode()))
