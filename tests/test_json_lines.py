"""Each value is a line, whatever its texts hold."""

from __future__ import annotations

import pytest

from graph import json_lines


def test_what_is_written_is_read() -> None:
    values = [{"why": "one\u2028two\u0085three\r\nfour"}, {}]
    assert list(json_lines.read(json_lines.written(values))) == [(1, values[0]), (2, values[1])]


def test_the_line_of_a_fault_is_named() -> None:
    with pytest.raises(ValueError, match="line 3: this is no JSON"):
        list(json_lines.read('{}\n\n{"a"'))
