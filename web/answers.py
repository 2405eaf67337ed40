"""A request that asks a question: its values checked and bound, its rows in pages, its address to cite."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, g, request
from werkzeug.exceptions import BadRequest

from graph import queries
from graph.queries import BadParameter, Question
from graph.serialization import Format
from graph.store.base import Answer, Form, QueryError
from web import negotiation, paging, results
from web.asking import ask
from web.paging import Page
from web.results import FOR_A_PAGE
from web.site import base, pinned, site, snapshot

OF_ANY = ("page", "page_size", "snapshot")
"""Parameters that every question has beside its own."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the values of a request; ``size`` is that of a page, ``None`` for the whole answer.

    ``pages`` says whether the request named a page, ``given`` whether it had any values. ``text`` is the
    question's SPARQL with them bound; where they are not all there or not right it is ``None``, and ``wrong``
    says why.
    """

    question: Question
    values: dict[str, str]
    given: bool
    pages: bool
    number: int
    size: int | None
    text: str | None = None
    wrong: BadParameter | None = None

    def query(self, **others: int | None) -> str:
        """The query part of a link that asks the same, but for ``others``."""
        paged = {"page": self.number, "page_size": self.size} if self.pages or "page" in others else {}
        given = {**self.values, **paged, **others}
        query = urlencode({name: value for name, value in given.items() if value is not None})
        return f"?{query}" if query else ""


def asked(found: Question, for_a_page: bool) -> Asked:
    """What this request asks. Raises ``BadParameter`` for what no form would send."""
    values = {}
    for name in request.args:
        if name not in OF_ANY:
            values[name], *more = request.args.getlist(name)
            if more:
                raise BadParameter(name, "given more than once", "one value")
    empty = [parameter for parameter in found.parameters if values.get(parameter.name) == ""]
    if empty and not for_a_page:  # a form sends what was left open; a program means something by it
        raise BadParameter(empty[0].name, "empty", f"{queries.allowed(empty[0])}, or nothing at all", empty[0].example)
    kept = {name: text for name, text in values.items() if text}
    pages = "page" in request.args or "page_size" in request.args
    number, size = paging.asked(), paging.size(site().settings.page_size) if pages or for_a_page else None
    try:
        text = queries.text_with(found, queries.bind(found, kept))
    except BadParameter as error:
        return Asked(found, kept, bool(values), pages, number, size, wrong=error)
    return Asked(found, kept, bool(values), pages, number, size, text)


def answer(asked: Asked, format: Format) -> Response:
    """The rows in a format: all of them, or those of a page with links to its neighbours."""
    assert asked.text is not None
    page = counted(asked)
    text = asked.text if page is None else queries.page_of(asked.text, page.size, page.offset)
    response = results.sent(_ask(text, {"results": format, "graph": None}, negotiation.etag("answer", format.name)))
    if page is not None:
        response.headers["X-Total-Count"] = str(page.total)
    return response


def shown(asked: Asked, page: Page) -> results.Shown:
    """The rows of a page, for people."""
    assert asked.text is not None
    text = queries.page_of(asked.text, page.size, page.offset)
    return results.shown(_ask(text, FOR_A_PAGE, negotiation.etag("page")), snapshot(), page)


def counted(asked: Asked) -> Page | None:
    """The page that is asked for, if one is, with links to its neighbours; the total is counted once."""
    if asked.size is None or asked.text is None:
        return None
    counting = queries.count_of(asked.text)
    key = hashlib.sha256(f"{snapshot().number} {snapshot().digest} {counting}".encode()).hexdigest()
    told = json.loads(_ask(counting, FOR_A_PAGE, f"count-{key}").content)
    total = int(told["results"]["bindings"][0]["n"]["value"])
    page = Page(asked.number, asked.size, total).checked()
    numbers = {"first": 1, "prev": page.previous, "next": page.next, "last": page.last}
    here = f"{base()}{request.path.removeprefix('/')}"
    for relation, number in numbers.items():
        if number:
            g.links.append(f'<{here}{pinned(asked.query(page=number))}>; rel="{relation}"')
    return page


def cited(asked: Asked) -> str:
    """The address at which this very answer stays: of the same question, as of the snapshot that answered it."""
    return f"{base()}queries/{asked.question.name}{asked.query(snapshot=snapshot().number)}"


def _ask(text: str, formats: Mapping[Form, Format | None], tag: str) -> Answer:
    try:
        return ask(text, formats, tag=tag)
    except QueryError as error:
        raise BadRequest(f"{error}.") from error
