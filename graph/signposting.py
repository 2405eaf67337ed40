"""FAIR Signposting: typed links from an entity's page to what a machine looks for there, levels 1 and 2.

https://signposting.org/FAIR/ names the relations: ``cite-as``, ``type``, ``describedby``, ``item``, ``license`` and
``author``, and the other way ``describes`` and ``collection``. Level 2 has them all in a link set (RFC 9264).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from graph.namespaces import DCT, RDF, SCHEMA
from graph.serialization import of
from graph.store import pages
from graph.store.snapshot import Snapshot

ABOUT_PAGE = SCHEMA.AboutPage.value
MOST = 20
"""Links of one relation that headers hold; the link set has them all."""
LINKSETS = {"json": "application/linkset+json", "txt": "application/linkset"}
_MEDIA_TYPE = re.compile(r"[a-z]+/[A-Za-z0-9.+-]+")
_ORCID = "https://orcid.org/"


@dataclass(frozen=True, slots=True)
class TypedLink:
    """A link from ``anchor`` to ``target``; ``type`` is the target's media type."""

    anchor: str
    relation: str
    target: str
    type: str | None = None

    def text(self, anchored: bool = False) -> str:
        """The link as in a ``Link`` header (RFC 8288, 3), with its anchor where it is not understood."""
        media = f'; type="{self.type}"' if self.type else ""
        anchor = f'; anchor="{self.anchor}"' if anchored else ""
        return f'<{self.target}>; rel="{self.relation}"{media}{anchor}'


def links(snapshot: Snapshot, kind: str, slug: str, query: str = "") -> list[TypedLink]:
    """The links of an entity's page. ``query`` (``?snapshot=12``) is kept in those to what lies here."""
    iri, page = f"{snapshot.base}id/{kind}/{slug}", f"{snapshot.base}{kind}/{slug}"
    said = pages.node(snapshot, iri)
    here = f"{page}{query}"
    found = [TypedLink(here, "cite-as", iri), TypedLink(here, "type", ABOUT_PAGE)]
    found += [TypedLink(here, "type", iri) for iri in _iris(said, RDF.type) if iri.startswith(SCHEMA)]
    for format in of("graph"):
        found.append(TypedLink(here, "describedby", f"{page}.{format.extension}{query}", format.media_type))
    found += _items(snapshot, said, here)
    licences = [*_iris(said, DCT.license), *_iris(said, SCHEMA.license)]
    found += [TypedLink(here, "license", iri) for iri in licences if not iri.startswith(snapshot.base)][:1]
    agents = dict.fromkeys(iri for has in (SCHEMA.creator, SCHEMA.author) for iri in _iris(said, has))
    found += [TypedLink(here, "author", _identified(snapshot, agent)) for agent in agents]
    for suffix, media in LINKSETS.items():
        found.append(TypedLink(here, "linkset", f"{snapshot.base}linkset/{kind}/{slug}.{suffix}{query}", media))
    return found


def _items(snapshot: Snapshot, said: dict[str, list[Any]], here: str) -> Iterator[TypedLink]:
    """The files of a dataset, with their media types where those are known."""
    for distribution in _iris(said, SCHEMA.distribution):
        about = pages.node(snapshot, distribution)
        formats = (term.value for term in about.get(SCHEMA.encodingFormat.value, ()))
        media = next((text for text in formats if _MEDIA_TYPE.fullmatch(text)), None)
        for url in _iris(about, SCHEMA.contentUrl):
            yield TypedLink(here, "item", url, media)


def _identified(snapshot: Snapshot, agent: str) -> str:
    """An agent by ORCID where it has one, else by its IRI here."""
    return next((iri for iri in _iris(pages.node(snapshot, agent), SCHEMA.sameAs) if iri.startswith(_ORCID)), agent)


def _iris(said: dict[str, list[Any]], predicate: NamedNode) -> list[str]:
    return [term.value for term in said.get(predicate.value, ()) if isinstance(term, NamedNode)]


def header(found: Iterable[TypedLink]) -> list[str]:
    """The links as values of ``Link``, at most :data:`MOST` of a relation."""
    counted: dict[str, int] = {}
    kept = []
    for link in found:
        counted[link.relation] = counted.get(link.relation, 0) + 1
        if counted[link.relation] <= MOST:
            kept.append(link.text())
    return kept


def described(found: Iterable[TypedLink]) -> list[str]:
    """The values of ``Link`` of an entity's metadata: the page that they describe, and the link sets."""
    kept = list(found)
    (page,) = {link.anchor for link in kept}
    sets = [link.text() for link in kept if link.relation == "linkset"]
    return [TypedLink("", "describes", page, "text/html").text(), *sets]


def linkset(found: Iterable[TypedLink]) -> list[TypedLink]:
    """All links of a link set: those of the page, and those that lead back to it."""
    kept = [link for link in found if link.relation != "linkset"]
    back = {"describedby": "describes", "item": "collection"}
    inverse = [TypedLink(x.target, back[x.relation], x.anchor, "text/html") for x in kept if x.relation in back]
    return [*kept, *inverse]


def as_text(found: Iterable[TypedLink]) -> str:
    """A link set as ``application/linkset`` (RFC 9264, 4.1)."""
    return ",\n".join(link.text(anchored=True) for link in linkset(found)) + "\n"


def as_json(found: Iterable[TypedLink]) -> str:
    """A link set as ``application/linkset+json`` (RFC 9264, 4.2)."""
    contexts: dict[str, dict[str, Any]] = {}
    for link in linkset(found):
        context = contexts.setdefault(link.anchor, {"anchor": link.anchor})
        target = {"href": link.target, "type": link.type} if link.type else {"href": link.target}
        context.setdefault(link.relation, []).append(target)
    return json.dumps({"linkset": list(contexts.values())}, ensure_ascii=False, indent=1)
