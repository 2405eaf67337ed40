"""What can be told of values by themselves, as N-Triples write them: exactly as pySHACL tells it, or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import cache, lru_cache

import pyoxigraph as ox

from graph.namespaces import RDF, SH, XSD
from graph.validation.shapes import own_shapes
from graph.validation.statements import Graph, Node
from graph.validation.terms import Term

Told = bool | None
"""It conforms, it does not, or that cannot be told."""
Values = Collection[Node]
Check = Callable[[Graph, Node], Told]

STEPS = 100_000
"""The steps that a pattern may take over one value: what might take more is not tried here."""
REVIEWED = (10, 1)
"""The same as :func:`steps` says, of the patterns of our own shapes, which have been looked through."""
_KINDS = {
    "IRI": "<",
    "BlankNode": "_",
    "Literal": '"',
    "BlankNodeOrIRI": "_<",
    "BlankNodeOrLiteral": '_"',
    "IRIOrLiteral": '<"',
}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_PLAIN = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_NUMBER = re.compile(r"[0-9]{1,9}")
_ATOM = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.S)
_FORMS: Mapping[str, re.Pattern[str]] = {
    XSD.date.value: re.compile(r"([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})"),
    XSD.gYearMonth.value: re.compile(r"[1-9][0-9]{3}-(0[1-9]|1[0-2])"),
    XSD.gYear.value: re.compile(r"[1-9][0-9]{3}"),
    XSD.dateTime.value: re.compile(
        r"([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](Z|[+-]0[0-9]:00)?"
    ),
    XSD.integer.value: re.compile(r"-?(0|[1-9][0-9]{0,17})"),
    XSD.boolean.value: re.compile(r"true|false"),
}
"""Lexical forms that are right beyond doubt."""
_TEXTS = {XSD.string.value, RDF.langString.value}


@lru_cache(maxsize=64)
def literal(node: Node) -> tuple[str, str]:
    """The lexical form and the datatype of a literal."""
    end = node.rindex('"')
    text, tail = node[1:end], node[end + 1 :]
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text)
    return text, XSD.string.value if not tail else RDF.langString.value if tail[0] == "@" else tail[3:-1]


def _unescaped(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _PLAIN[found[3]]


def text_of(node: Node) -> str | None:
    """What patterns and lengths are about; a blank node has none."""
    return literal(node)[0] if node[0] == '"' else node[1:-1] if node[0] == "<" else None


def _of_kind(value: Term) -> Check | None:
    marks = _KINDS.get(getattr(value, "value", "").removeprefix(SH))
    return None if marks is None else lambda _, node: node[0] in marks


def _of_datatype(value: Term) -> Check | None:
    if not isinstance(value, ox.NamedNode):
        return None
    wanted, form = value.value, _FORMS.get(value.value)

    def check(_: Graph, node: Node) -> Told:
        if node[0] != '"':
            return False
        text, datatype = literal(node)
        if datatype != wanted:
            return False
        if wanted in _TEXTS:
            return True
        found = form.fullmatch(text) if form else None
        if found is None:
            return None
        return True if wanted not in (XSD.date.value, XSD.dateTime.value) or _day(found) else None

    return check


def _day(found: re.Match[str]) -> bool:
    try:
        date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return False
    return True


def _of_pattern(value: Term) -> Check | None:
    if not isinstance(value, ox.Literal):
        return None
    search = searching(value.value)
    if search is None:
        return None

    def check(_: Graph, node: Node) -> Told:
        text = text_of(node)
        return False if text is None else search(text)

    return check


def searching(pattern: str) -> Callable[[str], Told] | None:
    """What tells whether a pattern is in a text; ``None`` for one that may take long, whatever the text."""
    growth = REVIEWED if pattern in _own_patterns() else steps(pattern)
    if growth is None:
        return None
    factor, power = growth
    search = re.compile(pattern).search
    return lambda text: search(text) is not None if factor * len(text) ** power <= STEPS else None


@cache
def _own_patterns() -> frozenset[str]:
    told = own_shapes().described
    return frozenset(getattr(value, "value", "") for node in told.nodes() for value in told.values(node, SH.pattern))


def steps(pattern: str) -> tuple[int, int] | None:
    """How often a pattern may be tried on a text of n characters, at most: factor times n to that power.

    ``None`` where that is more, or cannot be told by its look: a repeated group, a reference back, a look around.
    """
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return None
    if re.search(r"\\[1-9]", pattern):
        return None
    bare = _ATOM.sub("a", pattern).replace("(?:", "(")
    if "(?" in bare or re.search(r"\)[*+{]", bare):
        return None
    choices, repeats = len(re.findall(r"[|?]", bare)), len(re.findall(r"[*+]|\{\d*,\d*\}", bare))
    return (2**choices, repeats + (not bare.startswith("^") or "|" in bare)) if choices <= 16 else None


def _of_length(value: Term, fits: Callable[[int, int], bool]) -> Check | None:
    limit = number(value)
    if limit is None:
        return None

    def check(_: Graph, node: Node) -> Told:
        text = text_of(node)
        return None if text is None else fits(len(text), limit)

    return check


def _of_size(value: Term, fits: Callable[[int, int], bool]) -> Check | None:
    """A comparison with an integer. Of other numbers the engines know more."""
    limit = number(value)
    if limit is None:
        return None
    form = _FORMS[XSD.integer.value].fullmatch

    def check(_: Graph, node: Node) -> Told:
        if node[0] != '"':
            return None
        text, datatype = literal(node)
        return fits(int(text), limit) if datatype == XSD.integer.value and form(text) else None

    return check


def among(values: Collection[Node]) -> Check | None:
    """One of these."""
    known = frozenset(values)
    return (lambda _, node: node in known) if known else None


def number(value: Term) -> int | None:
    """The number that a constraint gives, if it is a plain one."""
    known = isinstance(value, ox.Literal) and value.datatype == XSD.integer and _NUMBER.fullmatch(value.value)
    return int(getattr(value, "value", "")) if known else None


def _at_least(value: Term) -> Callable[[Values], Told] | None:
    least = number(value)
    return None if least is None else lambda values: len(values) >= least


def _at_most(value: Term) -> Callable[[Values], Told] | None:
    most = number(value)
    return None if most is None else lambda values: len(values) <= most


def _having(value: Term) -> Callable[[Values], Told]:
    wanted = str(value)
    return lambda values: wanted in values


def _unlike(value: Term) -> Callable[[Values], Told] | None:
    """No two texts in one language."""
    if value != ox.Literal("true", datatype=XSD.boolean):
        return None

    def check(values: Values) -> Told:
        tags = [tag for tag in map(_tag, values) if tag] if len(values) > 1 else []
        return len(tags) == len(set(tags))

    return check


def _tag(node: Node) -> str:
    tail = node[node.rindex('"') + 1 :] if node[0] == '"' else ""
    return tail[1:].lower() if tail.startswith("@") else ""


COUNTING: Mapping[str, Callable[[Term], Callable[[Values], Told] | None]] = {
    "minCount": _at_least,
    "maxCount": _at_most,
    "hasValue": _having,
    "uniqueLang": _unlike,
}
"""Constraints on all values together."""
SINGLE: Mapping[str, Callable[[Term], Check | None]] = {
    "nodeKind": _of_kind,
    "datatype": _of_datatype,
    "pattern": _of_pattern,
    "minLength": lambda value: _of_length(value, lambda length, least: length >= least),
    "maxLength": lambda value: _of_length(value, lambda length, most: length <= most),
    "minInclusive": lambda value: _of_size(value, lambda size, least: size >= least),
    "maxInclusive": lambda value: _of_size(value, lambda size, most: size <= most),
    "minExclusive": lambda value: _of_size(value, lambda size, below: size > below),
    "maxExclusive": lambda value: _of_size(value, lambda size, above: size < above),
}
"""Constraints on each value."""
