"""Deciding about findings: named curators assign, waive, mark as fixed, comment, correct, and take it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, Response, abort, g, redirect, render_template, request
from werkzeug.exceptions import BadRequest, NotFound

from graph import serialization
from graph.pipeline import BuildError, Held
from graph.quality import deciding, exchange, preview
from graph.quality.decisions import KINDS, Decision
from graph.quality.desk import Desk, DeskError
from graph.quality.fixes import Proposal
from graph.settings import Settings
from graph.store.embedded import Locked
from web import curators as sessions
from web import paging
from web.curators import private
from web.negotiation import GRAPH, PAGE
from web.paging import Page
from web.quality import page
from web.site import base, href, site, snapshot

blueprint = Blueprint("quality_desk", __name__, url_prefix="/quality")
SIZE = 25
"""Decisions on a page."""
FIELDS = ("cause", "source", "key", "decision", "number", "back", "to", "until", "why")
"""What a form may send; kept where it has to be sent again."""
BUSY = "Another process is publishing at the moment. Nothing is lost and nothing was changed: try again in a moment."


@blueprint.before_request
def _login() -> Response | None:
    if request.args.get("snapshot"):
        raise BadRequest("The desk works on what is published now, and not on an older snapshot.")
    return sessions.required()


@blueprint.after_request
def _private(response: Response) -> Response:
    return private(response)


@blueprint.get("/decisions")
@blueprint.get("/decisions.<suffix>")
def listing(suffix: str | None = None) -> Response:
    """All decisions, the newest first, each with what became of it; with a suffix, all of them as RDF or JSON lines."""
    desk = _desk()
    if suffix is None:
        shown = Page(paging.asked(), SIZE, len(desk.decisions)).checked()
        formats = [*(format.extension for format in GRAPH[1:]), "jsonl"]
        return page("annotations.html", desk, past=desk.history(SIZE, shown.offset), page=shown, formats=formats)
    if suffix == "jsonl":
        return Response(exchange.to_lines(desk.decisions), content_type="application/jsonl; charset=utf-8")
    format = next((format for format in GRAPH[1:] if format.extension == suffix), None)
    if format is None:
        abort(404)
    content = serialization.write(list(exchange.to_rdf(desk.decisions, base())), format)
    return Response(content, content_type=format.content_type)


@blueprint.post("/decide")
def decide() -> Response:
    """Assign, waive, mark as fixed, or comment on a cause, or on those of its findings that are named."""
    kind = _field("decision")
    if kind not in KINDS or kind == "fix":
        raise BadRequest("decision is one of: assign, waive, fixed, comment.")

    def act(chosen: Settings, by: str, why: str) -> Decision:
        about = deciding.target(_desk(), _field("cause"), _field("source"), request.form.getlist("key"))
        to, until = (_field("to"), "") if kind == "assign" else ("", _field("until") if kind == "waive" else "")
        return deciding.decide(chosen, kind, about, by, why, to=to, until=until)

    return _written(act, "done", f"Decided: {kind}.")


@blueprint.post("/undo")
def undo() -> Response:
    """Take a decision back; of a fix, what was published before it is published again."""
    number = _field("number")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise BadRequest("number is that of a decision, as the list of decisions shows it.")
    return _written(
        lambda chosen, by, why: deciding.undo(chosen, int(number), by, why), "undone", f"Decision {number} is undone."
    )


@blueprint.get("/fix")
def proposed() -> Response:
    """What a fix would do, before it is done."""
    desk, name, source = _desk(), request.args.get("cause", ""), request.args.get("source", "")
    try:
        found, _ = desk.cause(name, source)
        proposals = _proposals(desk, name, source, request.args.getlist("key"))
    except DeskError as error:
        raise NotFound(f"There is nothing to fix: {error}.") from None
    number = 1 + max((d.number for d in desk.decisions), default=0)
    patch = preview.patch(proposals, deciding.graph_of(number, base())).decode()
    return page(
        "fix.html",
        desk,
        cause=found,
        source=source,
        keys=request.args.getlist("key"),
        proposals=proposals,
        effect=preview.effect(desk, proposals),
        patch=patch,
    )


@blueprint.post("/fix")
def fix() -> Response:
    """State what is right in a graph of its own, and publish it."""

    def act(chosen: Settings, by: str, why: str) -> Decision:
        desk, name, source = _desk(), _field("cause"), _field("source")
        proposals = _proposals(desk, name, source, request.form.getlist("key"))
        about = deciding.target(desk, name, source, [p.key for p in proposals])
        return deciding.fix(chosen, about, proposals, by, why)

    return _written(act, "done", "It is corrected here.")


def _proposals(desk: Desk, name: str, source: str, keys: list[str]) -> list[Proposal]:
    found, _ = desk.cause(name, source)
    proposals = [p for p in desk.proposals(found) if not keys or p.key in keys]
    if not proposals:
        raise DeskError("there is no safe fix for it, or it was made already")
    return proposals[: deciding.MOST]


Act = Callable[[Settings, str, str], Decision]


def _written(act: Act, event: str, decided: str) -> Response:
    """Do what a form asks and go on; where that cannot be, the form comes back with the reason, and nothing is lost."""
    who = sessions.curator()
    assert who is not None
    if not sessions.is_own_form():
        return _again(403, "Was it you?", "The form was too old, or it was not made here.", "Yes, do it", decided)
    chosen = replace(site().settings, base=base())
    try:
        made = act(chosen, who.name, _field("why"))
    except Locked:
        response = _again(503, "Someone else is publishing", BUSY, "Try again", decided)
        response.headers["Retry-After"] = "10"
        return response
    except DeskError as error:
        return _again(409, "That cannot be decided", f"{str(error)[:1].upper()}{str(error)[1:]}.", "Try again", decided)
    except (BuildError, Held) as error:
        reason = f"It cannot be published: {error}. Nothing was changed. The operator has to see to it."
        return _again(409, "That cannot be published", reason, "Try again", decided)
    g.pop("snapshot", None)  # what follows is read from what was published just now
    return private(redirect(_after(made, event), 303))  # type: ignore[arg-type]


def _after(made: Decision, event: str) -> str:
    """Where a curator goes on: the list of decisions that the form came from, the finding, the cause, or the causes."""
    number = {event: made.number}
    desk, target, back = _desk(), made.target, _field("back")
    if back == "decisions":
        return href("quality/decisions", **number)
    if back == "finding" and len(target.keys) == 1 and target.keys[0] in desk.found.by_key:
        return href(f"quality/finding/{target.keys[0]}", **number)
    try:
        desk.cause(target.cause, target.source)
    except DeskError:
        return href("quality", **number)
    return href(f"quality/cause/{target.cause}", source=target.source, **number)


def _again(status: int, title: str, reason: str, button: str, decided: str) -> Response:
    kept = [(name, value) for name in FIELDS for value in request.form.getlist(name)]
    back = href(f"quality/cause/{_field('cause')}", source=_field("source")) if _field("cause") else href("quality")
    again = request.path.removeprefix("/")
    shown = {"title": title, "told": reason, "button": button, "decided": decided, "override": False}
    made = render_template("again.html", again=again, kept=kept, back=back, **shown)
    return Response(made, status, content_type=PAGE.content_type)


def _desk() -> Desk:
    return Desk(site().settings, snapshot())


def _field(name: str) -> str:
    return request.form.get(name, "").strip()
