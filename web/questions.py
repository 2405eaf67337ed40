"""The saved questions: a list, and for each a form that asks it, with its answer in every format."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, abort, render_template, request
from werkzeug.exceptions import BadRequest

from graph import queries, serialization
from graph.queries import BadParameter, Question, UnknownQuestion
from graph.serialization import Format
from graph.store.base import QueryError
from graph.store.snapshot import Snapshot
from web import negotiation, results, vocabulary
from web.asking import ask
from web.negotiation import PAGE
from web.results import FOR_A_PAGE
from web.site import snapshot

blueprint = Blueprint("questions", __name__)
CHOICES = (PAGE, *serialization.of("results"))
AUDIENCES = {
    "consumer": "About the research",
    "federator": "For harvesting",
    "curator": "For curating",
}
SUGGESTED = 200
"""Entities that a form suggests for a parameter that names one."""


@blueprint.get("/queries")
def listing() -> Response:
    """Every question, by whom it is for."""
    return negotiation.respond({PAGE.name: _listing}, (PAGE,))


def _listing() -> str:
    groups = {
        title: [question for question in queries.questions().values() if question.audience == audience]
        for audience, title in AUDIENCES.items()
    }
    return render_template("questions.html", groups=groups)


@blueprint.get("/queries/<name>")
def question(name: str) -> Response:
    """A question: its form, and its answer where it can be asked with the parameters given."""
    stem, suffix = negotiation.split(name, CHOICES)
    try:
        asked = queries.question(stem)
    except UnknownQuestion as error:
        abort(404, f"{str(error).capitalize()}.")
    current, values = snapshot(), request.args.to_dict()
    made = {f.name: partial(_answer, asked, values, f) for f in CHOICES if f.results}
    page = partial(_page, current, asked, values)
    return negotiation.respond({**made, PAGE.name: page}, CHOICES, suffix, f"queries/{stem}")


def _answer(asked: Question, values: dict[str, str], format: Format) -> bytes:
    try:
        text = queries.text_with(asked, queries.bind(asked, values))
        answer = ask(text, {"results": format, "graph": None})
        return answer.content if answer.mapped is None else answer.mapped[:]
    except (BadParameter, QueryError) as error:
        raise BadRequest(f"{error}.") from error


def _page(current: Snapshot, asked: Question, values: dict[str, str]) -> str:
    wrong, shown, text = None, None, asked.text
    needed = any(parameter.required and parameter.default is None for parameter in asked.parameters)
    if values or not needed:
        try:
            text = queries.text_with(asked, queries.bind(asked, values))
            shown = results.shown(ask(text, FOR_A_PAGE), current)
        except (BadParameter, QueryError) as error:
            wrong = str(error)
    return render_template(
        "question.html",
        question=asked,
        values=values,
        wrong=wrong,
        shown=shown,
        query=text,
        suggestions=_suggestions(current, asked),
        formats=CHOICES[1:],
    )


def _suggestions(current: Snapshot, asked: Question) -> dict[str, list[tuple[str, str]]]:
    """IRIs with labels for each parameter that is called by a kind of entity."""
    kinds = {"funder": "organization", **{kind: kind for kind in vocabulary.TYPES}}
    found = {}
    for parameter in asked.parameters:
        if parameter.type == "iri" and parameter.name in kinds:
            hits = current.search("", kinds[parameter.name], limit=SUGGESTED).hits
            found[parameter.name] = [(hit.iri, hit.label) for hit in hits]
    return found
