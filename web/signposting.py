"""Link sets: what machines look for at an entity's page, each at an address of its own (FAIR Signposting, level 2)."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, abort

from graph import signposting
from graph.serialization import Format
from graph.store import pages
from graph.store.snapshot import Snapshot
from web import negotiation, vocabulary
from web.site import base, pinned, snapshot

blueprint = Blueprint("signposting", __name__)
KIND = f"<any({', '.join(repr(kind) for kind in vocabulary.TYPES)}):kind>"
CHOICES = tuple(
    Format(f"linkset-{suffix}", media, suffix, frozenset({"linkset"})) for suffix, media in signposting.LINKSETS.items()
)


def headers(current: Snapshot, kind: str, slug: str, suffix: str | None) -> list[str]:
    """The values of ``Link`` of an entity's page, or of its metadata where a suffix asks for that."""
    found = signposting.links(current, kind, slug, pinned())
    return signposting.header(found) if suffix is None else signposting.described(found)


@blueprint.get(f"/linkset/{KIND}/<name>")
def linkset(kind: str, name: str) -> Response:
    """The link set of an entity's page, as JSON or text."""
    current = snapshot()
    slug, suffix = negotiation.split(name, CHOICES)
    if not pages.exists(current, f"{base()}id/{kind}/{slug}"):
        abort(404)
    found = partial(signposting.links, current, kind, slug, pinned())
    made = {
        CHOICES[0].name: lambda: signposting.as_json(found()),
        CHOICES[1].name: lambda: signposting.as_text(found()),
    }
    return negotiation.respond(made, CHOICES, suffix)
