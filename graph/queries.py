"""The questions that we answer: each a file of ``queries/``, with a header that says what it asks.

A header is YAML inside the leading ``#`` lines of the file: ``title``, ``description``, ``tags``,
``audience`` and ``parameters``. A parameter is a variable of the query, bound by a VALUES clause
(SPARQL 1.1 Query Language, 10.2) placed first inside the outermost WHERE, which stands on a line of its
own as ``WHERE {``: so every engine reads the same text, and a value is only ever a term. An optional
parameter that is left out is an unbound variable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from itertools import takewhile
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml
from pyoxigraph import Literal, NamedNode

from graph import settings, yaml_text
from graph.namespaces import XSD

Term = NamedNode | Literal

AUDIENCES = ("consumer", "federator", "curator")
RESERVED = ("page", "page_size", "snapshot", "format", "timeout")
"""Names that a request gives a meaning of their own, so that no parameter may have them."""
WHERE = re.compile(r"^WHERE \{$", re.MULTILINE)
SELECT = re.compile(r"^SELECT ", re.MULTILINE)
HEADER = {
    "title": (str, True),
    "description": (str, True),
    "tags": (list, True),
    "audience": (str, True),
    "counted": (str, False),
    "parameters": (dict, False),
}
PARAMETER = {
    "type": (str, True),
    "description": (str, True),
    "example": (str, True),
    "required": (bool, False),
    "default": (str, False),
    "values": (list, False),
}


class HeaderError(ValueError):
    """A question's file that cannot be used: the file, the line and what is wrong there."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.path, self.line, self.message = path, line, message


class UnknownQuestion(LookupError):
    """No question has this name; ``near`` are the names that resemble it."""

    def __init__(self, name: str, near: list[str]) -> None:
        super().__init__(f"no question is called {name!r}" + (f"; near: {', '.join(near)}" if near else ""))
        self.name, self.near = name, near


class BadParameter(ValueError):
    """A parameter that cannot be bound: its name, what was wrong, what is allowed, an example."""

    def __init__(self, parameter: str, wrong: str, allowed: str, example: str | None = None) -> None:
        shown = f" (such as {example!r})" if example else ""
        super().__init__(f"{parameter}: {wrong}; allowed: {allowed}{shown}")
        self.parameter, self.wrong, self.allowed, self.example = parameter, wrong, allowed, example


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a question. ``values`` are the choices of an ``enum``."""

    name: str
    type: str
    description: str
    example: str
    required: bool = False
    default: str | None = None
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A named query. ``audience`` is one of :data:`AUDIENCES`; ``text`` is the whole file.

    ``counted`` is the table of a snapshot's counts that holds the answer, for questions that have one: see
    :mod:`graph.counted`.
    """

    name: str
    title: str
    description: str
    tags: tuple[str, ...]
    audience: str
    parameters: tuple[Parameter, ...]
    text: str
    counted: str | None = None


def _iri(text: str) -> Term:
    return NamedNode(text)


def _integer(text: str) -> Term:
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
        raise ValueError("not a whole number")
    return Literal(str(int(text)), datatype=XSD.integer)


def _date(text: str) -> Term:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError("not a date")
    return Literal(date.fromisoformat(text).isoformat(), datatype=XSD.date)


TYPES: Mapping[str, tuple[Callable[[str], Term], str]] = {
    "iri": (_iri, "an absolute IRI"),
    "string": (Literal, "any text"),
    "integer": (_integer, "a whole number of at most 18 digits"),
    "date": (_date, "a date as YYYY-MM-DD"),
    "enum": (Literal, "one of its values"),
}


def bind(question: Question, values: Mapping[str, str]) -> dict[str, Term]:
    """The terms for a question's parameters. An empty text counts as absent; defaults are filled in.

    Raises :class:`BadParameter` for an unknown or missing parameter and for a text that is not of its type.
    """
    known = {parameter.name: parameter for parameter in question.parameters}
    for name in values:
        if name not in known:
            raise BadParameter(name, f"{question.name} has no such parameter", ", ".join(known) or "none")
    terms = {}
    for parameter in question.parameters:
        text = values.get(parameter.name) or parameter.default
        if text:
            terms[parameter.name] = _term(parameter, text)
        elif parameter.required:
            raise BadParameter(parameter.name, "missing", allowed(parameter), parameter.example)
    return terms


def allowed(parameter: Parameter) -> str:
    """What a parameter takes, in words."""
    return ", ".join(parameter.values) if parameter.values else TYPES[parameter.type][1]


def _term(parameter: Parameter, text: str) -> Term:
    try:
        text.encode()
        if parameter.values and text not in parameter.values:
            raise ValueError(f"{text!r} is not a choice")
        return TYPES[parameter.type][0](text)
    except ValueError as error:
        raise BadParameter(parameter.name, str(error), allowed(parameter), parameter.example) from error


def text_with(question: Question, terms: Mapping[str, Term]) -> str:
    """The SPARQL text of a question in which the parameters are bound to ``terms``."""
    return with_values(question.text, terms)


def with_values(text: str, terms: Mapping[str, Term]) -> str:
    """A query's text with a VALUES clause for ``terms`` first inside the ``WHERE {`` of its own line."""
    if not terms:
        return text
    opening = WHERE.search(text)
    if opening is None:
        raise ValueError("the query has no line `WHERE {`")
    variables = " ".join(f"?{name}" for name in terms)
    row = " ".join(str(term) for term in terms.values())
    return f"{text[: opening.end()]}\n  VALUES ({variables}) {{ ({row}) }}{text[opening.end() :]}"


def page_of(text: str, size: int, offset: int) -> str:
    """A question's text for ``size`` of its rows; it states their order, so that pages meet without a gap."""
    return f"{text.rstrip()}\nLIMIT {int(size)} OFFSET {int(offset)}\n"


def count_of(text: str) -> str:
    """The text that asks how many rows a question has, as ``?n``."""
    start = SELECT.search(text)
    assert start is not None
    inner = text[start.start() :]
    inner = inner.rpartition("ORDER BY")[0] or inner
    return f"{text[: start.start()]}SELECT (COUNT(*) AS ?n) WHERE {{ {{\n{inner}}} }}\n"


def example_of(question: Question) -> dict[str, str]:
    """The example of each parameter that is required, as texts."""
    return {parameter.name: parameter.example for parameter in question.parameters if parameter.required}


def question(name: str) -> Question:
    """The question called ``name``. Raises :class:`UnknownQuestion`."""
    known = questions()
    if name not in known:
        raise UnknownQuestion(name, get_close_matches(name, known))
    return known[name]


@cache
def questions(folder: Path = settings.QUERIES) -> Mapping[str, Question]:
    """Every question of a folder by name, in the order of their names. Raises :class:`HeaderError`."""
    return MappingProxyType({path.stem: read(path) for path in sorted(folder.glob("*.rq"))})


def read(path: Path) -> Question:
    """The question in a file. Raises :class:`HeaderError`."""
    text = path.read_text(encoding="utf-8")
    lines = list(takewhile(lambda line: line.startswith("#"), text.splitlines()))
    header = _Header(path, [line[1:] for line in lines])
    fields = header.checked("the header", header.load(), HEADER)
    if fields["audience"] not in AUDIENCES:
        raise header.error("audience", f"audience must be one of {', '.join(AUDIENCES)}")
    if not SELECT.search(text):
        raise HeaderError(path, len(lines) + 1, "a question is a SELECT, and that stands first on its line")
    if len(WHERE.findall(text)) != 1:
        raise HeaderError(path, len(lines) + 1, "one line, that of the outermost pattern, must be `WHERE {`")
    given = fields.pop("parameters", {})
    parameters = tuple(header.parameter(name, content, text) for name, content in given.items())
    return Question(path.stem, tags=tuple(map(str, fields.pop("tags"))), parameters=parameters, text=text, **fields)


@dataclass(frozen=True, slots=True)
class _Header:
    """The header of one file, and its errors by line."""

    path: Path
    lines: list[str]

    def error(self, key: str, message: str) -> HeaderError:
        found = (n for n, line in enumerate(self.lines, 1) if line.strip().startswith(f"{key}:"))
        return HeaderError(self.path, next(found, 1), message)

    def load(self) -> Any:
        try:
            return yaml_text.load("\n".join(self.lines))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            raise HeaderError(self.path, mark.line + 1 if mark else 1, f"not YAML: {error}") from error

    def checked(self, where: str, fields: Any, kinds: Mapping[str, tuple[type, bool]]) -> dict[str, Any]:
        """``fields`` where they are a mapping with the keys of ``kinds``: to their type, and if needed."""
        if not isinstance(fields, dict):
            raise self.error(where, f"{where} must be a mapping")
        for key, (kind, needed) in kinds.items():
            if needed and key not in fields:
                raise self.error(where, f"{where} lacks {key}")
            if key in fields and not isinstance(fields[key], kind):
                raise self.error(key, f"{key} must be a {kind.__name__} (quote what looks like one)")
        for key in fields.keys() - kinds.keys():
            raise self.error(str(key), f"{where} has an unknown key {key}")
        return fields

    def parameter(self, name: str, content: Any, text: str) -> Parameter:
        fields = self.checked(name, content, PARAMETER)
        values = tuple(fields.pop("values", ()))
        if not re.fullmatch(r"[a-z][A-Za-z0-9_]*", name) or not re.search(rf"[?]{name}\b", text):
            raise self.error(name, f"the query has no variable ?{name}")
        if name in RESERVED:
            raise self.error(name, f"{name} means something else in a request: another name is needed")
        if fields["type"] not in TYPES:
            raise self.error(name, f"{name}: type must be one of {', '.join(TYPES)}")
        if (fields["type"] == "enum") != bool(values):
            raise self.error(name, f"{name}: values go with the type enum, and only with it")
        parameter = Parameter(name, values=values, **fields)
        for sample in filter(None, (parameter.example, parameter.default)):
            try:
                _term(parameter, sample)
            except BadParameter as error:
                raise self.error(name, str(error)) from error
        return parameter
