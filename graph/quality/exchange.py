"""Decisions about findings in and out: as JSON lines, and as RDF with DQV, Web Annotation, SHACL and PROV-O.

Each is a ``dqv:QualityAnnotation``. Both forms hold all that a decision is and come back as they went; findings are
told by their stable keys, which mean the same in any catalogue with the same base and shapes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Triple

from graph import json_lines
from graph.namespaces import CG, DCT, DQV, OA, PROV, RDF, RDFS, SCHEMA, SH, XSD
from graph.quality.decisions import KINDS, Decision, of_row, told
from graph.statements import digest

_KEY = re.compile(r"[0-9a-f]{20}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOTIVES = {"comment": OA.commenting, "fix": OA.editing}
_TEXTS = ("time", "why", "to", "until", "graph", "shape", "component", "path", "source", "label")
_ABOUT = {"cause": DCT.term("identifier"), "source": DCT.term("source"), "label": RDFS.label}
_IRIS = {"shape": SH.sourceShape, "component": SH.sourceConstraintComponent}
LONGEST = 10_000
"""Characters of a text."""


class ExchangeError(ValueError):
    """What is to be imported is no decision; the message says where and why."""


def to_lines(decisions: Iterable[Decision]) -> str:
    """Decisions as JSON lines, in their order."""
    return json_lines.written(map(told, decisions))


def of_lines(text: str) -> list[Decision]:
    """The decisions of JSON lines; raises :class:`ExchangeError` naming the line."""
    try:
        rows = list(json_lines.read(text))
    except ValueError as error:
        raise ExchangeError(str(error)) from error
    return [_decision(row, place, f"line {number}") for place, (number, row) in enumerate(rows, 1)]


def _decision(row: Any, number: int, where: str) -> Decision:
    if not isinstance(row, dict) or row.get("decision") not in KINDS:
        raise ExchangeError(f"{where}: “decision” must be one of {', '.join(KINDS)}")
    texts = [row.get(name, "") for name in (*_TEXTS, "by", "cause")]
    if not all(isinstance(t, str) and len(t) <= LONGEST for t in texts) or not row.get("by", "").strip():
        raise ExchangeError(f"{where}: what is told are texts, and “by” says who decided")
    keys, nodes = row.get("keys", []), row.get("nodes", [])
    lists = isinstance(keys, list) and isinstance(nodes, list) and len(keys) == len(nodes)
    if not lists or not all(isinstance(each, str) for each in (*keys, *nodes)):
        raise ExchangeError(f"{where}: “keys” and “nodes” are lists of as many texts each")
    if not all(map(_KEY.fullmatch, (row.get("cause", ""), *keys))):
        raise ExchangeError(f"{where}: “cause” and “keys” are those of findings, 20 hexadecimal digits each")
    if row["decision"] == "waive" and not _DAY.fullmatch(row.get("until", "")):
        raise ExchangeError(f"{where}: a waiver has “until”, a date such as 2027-06-30")
    if row["decision"] == "assign" and not row.get("to"):
        raise ExchangeError(f"{where}: “to” says whom it is assigned to")
    if not isinstance(row.get("undone") or {}, dict):
        raise ExchangeError(f"{where}: “undone” says by whom and when")
    return of_row(number, row)


def to_rdf(decisions: Iterable[Decision], base: str) -> Iterator[Triple]:
    """Decisions as annotations (DQV, 4.2; no blank nodes)."""
    for decision in decisions:
        content = json.dumps(told(decision), ensure_ascii=False, sort_keys=True)
        node = NamedNode(f"{base}quality/decision/{digest(content)}")
        yield Triple(node, RDF.type, DQV.QualityAnnotation)
        yield Triple(node, CG.decision, Literal(decision.kind))
        yield Triple(node, SCHEMA.position, Literal(decision.number))
        yield Triple(node, OA.motivatedBy, _MOTIVES.get(decision.kind, OA.assessing))
        agent = NamedNode(f"{base}quality/curator/{quote(decision.by, safe='')}")
        yield Triple(node, PROV.wasAttributedTo, agent)
        yield Triple(agent, RDF.type, PROV.Agent)
        yield Triple(agent, RDFS.label, Literal(decision.by))
        yield Triple(node, PROV.generatedAtTime, Literal(decision.time, datatype=XSD.dateTime))
        if decision.why:
            yield Triple(node, OA.bodyValue, Literal(decision.why))
        if decision.to:
            yield Triple(node, CG.assignedTo, Literal(decision.to))
        if decision.until:
            yield Triple(node, SCHEMA.expires, Literal(decision.until, datatype=XSD.date))
        if decision.graph:
            yield Triple(node, PROV.generated, NamedNode(decision.graph))
        if decision.undone:
            yield Triple(node, PROV.invalidatedAtTime, Literal(decision.undone_time, datatype=XSD.dateTime))
            yield Triple(node, CG.undoneBy, Literal(decision.undone_by))
        yield from _target(decision, node)


def _target(decision: Decision, node: NamedNode) -> Iterator[Triple]:
    target, cause = decision.target, NamedNode(f"{node.value}#cause")
    yield Triple(node, OA.hasTarget, cause)
    for name, predicate in _ABOUT.items():
        if value := getattr(target, name):
            yield Triple(cause, predicate, Literal(value))
    for name, predicate in _IRIS.items():
        if value := getattr(target, name):
            yield Triple(cause, predicate, NamedNode(value))
    if target.path:
        simple = not target.path.startswith("(")
        yield Triple(cause, SH.resultPath, NamedNode(target.path) if simple else Literal(target.path))
    for place, (key, focus) in enumerate(zip(target.keys, target.nodes, strict=True)):
        result = NamedNode(f"{node.value}#{place}")
        yield Triple(cause, SH.result, result)
        yield Triple(result, DCT.term("identifier"), Literal(key))
        yield Triple(result, SH.focusNode, Literal(focus) if focus[:1] in '_"<' else NamedNode(focus))


def of_rdf(triples: Iterable[Triple]) -> list[Decision]:
    """The decisions among statements, oldest first; raises :class:`ExchangeError`."""
    about: dict[str, dict[str, list[str]]] = {}
    for triple in triples:
        values = about.setdefault(str(getattr(triple.subject, "value", "")), {})
        values.setdefault(triple.predicate.value, []).append(str(getattr(triple.object, "value", "")))
    rows = [(_row(said, about), n) for n, said in about.items() if CG.decision.value in said]
    rows.sort(key=lambda item: (item[0]["time"], _place(about[item[1]]), json.dumps(item[0], sort_keys=True)))
    return [_decision(row, number, node) for number, (row, node) in enumerate(rows, 1)]


def _place(said: Mapping[str, list[str]]) -> int:
    """The number of a decision among those that were exported with it: the later one counts."""
    told = _one(said, SCHEMA.position)
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else 0


def _row(said: Mapping[str, list[str]], about: Mapping[str, Mapping[str, list[str]]]) -> dict[str, Any]:
    cause = about.get(_one(said, OA.hasTarget), {})
    row: dict[str, Any] = {
        "decision": _one(said, CG.decision),
        "by": _one(about.get(_one(said, PROV.wasAttributedTo), {}), RDFS.label),
        "time": _one(said, PROV.generatedAtTime),
        "why": _one(said, OA.bodyValue),
        "to": _one(said, CG.assignedTo),
        "until": _one(said, SCHEMA.expires),
        "graph": _one(said, PROV.generated),
        "path": _one(cause, SH.resultPath),
    }
    row |= {name: _one(cause, predicate) for name, predicate in (_ABOUT | _IRIS).items()}
    results = sorted(cause.get(SH.result.value, ()), key=lambda node: (len(node), node))
    row["keys"] = [_one(about.get(node, {}), DCT.term("identifier")) for node in results]
    row["nodes"] = [_one(about.get(node, {}), SH.focusNode) for node in results]
    if PROV.invalidatedAtTime.value in said:
        row["undone"] = {"by": _one(said, CG.undoneBy), "time": _one(said, PROV.invalidatedAtTime)}
    return row


def _one(said: Mapping[str, list[str]], predicate: NamedNode) -> str:
    return next(iter(said.get(predicate.value, ())), "")
