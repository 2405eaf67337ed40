"""A process that validates with pyshifty, and nothing else: what a panic or a crash of it may take along.

It is run by its path, so that it starts without the rest of the application. A request on the standard input is
a line ``<operation> <digest> <length>`` and so many bytes; an answer is 16 bytes, ``ok`` or ``no`` and the
length of what follows.
Operations: ``shapes`` (N-Triples to be compiled), ``report`` and ``look`` (data in N-Triples).
"""

from __future__ import annotations

import sys
from typing import Any, BinaryIO

HELD = 64
"""Shapes graphs that stay compiled."""


def main() -> None:
    """Answer requests until there are no more."""
    from shifty import _shifty

    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    compiled: dict[str, Any] = {}
    _answer(answers, "ok", b"")
    while line := requests.readline():
        operation, digest, length = line.decode("ascii").split()
        content = requests.read(int(length))
        try:
            if operation == "shapes":
                while len(compiled) >= HELD:
                    del compiled[next(iter(compiled))]
                compiled[digest] = _shifty.PreparedValidator(shapes=content, shapes_format="nt")
                found = b""
            elif operation == "report":
                found = _report(compiled[digest], content)
            else:
                found = _look(compiled[digest], content)
        except BaseException as error:  # a panic of the engine is no Exception
            _answer(answers, "no", f"{type(error).__name__}: {error}".encode("utf-8", "replace"))
        else:
            _answer(answers, "ok", found)


_OPTIONS = {
    "data_format": "nt",
    "graph_mode": "data",
    "run_infer": False,
    "minimum_severity": "info",
    "sort_results": False,
    "on_unsupported": "error",
}


def _report(validator: Any, data: bytes) -> bytes:
    """The W3C report in N-Triples."""
    result = validator.validate_w3c(data=data, **_OPTIONS)
    _checked(result)
    text: str = result._report_ntriples
    return text.encode("utf-8")


def _look(validator: Any, data: bytes) -> bytes:
    """The focus nodes at which something is found, a line each: several times faster than a report.

    Their shapes are not told: of shapes that ask for the same the engine names only one.
    """
    result = validator.validate_algebra(data=data, **_OPTIONS)
    _checked(result)
    found = {f"{violation.focus_node}\n" for violation in result.violations}
    return "".join(sorted(found)).encode("utf-8")


def _checked(result: Any) -> None:
    if result.diagnostics:
        raise ValueError("; ".join(result.diagnostics))


def _answer(answers: BinaryIO, status: str, content: bytes) -> None:
    answers.write(f"{status} {len(content):013}".encode("ascii") + content)
    answers.flush()


if __name__ == "__main__":
    main()
