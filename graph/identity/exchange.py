"""Decisions in and out: as JSON lines, and as RDF with ``owl:sameAs``, ``owl:differentFrom`` and PROV-O.

Both hold all that a decision is and come back as they went. Sides are told by source keys, so they mean the same
in any catalogue that harvests the same documents.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Triple

from graph import json_lines
from graph.identity.decisions import KINDS, Decision
from graph.namespaces import CG, DCT, OWL, PROV, RDF, RDFS, XSD
from graph.statements import digest

_PREDICATES = {"same": OWL.sameAs, "different": OWL.differentFrom, "undecided": CG.undecided}

_KEY = re.compile(r"[a-z-]+[:@].")


class ExchangeError(ValueError):
    """What is to be imported is no decision; the message says where and why."""


def told(decision: Decision) -> dict[str, Any]:
    """A decision as JSON."""
    row: dict[str, Any] = {
        "decision": decision.kind,
        "one": list(decision.one),
        "other": list(decision.other),
        "labels": list(decision.labels),
        "by": decision.by,
        "time": decision.time,
        "why": decision.why,
    }
    if decision.override:
        row["override"] = True
    if decision.undone:
        row["undone"] = {"by": decision.undone_by, "time": decision.undone_time}
    return row


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
    sides = []
    for name in ("one", "other"):
        keys = row.get(name)
        if not isinstance(keys, list) or not keys or not all(isinstance(key, str) and _KEY.match(key) for key in keys):
            raise ExchangeError(f"{where}: “{name}” must be a list of source keys")
        sides.append(_ordered(keys))
    texts = {name: row.get(name, "") for name in ("by", "time", "why")}
    labels = row.get("labels", ["", ""])
    if not all(isinstance(t, str) for t in (*texts.values(), *labels)) or len(labels) != 2 or not texts["by"].strip():
        raise ExchangeError(f"{where}: “by”, “time” and “why” are texts, “labels” are two, and “by” says who decided")
    undone = row.get("undone") or {}
    return Decision(
        number, row["decision"], sides[0], sides[1], texts["by"], texts["time"], texts["why"],
        row.get("override") is True, bool(undone), str(undone.get("by", "")), str(undone.get("time", "")),
        (labels[0], labels[1]),
    )  # fmt: skip


def _ordered(keys: Iterable[str]) -> tuple[str, ...]:
    """Identifiers first, then places in documents."""
    return tuple(sorted(set(keys), key=lambda key: ("@" in key.partition("#")[0].partition(":")[0], key)))


def to_rdf(decisions: Iterable[Decision], base: str) -> Iterator[Triple]:
    """Decisions as statements about statements (no blank nodes); those in force are stated themselves as well."""
    for decision in decisions:
        content = json.dumps(told(decision), ensure_ascii=False, sort_keys=True)
        node = NamedNode(f"{base}identity/decision/{digest(content)}")
        sides = [NamedNode(f"{node.value}#{name}") for name in ("one", "other")]
        predicate = _PREDICATES[decision.kind]
        yield Triple(node, RDF.type, RDF.Statement)
        yield Triple(node, RDF.type, PROV.Entity)
        yield Triple(node, RDF.subject, sides[0])
        yield Triple(node, RDF.predicate, predicate)
        yield Triple(node, RDF.object, sides[1])
        agent = NamedNode(f"{base}identity/curator/{quote(decision.by, safe='')}")
        yield Triple(node, PROV.wasAttributedTo, agent)
        yield Triple(agent, RDF.type, PROV.Agent)
        yield Triple(agent, RDFS.label, Literal(decision.by))
        yield Triple(node, PROV.generatedAtTime, Literal(decision.time, datatype=XSD.dateTime))
        if decision.why:
            yield Triple(node, RDFS.comment, Literal(decision.why))
        if decision.override:
            yield Triple(node, CG.override, Literal("true", datatype=XSD.boolean))
        if decision.undone:
            yield Triple(node, PROV.invalidatedAtTime, Literal(decision.undone_time, datatype=XSD.dateTime))
            yield Triple(node, CG.undoneBy, Literal(decision.undone_by))
        elif decision.kind != "undecided":
            yield Triple(sides[0], predicate, sides[1])
        for side, keys, label in zip(sides, (decision.one, decision.other), decision.labels, strict=True):
            yield Triple(side, RDFS.label, Literal(label))
            for key in keys:
                yield Triple(side, DCT.term("identifier"), Literal(key))


def of_rdf(triples: Iterable[Triple]) -> list[Decision]:
    """The decisions among statements, oldest first; raises :class:`ExchangeError`."""
    about: dict[str, dict[str, list[str]]] = {}
    for triple in triples:
        values = about.setdefault(str(getattr(triple.subject, "value", "")), {})
        values.setdefault(triple.predicate.value, []).append(str(getattr(triple.object, "value", "")))
    kinds = {predicate.value: kind for kind, predicate in _PREDICATES.items()}
    rows = []
    for node, said in about.items():
        kind = kinds.get(_one(said, RDF.predicate))
        if kind and RDF.Statement.value in said.get(RDF.type.value, ()):
            sides = [about.get(_one(said, p), {}) for p in (RDF.subject, RDF.object)]
            rows.append((_row(kind, said, sides, about), node))
    rows.sort(key=lambda item: (item[0]["time"], json.dumps(item[0], sort_keys=True)))
    return [_decision(row, number, node) for number, (row, node) in enumerate(rows, 1)]


def _row(
    kind: str,
    said: Mapping[str, list[str]],
    sides: list[dict[str, list[str]]],
    about: Mapping[str, dict[str, list[str]]],
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "decision": kind,
        "by": _one(about.get(_one(said, PROV.wasAttributedTo), {}), RDFS.label),
        "time": _one(said, PROV.generatedAtTime),
        "why": _one(said, RDFS.comment),
        "override": _one(said, CG.override) == "true",
        "labels": [_one(side, RDFS.label) for side in sides],
    }
    for name, side in zip(("one", "other"), sides, strict=True):
        row[name] = side.get(DCT.term("identifier").value, [])
    if PROV.invalidatedAtTime.value in said:
        row["undone"] = {"by": _one(said, CG.undoneBy), "time": _one(said, PROV.invalidatedAtTime)}
    return row


def _one(said: Mapping[str, list[str]], predicate: NamedNode) -> str:
    return next(iter(said.get(predicate.value, ())), "")
