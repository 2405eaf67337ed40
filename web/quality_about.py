"""Why something is not published, what is kept back, and how the findings came and went."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, NotFound

from graph.quality import history, quarantine
from graph.quality.desk import Desk
from graph.quality.quarantine import NoComparison
from graph.quality.why import LONGEST, why
from web import paging
from web.chart import MOST, chart
from web.paging import Page
from web.quality import page
from web.site import site, snapshot

blueprint = Blueprint("quality_about", __name__, url_prefix="/quality")
SIZE = 100
"""Records that are kept back, on a page."""


@blueprint.get("/why")
def reason() -> Response:
    """What became of a document, an address, an identifier or an IRI."""
    desk, asked = Desk(site().settings, snapshot()), request.args.get("about", "").strip()
    if len(asked) > LONGEST:
        raise BadRequest(f"about has at most {LONGEST} characters.")
    answer = why(site().settings, desk.snapshot, asked) if asked else None
    status = 404 if answer and not answer.about else 200
    return page("why.html", desk, status=status, asked=asked, answer=answer)


@blueprint.get("/held")
def held() -> Response:
    """The records that are kept back, and what is served in their place."""
    desk = Desk(site().settings, snapshot())
    found = quarantine.held(desk.snapshot)
    shown = Page(paging.asked(), SIZE, len(found)).checked()
    return page("held.html", desk, held=found[shown.offset : shown.offset + SIZE], page=shown)


@blueprint.get("/held/compare")
def compare() -> Response:
    """What tells the version that is served from the one that is kept back."""
    desk, document = Desk(site().settings, snapshot()), request.args.get("document", "")
    try:
        found = quarantine.compared(desk.snapshot, document)
    except NoComparison as error:
        raise NotFound(f"There is nothing to compare: {error}.") from None
    rows = [one for one in quarantine.held(desk.snapshot) if one.document == document]
    return page("compare.html", desk, found=found, rows=rows)


@blueprint.get("/history")
def timeline() -> Response:
    """How many findings each publish opened, closed and left standing, by profile and source."""
    desk, told = Desk(site().settings, snapshot()), history.of(site().settings.data)
    number = desk.snapshot.number
    profiles = sorted({at[0] for point in told.points for at in point.numbers})
    sources = sorted({at[1] for point in told.points for at in point.numbers})
    profile, source = (request.args.get(name, "") for name in ("profile", "source"))
    for name, given, known in (("profile", profile, profiles), ("source", source, sources)):
        if given and given not in known:
            raise BadRequest(f"{name} is one of: {', '.join(known)}.")
    series = [found for found in history.series(told, profile, source) if found[0].snapshot <= number]
    choices = {"profile": profiles, "source": sources}
    return page(
        "trend.html",
        desk,
        series=series,
        chart=chart(series),
        choices=choices,
        profile=profile,
        source=source,
        most=MOST,
    )
