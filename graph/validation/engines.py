"""Which engine validates what: pySHACL is the reference, pyshifty the quick one where it is proved equal.

What the second engine cannot do goes to the reference by itself: shapes that it does not compile, a feature in
which it is known to differ (:data:`DIFFERENT`), data at which it fails.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from graph import settings
from graph.namespaces import SH, XSD
from graph.report import Finding, Report, report_of
from graph.validation import second
from graph.validation.reach import reach_of
from graph.validation.shapes import Shapes, part, reached, targeted
from graph.validation.statements import Index
from graph.validation.terms import Described, Term

AUTO = "auto"
REFERENCE = "pyshacl"
ENGINES = (AUTO, REFERENCE, second.NAME)
_COMPARED = "a comparison, in which the engines differ where the values are of other types"
DIFFERENT: Mapping[str, str] = {
    SH.term(name).value: _COMPARED
    for name in (
        *("minInclusive", "minExclusive", "maxInclusive", "maxExclusive"),
        *("lessThan", "lessThanOrEquals"),
    )
}
"""Terms of SHACL that the second engine reads otherwise than the reference, with what differs."""
_BLANK = re.compile(rb"^_:|> _:", re.M)
"""What statements about blank nodes hold."""
_VALUE = re.compile(r"\s*SELECT\s[^{]*[?$]value\b[^{]*\{\s*[?$]\w+\s+\S+\s+[?$]value\b", re.I)
"""A query that begins with what binds the value that it selects."""
_PART = re.compile(r"\b(?:LIMIT|OFFSET)\b", re.I)
_NUMERAL = {ox.Literal(text, datatype=XSD.boolean) for text in "01"}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Division:
    """Which part of a shapes graph each engine takes; ``why`` names the shapes that the reference has to do."""

    quick: second.Compiled | None
    slow: Shapes | None
    why: Mapping[str, str]


_divisions: dict[bool, WeakKeyDictionary[Shapes, Division]] = {
    False: WeakKeyDictionary(),
    True: WeakKeyDictionary(),
}


def validate(statements: Iterable[ox.Triple], shapes: Shapes, engine: str | None = None) -> Report:
    """Check statements against shapes. ``engine``: one of :data:`ENGINES`, or else the setting's.

    What a shape expects to be of a class must have its type among the statements. Raises
    :class:`graph.validation.ShapesError` where a shape cannot be evaluated.
    """
    index = Index(statements)
    reach = reach_of(shapes)
    entries = {target.entry for _, targets in reach.focus_nodes(index) for target in targets} | reach.whole
    data = "".join(index.lines()).encode()
    return validate_text(data, shapes, lambda node: reach.entries(index, node), engine, asked=entries)


def validate_text(
    data: bytes,
    shapes: Shapes,
    entries: second.Entries,
    engine: str | None = None,
    nodes: Mapping[str, Collection[str]] | None = None,
    asked: Collection[Term] | None = None,
) -> Report:
    """The same of data in N-Triples. ``entries`` tells the shapes that a node is held against; ``nodes``: only what
    is found at these, as N-Triples write them, each with the statements that its shapes read. ``asked`` are the
    shapes that have focus nodes there, where that is known."""
    divided = division(shapes, engine, blank=_BLANK.search(data) is not None)
    found: list[Finding] = []
    slow = divided.slow
    if divided.quick:
        try:
            found += second.validate(data, divided.quick, entries, nodes).findings
        except second.Failed as error:
            _log.warning("pyshifty failed, pySHACL does it instead: %s", error)
            found, slow = [], shapes
    if slow and (asked is None or not targeted(slow.described).isdisjoint(asked)):
        from graph.validation import reference  # takes a while, and is seldom asked

        report = reference.validate((q.triple for q in ox.parse(data, ox.RdfFormat.N_TRIPLES)), slow)
        found += report.findings if nodes is None else report.about({second.plain(node) for node in nodes}).findings
    return report_of(found)


def name(engine: str | None = None) -> str:
    """The engine that is chosen. Raises ``ValueError`` for one that there is not."""
    chosen = engine or settings.load().engine
    if chosen not in ENGINES:
        raise ValueError(f"engine {chosen!r}: one of {', '.join(ENGINES)}")
    return chosen


def division(shapes: Shapes, engine: str | None = None, *, blank: bool = False) -> Division:
    """Which engine takes which of the shapes, where the data has blank nodes and where it has none."""
    chosen = name(engine)
    if chosen == REFERENCE:
        return Division(None, shapes, {})
    if not second.available():
        if chosen == second.NAME:
            raise ValueError("pyshifty is not installed here: choose the engine pyshacl or auto")
        return Division(None, shapes, {"": "pyshifty is not installed"})
    if shapes not in _divisions[blank]:
        _divisions[blank][shapes] = _divide(shapes, blank)
    return _divisions[blank][shapes]


def _divide(shapes: Shapes, blank: bool) -> Division:
    described = shapes.described
    if any(described.values(node, SH.parameter) for node in described.nodes()):
        return Division(None, shapes, {"": "constraint components of their own"})
    entries = sorted(targeted(described), key=str)
    why = {entry: told for entry in entries if (told := _different(described, reached(described, entry), blank))}
    sure = [entry for entry in entries if entry not in why]
    quick = part(shapes, sure) if why else shapes
    try:
        second.compile_(quick)
    except second.Failed:
        for entry in sure:
            try:
                second.compile_(part(shapes, [entry]))
            except second.Failed as error:
                why[entry] = str(error)
        sure = [entry for entry in sure if entry not in why]
        quick = part(shapes, sure)
    if not why:
        return Division(second.Compiled(quick), None, {})
    known = {str(entry): reason for entry, reason in why.items()}
    _log.info("pySHACL does %s", ", ".join(sorted(known)))
    return Division(second.Compiled(quick) if sure else None, part(shapes, list(why)), known)


def _different(described: Described, nodes: Iterable[Term], blank: bool) -> str:
    for node in nodes:
        about = described.about(node)
        for predicate, values in about.items():
            if predicate in DIFFERENT:
                return DIFFERENT[predicate]
            if _NUMERAL & set(values):
                return "a boolean that is written as a number"
        texts = [getattr(text, "value", "") for text in about.get(SH.select.value, ())]
        if texts and SH.deactivated.value in about:
            return "a query that is switched off"
        if blank and any("shapesGraph" not in text for text in texts):  # which the reference has not
            return "a query of blank nodes, which match all there"
        if any(map(_PART.search, _queries(described, node))):
            return "a part of what a query finds"
        if SH.path.value in about and not all(map(_VALUE.match, _queries(described, node))):
            return "a query that may find no value, which is the focus node there"
        if SH.path.value in about and SH.closed.value in about:
            return "values that are closed"
        if any(getattr(value, "value", "") == "0" for value in about.get(SH.minLength.value, ())):
            return "a least length of 0, which a blank node has"
    return ""


def _queries(described: Described, shape: Term) -> Iterable[str]:
    constraints = described.values(shape, SH.sparql)
    return (getattr(text, "value", "") for node in constraints for text in described.values(node, SH.select))
