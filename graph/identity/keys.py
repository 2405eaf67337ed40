"""By which keys a record is known: strong identifiers, and its name or place in its document.

Keys are texts that start with the record's type, so that a project and a dataset of one title, or a
person and an organisation of one name, never share one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph import identifiers
from graph.frozen import frozen
from graph.identity.organizations import organization_name
from graph.records import (
    Aim,
    Catalogue,
    Distribution,
    Grant,
    Identifier,
    Organization,
    Person,
    Project,
    Publication,
    Reference,
    Study,
    Value,
    WorkPackage,
    children,
)

TYPES = {
    Study: "study",
    Project: "project",
    WorkPackage: "work-package",
    Aim: "aim",
    Organization: "organization",
    Person: "person",
    Publication: "publication",
    Grant: "grant",
    Catalogue: "catalogue",
    Distribution: "distribution",
}


RANKS = {
    scheme: rank
    for rank, scheme in enumerate(("doi", "orcid", "ror", "isni", "ukda-sn", "grant", "local", "email", "url"))
}
"""The schemes of strong keys, the most certain first."""


def type_of(record: object) -> str | None:
    """The type of a record that has keys, else ``None``."""
    known = TYPES.get(type(record))
    return record.type if known is None and isinstance(record, Reference) else known


@frozen(frozen=True, slots=True)
class Keys:
    """``strong`` keys decide; ``own`` is the document with the name or the place in it, and is always there."""

    type: str
    strong: tuple[str, ...]
    own: str

    @property
    def first(self) -> str:
        """The key by which the parts of the record are known."""
        return self.strong[0] if self.strong else self.own


@frozen(frozen=True, slots=True)
class Occurrence:
    """A record where it stands in a document, with the occurrence that holds it."""

    record: object
    keys: Keys
    owner: Occurrence | None


def occurrences(record: object, document: str, owner: Occurrence | None = None) -> Iterator[Occurrence]:
    """A record and all records inside it, outermost first. ``document`` is the document's key."""
    here = owner
    if type_of(record):
        here = Occurrence(record, keys_of(record, document, owner), owner)
        yield here
    for child in children(record):
        yield from occurrences(child, document, here)


def keys_of(record: object, document: str, owner: Occurrence | None) -> Keys:
    """The keys of a record that stands in ``document`` inside ``owner``."""
    type_ = TYPES.get(type(record)) or type_of(record)
    if type_ is None:
        raise TypeError(f"{type(record).__name__} has no keys")
    known = _strong(record)
    strong = tuple([f"{type_}:{key}" for key in dict.fromkeys(known)]) if known else ()
    name = _name(record)
    if name:
        return Keys(type_, strong, f"{type_}@{document}#{name}")
    return Keys(type_, strong, f"{type_}@{owner.keys.first if owner else document}#{_place(record)}")


def _strong(record: object) -> list[str]:
    """The keys of a record's identifiers, the best first."""
    if isinstance(record, (Organization, Person, Project)):
        return _ranked(record.identifiers)
    if isinstance(record, Study):
        numbers = [n for said in record.identifiers if (n := identifiers.ukda_sn(said.value.value))]
        return [*_ranked(record.identifiers), *(f"ukda-sn:{number}" for number in numbers)]
    if isinstance(record, Publication):
        urls = (Value(Identifier("url", said.value)) for said in record.urls if identifiers.parse_url(said.value))
        return _ranked((*record.identifiers, *urls))
    if isinstance(record, Grant):
        return _ranked((record.reference, *record.identifiers))
    if isinstance(record, Reference):
        return _ranked((record.identifier,))
    if isinstance(record, Distribution):
        return _ranked((Value(Identifier("url", record.url.value)),))
    return []


def _ranked(stated: Iterable[Value[Identifier]]) -> list[str]:
    known = [key for said in stated if (key := identifiers.identity_key(said.value))]
    return known if len(known) < 2 else sorted(known, key=lambda key: (RANKS[key.partition(":")[0]], key))


def _name(record: object) -> str | None:
    """The name by which a document speaks of one thing, normalised."""
    name: str | None = None
    if isinstance(record, Organization):
        name = record.canonical or record.name.value
        above = [p.value.name.value for p in record.parents if isinstance(p.value, Organization)]
        said = organization_name(name) if above else None
        if said and said.general > 1:
            name = f"{name}, {above[0]}"
        elif record.parents and any(isinstance(parent.value, Reference) for parent in record.parents):
            return None  # "Department of History" of what only an identifier leads to
    elif isinstance(record, (Person, Project, Catalogue)):
        name = record.name.value if record.name else None
    elif isinstance(record, (Study, Publication)):
        name = record.title.value if record.title else None
    normal = identifiers.normal_name(name) if name else ""
    if isinstance(record, Publication) and normal:
        return f"{record.kind}:{normal}"
    return normal or None


def _place(record: object) -> str:
    if isinstance(record, WorkPackage):
        return f"{record.kind}-{record.number.value}".lower()
    if isinstance(record, Aim):
        return record.number.value
    return identifiers.normal_name(_said(record))


def _said(record: object) -> str:
    said = getattr(record, "name", None) or getattr(record, "title", None)
    return said.value if isinstance(said, Value) else ""
