"""The page of the SPARQL endpoint: a form that works by itself, an editor in its place, the result, the examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask import Response, render_template

from graph import queries, service
from graph.serialization import PREFIXES, Format
from graph.store.base import Answer, Form
from graph.store.pool.client import LimitReached
from web import examples, results
from web.negotiation import PAGE
from web.site import site

if TYPE_CHECKING:
    from web.sparql import Asked


def page(
    asked: Asked,
    offered: Mapping[Form, tuple[Format, ...]],
    answer: Answer | None = None,
    wrong: str | None = None,
    status: int = 200,
    hint: str | None = None,
) -> Response:
    """The query page, with a result and perhaps a hint, or with what was wrong. ``offered`` are the formats.

    A result that it cannot show makes it a 503: the editor, where there is one, asks for it again by itself.
    """
    shown, large = _shown(answer)
    listed = examples.by_category()
    first = next(question.text for question in queries.questions().values() if not question.parameters)
    made = render_template(
        "sparql.html",
        query=asked.query if asked.query is not None else service.bare(first),
        asked=asked,
        answer=answer,
        shown=shown,
        large=large,
        wrong=service.explained(wrong) if wrong else None,
        place=service.position(wrong) if wrong else {},
        hint=hint,
        prefixes=PREFIXES,
        examples=listed,
        tags=sorted({tag for group in listed.values() for example in group for tag in example.tags}),
        offered=offered,
        editor=site().has_editor,
    )
    return Response(made, 503 if large else status, content_type=PAGE.content_type)


def _shown(answer: Answer | None) -> tuple[results.Shown | None, str | None]:
    """A result as a page shows it, or why it does not."""
    try:
        return (results.shown(answer) if answer else None), None
    except LimitReached as error:
        return None, f"This is more than {error.allowed}: {error.reached}. What would help: {error.advice}."
