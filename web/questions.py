"""The saved questions: a list, and for each a form that asks it, with its answer in every format."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, abort, g, render_template

from graph import examples, queries, serialization
from graph.queries import Question, UnknownQuestion
from graph.serialization import Format
from graph.store.snapshot import Snapshot
from web import answers, negotiation, vocabulary
from web.answers import Asked
from web.negotiation import GRAPH, PAGE
from web.site import base, snapshot

blueprint = Blueprint("questions", __name__)
CHOICES = (*serialization.of("results"), PAGE)
"""Results first: who accepts anything is a program."""
SUGGESTED = 200
"""Entities that a form suggests for a parameter that names one."""


@blueprint.get("/queries")
@blueprint.get("/queries.<suffix>")
def listing(suffix: str | None = None) -> Response:
    """Every question: by whom it is for, and as RDF examples."""
    if suffix is not None and not any(format.extension == suffix for format in GRAPH):
        abort(404)
    made = {format.name: partial(_examples, format) for format in GRAPH if format.rdf}
    return negotiation.respond({**made, PAGE.name: _listing}, GRAPH, suffix, "queries")


def _examples(format: Format) -> bytes:
    current = snapshot()
    graph = f"{current.base}graph/questions"
    kept = (quad.triple for quad in current.graph(graph)) if graph in current.graphs else examples.triples(base())
    return serialization.write(kept, format)


def _listing() -> str:
    groups = {
        title: [question for question in queries.questions().values() if question.audience == audience]
        for audience, title in vocabulary.AUDIENCES.items()
    }
    return render_template("questions.html", groups=groups, formats=GRAPH)


@blueprint.get("/queries/<name>")
def question(name: str) -> Response:
    """A question: its form, and its answer where it can be asked with the parameters given."""
    stem, suffix = negotiation.split(name, CHOICES)
    try:
        found = queries.question(stem)
    except UnknownQuestion as error:
        abort(404, f"{str(error).capitalize()}.")
    current, format = snapshot(), negotiation.chosen(CHOICES, suffix)
    asked = answers.asked(found, for_a_page=format is PAGE)
    if asked.wrong and format is not PAGE:
        raise asked.wrong
    if asked.wrong and asked.given:
        form = _page(current, asked, str(asked.wrong))
        return Response(form, 400, {"Cache-Control": "no-store", "Vary": "Accept"}, content_type=PAGE.content_type)
    g.links = [] if asked.text is None else [f'<{answers.cited(asked)}>; rel="cite-as permalink"']
    made = {f.name: partial(answers.answer, asked, f) for f in CHOICES if f.results}
    page = partial(_page, current, asked)
    return negotiation.respond({**made, PAGE.name: page}, CHOICES, suffix, f"queries/{stem}", asked.query())


def _page(current: Snapshot, asked: Asked, wrong: str | None = None) -> str:
    page = answers.counted(asked)
    return render_template(
        "question.html",
        question=asked.question,
        values=asked.values,
        wrong=wrong,
        shown=answers.shown(asked, page) if page else None,
        page=page,
        cited=answers.cited(asked),
        query=asked.text or asked.question.text,
        suggestions=_suggestions(current, asked.question),
        formats=CHOICES[:-1],
    )


def _suggestions(current: Snapshot, asked: Question) -> dict[str, list[tuple[str, str]]]:
    """IRIs with labels for each parameter that is called by a kind of entity."""
    found = {}
    for parameter in asked.parameters:
        if parameter.type == "iri" and parameter.name in vocabulary.PARAMETER_KINDS:
            hits = current.search("", vocabulary.PARAMETER_KINDS[parameter.name], limit=SUGGESTED).hits
            found[parameter.name] = [(hit.iri, hit.label) for hit in hits]
    return found
