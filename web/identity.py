"""The desk: named curators see which things may be one, decide, and take back what they decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request
from werkzeug.exceptions import BadRequest, NotFound

from graph.identity import deciding
from graph.identity.deciding import Contradiction, Done, contradiction
from graph.identity.decisions import Decision
from graph.identity.evidence import MERGE
from graph.identity.kept import pair_id
from graph.identity.review import Pair, Review, ReviewError
from graph.pipeline import BuildError, Held
from graph.settings import Settings
from graph.store.embedded import Locked
from web import curators as sessions
from web import paging
from web.curators import private
from web.negotiation import PAGE
from web.paging import Page
from web.sides import LONG, compared
from web.site import base, href, site, snapshot

blueprint = Blueprint("identity", __name__, url_prefix="/identity")
STATUSES = {"open": "Open", "undecided": "Undecided", "different": "Different", "all": "All"}
KINDS = ("person", "organization", "project", "study", "publication", "catalogue")
SIZE = 25
"""Pairs, or decisions, on a page."""
BEFORE = 500
"""Pairs among which the one before a pair is looked for."""
FIELDS = ("one", "other", "thing", "mention", "decision", "number", "pair", "type", "why")
"""What a form may send; kept where it has to be sent again."""
SAID = {"same": "are the same", "different": "are different", "undecided": "stay undecided"}
BUSY = "Another process is publishing at the moment. Nothing is lost and nothing was changed: try again in a moment."


@blueprint.before_request
def _login() -> Response | None:
    if request.args.get("snapshot"):
        raise BadRequest("The desk works on what is published now, and not on an older snapshot.")
    return sessions.required()


@blueprint.after_request
def _private(response: Response) -> Response:
    return private(response)


@blueprint.get("")
def listing() -> Response:
    """The pairs that may be one, those first that touch the most statements."""
    review, status, type_ = _review(), _chosen("status", STATUSES, "open"), _type()
    assert status is not None
    page = Page(paging.asked(), SIZE, review.count(status, type_)).checked()
    return _page(
        "pairs.html",
        review,
        pairs=review.pairs(status, type_, SIZE, page.offset),
        page=page,
        chosen=status,
        statuses=[(name, label, review.count(name, type_)) for name, label in STATUSES.items()],
        type=type_,
        kinds=[kind for kind in KINDS if kind == type_ or review.count(status, kind)],
        notes=review.notes(),
    )


@blueprint.get("/pair/<name>")
def pair(name: str) -> Response:
    """Both sides of a pair, the evidence, and what would change."""
    review, type_ = _review(), _type()
    try:
        found = review.pair(name)
    except ReviewError:
        raise NotFound("There is no such pair: it may have been decided, or its documents have changed.") from None
    return _page(
        "pair.html",
        review,
        pair=found,
        rows=compared(review.snapshot, found.one.iri, found.other.iri),
        decided=next((d for d in review.decisions if d.number == found.decision), None),
        against={kind: contradiction(kind, found.one.keys, found.other.keys) for kind in ("same", "different")},
        previous=_previous(review, found, type_),
        following=review.following(name, type_),
        left=review.count("open", type_),
        type=type_,
        merge=MERGE,
        long=LONG,
    )


@blueprint.get("/thing")
def thing() -> Response:
    """What a thing is made of, document by document: to take one off, or to say that it is another thing as well."""
    review = _review()
    asked = request.args.get("iri", "").strip()
    try:
        found = review.side(asked)
    except ReviewError:
        path = asked.removeprefix(base())
        return _page("thing.html", review, 404, asked=path, side=None)
    return _page("thing.html", review, asked=asked, side=found, own=f"{found.type}@")


@blueprint.get("/history")
def history() -> Response:
    """All decisions, the newest first, each with what became of it."""
    review = _review()
    page = Page(paging.asked(), SIZE, len(review.decisions)).checked()
    return _page("decisions.html", review, past=review.history(SIZE, page.offset), page=page)


@blueprint.post("/decide")
def decide() -> Response:
    """Say that two things are the same, different or undecided; the next pair follows."""
    one, other, kind = _field("one"), _field("other"), _field("decision")
    if kind not in SAID:
        raise BadRequest(f"decision is one of: {', '.join(SAID)}.")

    # Asked before: a pair that was decided has no place among the others any more.
    after_this = _review().following(_field("pair"), _type()) if _field("pair") else None

    def after(done: Done) -> str:
        where = "identity"
        if after_this:
            review = _review()
            still = any(found.id == after_this for found in review.reader.proposals())
            following = after_this if still else review.following(after_this, _type())
            where = f"identity/pair/{following}" if following else where
        return href(where, done=done.number, type=_type())

    return _written(
        lambda chosen, by, why, override: deciding.decide(chosen, one, other, kind, by, why, override=override),  # type: ignore[arg-type]
        after,
        f"They {SAID[kind]}.",
    )


@blueprint.post("/split")
def split() -> Response:
    """Say that what some documents name is another thing than the rest."""
    whole, keys = _field("thing"), request.form.getlist("mention")
    return _written(
        lambda chosen, by, why, override: deciding.split(chosen, whole, keys, by, why, override=override),
        lambda done: href("identity/thing", iri=whole, done=done.number),
        "The documents that you chose speak of another one.",
    )


@blueprint.post("/undo")
def undo() -> Response:
    """Take a decision back; what was published before it is published again."""
    number = _field("number")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise BadRequest("number is that of a decision, as the history shows it.")
    return _written(
        lambda chosen, by, why, _override: deciding.undo(chosen, int(number), by, why),
        _undone,
        f"Decision {number} is undone.",
    )


def _undone(done: Done) -> str:
    """The pair that is open again, or else the history."""
    review = _review()
    found = next(d for d in review.decisions if d.number == done.number)
    try:
        again = pair_id(review.path(found.one[0]), review.path(found.other[0]))
        where = f"identity/pair/{review.pair(again).id}"
    except ReviewError:
        where = "identity/history"
    return href(where, undone=done.number)


Act = Callable[[Settings, str, str, bool], Done]


def _written(act: Act, after: Callable[[Done], str], decided: str) -> Response:
    """Do what a form asks and go on; where that cannot be, the form comes back with the reason, and nothing is lost."""
    who = sessions.curator()
    assert who is not None
    if not sessions.is_own_form():
        return _again(403, "Was it you?", "The form was too old, or it was not made here.", "Yes, do it", decided)
    chosen = replace(site().settings, base=base())
    try:
        done = act(chosen, who.name, _field("why"), request.form.get("override") == "yes")
    except Contradiction as error:
        told = f"{str(error).partition('. If you know better')[0]}. Decide so only if you know that they are wrong."
        return _again(409, "Identifiers say otherwise", told, "I know better: decide so", decided, override=True)
    except Locked:
        response = _again(503, "Someone else is publishing", BUSY, "Try again", decided)
        response.headers["Retry-After"] = "10"
        return response
    except ReviewError as error:
        return _again(409, "That cannot be decided", f"{error}.", "Try again", decided)
    except (BuildError, Held) as error:
        told = f"It cannot be published: {error}. Nothing was changed. The operator has to see to it."
        return _again(409, "That cannot be published", told, "Try again", decided)
    g.pop("snapshot", None)  # what follows is read from what was published just now
    return private(redirect(after(done), 303))  # type: ignore[arg-type]


def _again(status: int, title: str, told: str, button: str, decided: str, override: bool = False) -> Response:
    kept = [(name, value) for name in FIELDS for value in request.form.getlist(name)]
    back = href(f"identity/pair/{_field('pair')}") if _field("pair") else ""
    again = request.path.removeprefix("/")
    shown = {"title": title, "told": told, "button": button, "decided": decided, "override": override}
    page = render_template("again.html", again=again, kept=kept, back=back, **shown)
    return Response(page, status, content_type=PAGE.content_type)


def _review() -> Review:
    return Review(site().settings, snapshot())


def _page(template: str, review: Review, status: int = 200, **shown: Any) -> Response:
    """A page of the desk, with what was done before it."""
    page = render_template(template, flash=_flash(review), said=SAID, **shown)
    return Response(page, status, content_type=PAGE.content_type)


def _flash(review: Review) -> Mapping[str, Any] | None:
    """What was decided or undone just now, by the number in the address; nothing where there is none such."""
    for event in ("done", "undone"):
        number = request.args.get(event, "")
        found = next((d for d in review.decisions if str(d.number) == number), None)
        if found and found.undone == (event == "undone"):
            return {"event": event, "decision": found, "page": _survivor(review, found)}
    return None


def _survivor(review: Review, decision: Decision) -> str | None:
    """The thing that a decision is about, where it is one and there."""
    if decision.kind != "same" or decision.undone:
        return None
    try:
        return review.side(decision.one[0]).iri
    except ReviewError:
        return None


def _previous(review: Review, shown: Pair, type_: str | None) -> str | None:
    """The open pair before this one in the order of effect."""
    before = None
    for found in review.pairs("open", type_, BEFORE):
        if found.id == shown.id or found.effect < shown.effect:
            break
        before = found.id
    return before


def _type() -> str | None:
    return _chosen("type", KINDS)


def _chosen(name: str, choices: Any, usual: str | None = None) -> str | None:
    given = request.values.get(name) or usual
    if given is not None and given not in choices:
        raise BadRequest(f"{name} is one of: {', '.join(choices)}.")
    return given


def _field(name: str) -> str:
    return request.form.get(name, "").strip()
