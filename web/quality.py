"""What is wrong with the data and why: for curators as a page, for programs as JSON and as SHACL's report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, g, render_template, request
from werkzeug.exceptions import BadRequest, NotFound

from graph import serialization
from graph.quality import fixes, quarantine
from graph.quality.decisions import Decision
from graph.quality.desk import CHOICES as STATES
from graph.quality.desk import Desk, DeskError, Wanted
from graph.quality.findings import Seen
from graph.report import SEVERITIES, report_of, short
from graph.serialization import Format
from graph.store import evidence
from graph.store.evidence import Quote, Source
from graph.store.snapshot import Snapshot
from graph.validation import OWN, formats
from graph.validation.results import findings
from graph.validation.terms import Described
from web import curators as sessions
from web import negotiation, paging, vocabulary
from web.negotiation import GRAPH, PAGE
from web.paging import Page
from web.site import base, site, snapshot

blueprint = Blueprint("quality", __name__)
REPORT = Format("report", "application/json", "json", frozenset({"report"}))
CSV = Format("csv", "text/csv", "csv", frozenset({"report"}))
CHOICES = (PAGE, REPORT, *GRAPH[1:], CSV)
SIZE = 50
"""Causes, or findings, on a page."""
FIRST = 12
"""Records that are kept back, of those that the first page tells."""
SAID = {
    "assign": "assigned to {to}",
    "waive": "waived until {until}",
    "fixed": "marked as fixed at its source",
    "comment": "commented on",
    "fix": "corrected here",
}


@blueprint.get("/quality")
@blueprint.get("/quality.<suffix>")
def quality(suffix: str | None = None) -> Response:
    """The causes of what was found, ranked by effect, and the report of the build that made this snapshot."""
    if suffix is not None and not any(format.extension == suffix for format in CHOICES):
        abort(404)
    current = snapshot()
    _checked()
    format = negotiation.chosen(CHOICES, suffix)
    if format == PAGE:
        response = page("quality.html", Desk(site().settings, current), **_listing(current))
        response.headers["Link"] = ", ".join([*negotiation.alternates("quality", CHOICES), *g.get("links", ())])
        return response

    def rdf(format: Format) -> bytes:
        quads = current.graph(f"{base()}graph/quality/validation")
        return serialization.write((quad.triple for quad in quads), format)

    made = {format.name: partial(rdf, format) for format in CHOICES if format.rdf}
    raw = partial(json.dumps, current.report, ensure_ascii=False)
    rows = partial(_rows, current)
    return negotiation.respond({**made, REPORT.name: raw, CSV.name: rows}, CHOICES, suffix, "quality")


def _rows(current: Snapshot) -> bytes:
    """What the gate's report holds, a row a finding."""
    report = Described(quad.triple for quad in current.graph(f"{base()}graph/quality/validation"))
    told = map(formats.Located, report_of(findings(report, None)).findings)
    return formats.to_csv(formats.Result(formats.located(told), OWN, "", ""))


@blueprint.get("/quality/cause/<name>")
def cause(name: str) -> Response:
    """The findings of a cause in one source, and what can be done about them."""
    desk, source = Desk(site().settings, snapshot()), request.args.get("source", "")
    try:
        found, states = desk.cause(name, source)
    except DeskError as error:
        raise NotFound(f"There is no such cause: {error}.") from None
    shown = Page(paging.asked(), SIZE, len(found.seen)).checked()
    proposals = desk.proposals(found)
    return page(
        "cause.html",
        desk,
        cause=found,
        source=source,
        states=states,
        seen=found.seen[shown.offset : shown.offset + SIZE],
        page=shown,
        fields=[field for seen in found.seen[:20] if (field := field_of(desk.snapshot, seen))],
        proposals=proposals,
        fixes={p.key: p for p in proposals},
        about=[d for d in desk.decisions if d.target.cause == name and d.target.whole and not d.undone],
        until=_in(desk.today, 90),
    )


@blueprint.get("/quality/finding/<key>")
def finding(key: str) -> Response:
    """One finding with its evidence, what was decided about it, and what can be done."""
    desk = Desk(site().settings, snapshot())
    try:
        several = desk.finding(key)
    except DeskError as error:
        raise NotFound(f"There is no such finding: {error}.") from None
    first = several[0]
    told = [(seen, *said(desk.snapshot, seen)) for seen in several]
    fix, until = fixes.proposal(first), _in(desk.today, 90)
    return page("finding.html", desk, several=told, first=first, state=desk.state(first), fix=fix, until=until)


def _listing(current: Snapshot) -> Mapping[str, Any]:
    """What the first page shows."""
    desk, report = Desk(site().settings, current), current.report
    choices, wanted = desk.choices(), asked(desk)
    causes = desk.causes(wanted)
    shown = Page(paging.asked(), SIZE, len(causes)).checked()
    some = causes[shown.offset : shown.offset + SIZE]
    return {
        "report": report,
        "causes": some,
        "fields": {cause.at: field_of(current, cause.first) for cause in some},
        "page": shown,
        "total": len(causes),
        "wanted": wanted,
        "choices": choices,
        "state_choices": STATES,
        "profiles": [(p, desk.open_by_profile().get(str(p["name"]), 0)) for p in desk.found.profiles],
        "held": quarantine.held(current),
        "first": FIRST,
        "statuses": Counter(document["status"] for document in report["documents"]),
        "left_out": [d for d in report["documents"] if d["error"]],
        "noted": [d for d in report["documents"] if d["notes"]],
        "unknown": _unknown(report["documents"]),
        "formats": CHOICES,
    }


def asked(desk: Desk) -> Wanted:
    """What the address asks for; raises ``BadRequest`` for a choice that there is not."""
    given = {name: request.args.get(name, "").strip() or None for name in ("profile", "source", "severity", "to")}
    if sessions.curator() is None:
        given["to"] = None
    for name, known in desk.choices().items():
        if name != "severity" and given[name] is not None and given[name] not in known:
            raise BadRequest(f"{name} is one of: {', '.join(known) or 'none here'}.")
    return Wanted(**given, state=request.args.get("state") or "open")


def _checked() -> None:
    """Raises ``BadRequest`` for a state or a severity that there is not, whatever form is asked for."""
    for name, known in (("state", STATES), ("severity", SEVERITIES)):
        if any(given and given not in known for given in request.args.getlist(name)):
            raise BadRequest(f"{name} is one of: {', '.join(known)}.")
    paging.asked()


def page(template: str, desk: Desk, /, *, status: int = 200, **shown: Any) -> Response:
    """A page of the desk. What is on it depends on who looks, so that no cache may give it to another."""
    made = render_template(
        template, desk=desk, flash=_flash(desk), told=told, compact=_compact, today=desk.today, **shown
    )
    response = Response(made, status, content_type=PAGE.content_type)
    if sessions.curator() is not None:
        return sessions.private(response)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept, Cookie"
    return response


def _compact(iri: str, base: str) -> str:
    """An IRI as a page writes it: with a prefix, or below the base."""
    found = vocabulary.compact(iri, base)
    return short(iri) if found == iri else found


def told(decision: Decision) -> str:
    """What was decided, in a few words."""
    return SAID[decision.kind].format(to=decision.to, until=decision.until)


def _flash(desk: Desk) -> Mapping[str, Any] | None:
    """What was decided or undone just now, by the number in the address; nothing where there is none such."""
    for event in ("done", "undone"):
        number = request.args.get(event, "")
        found = next((d for d in desk.decisions if str(d.number) == number), None)
        if found and found.undone == (event == "undone") and sessions.curator() is not None:
            return {"event": event, "decision": found}
    return None


def said(current: Snapshot, seen: Seen) -> tuple[Source | None, list[Quote]]:
    """The document that a finding was made in, and the words or fields in which it says what was found."""
    if seen.document is None:
        return None, []
    graph = f"{current.base}graph/source/{seen.document}"
    source = evidence.sources(current, [graph]).get(graph)
    if source is None or seen.finding.focus_node.startswith("_:"):
        return source, []
    quotes = evidence.quotes(current, seen.finding.focus_node, graph)
    return source, quotes.get((seen.finding.path or "", seen.finding.value or ""), [])


def field_of(current: Snapshot, seen: Seen) -> str:
    """The field of its document that a finding comes from, with a star for each place in a list; "" if unknown."""
    _, quotes = said(current, seen)
    pointer = next((quote.pointer for quote in quotes if quote.pointer), "") or ""
    return "/".join("*" if part.isdigit() else part for part in pointer.split("/"))


def _in(today: str, days: int) -> str:
    return (date.fromisoformat(today) + timedelta(days)).isoformat()


def _unknown(documents: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    """The fields that no module knows, by kind of source: how often each came."""
    counted: Counter[tuple[str, str]] = Counter()
    for document in documents:
        for name, count in document["unknown"]:
            counted[document["kind"], name] += count
    return [(kind, name, count) for (kind, name), count in sorted(counted.items(), key=lambda i: (-i[1], i[0]))]
