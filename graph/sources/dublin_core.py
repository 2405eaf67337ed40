"""Dublin Core records (see ``dublin_core.yml``), bare or as an OAI-PMH payload: a study, or a text about one.

The elements are those of the DCMI Metadata Element Set 1.1; qualified ones count as what they refine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graph import identifiers
from graph.records import (
    Association,
    Grant,
    Identifier,
    Organization,
    Project,
    Publication,
    Reading,
    Study,
    Value,
)
from graph.sources import ddi, source
from graph.sources.base import Document, DocumentError
from graph.sources.codebook import agents
from graph.sources.codebook.conditions import cc_licence
from graph.sources.codebook.fields import descriptions, titles
from graph.sources.codebook.sheet import Leaf, Sheet, language_tag
from graph.sources.dcmi import fields
from graph.sources.dcmi.fields import GRANT
from graph.sources.formats.xml_fields import xpath
from graph.sources.formats.xml_tree import LANG, Element, first_tag, local, parse, unread
from graph.sources.values.keys import key_of
from graph.sources.values.project import Told, covered, told_by

RULE = "source.dublin-core"
_ROOTS = ("dc", "qualifieddc")
_REFINES = {
    "alternative": "altTitl",
    "abstract": "description",
    "issued": "date",
    "available": "date",
    "spatial": "coverage",
    "temporal": "coverage",
    "accessRights": "rights",
    "license": "rights",
    "rightsHolder": "contributor",
    "references": "relation",
    "isReferencedBy": "relation",
    "conformsTo": "relation",
    "isPartOf": "relation",
    "hasPart": "relation",
    "isVersionOf": "relation",
    "hasVersion": "relation",
    "replaces": "relation",
    "isReplacedBy": "relation",
    "requires": "relation",
    "isRequiredBy": "relation",
}


def recognise(document: Document) -> float:
    """By the root element: ``dc`` of oai_dc, or one that holds elements of Dublin Core."""
    name, tag = first_tag(document.content)
    return 0.9 if name in _ROOTS and ("purl.org/dc/" in tag or "oai_dc" in tag) else 0.0


def read(document: Document) -> Reading:
    """The study or the publication that a record describes.

    Raises :class:`DocumentError` for what is not well-formed or no Dublin Core, and for a record without a title.
    """
    root, put_right = parse(document.content)
    left_out = source("dublin-core").not_published
    found = _sheet(_record(root), frozenset(left_out))
    tables = source("dublin-core").lookups
    named = titles(found, ("en",))
    if named.title is None:
        raise DocumentError("the record has no title: it describes nothing that can be listed")
    main = named.title.language
    told_descriptions, text = descriptions(found.take("stdyDscr/description"), main, ())
    made = _made(found, named, told_descriptions, main, tables)
    record, notes = _with_project(made, found, tables)
    stated = [leaf.line for leaf in found.texts("stdyDscr/identifier")]
    url = document.url or next((u for one in stated if (u := identifiers.parse_url(one))), None)
    names = {name.removeprefix("stdyDscr/"): count for name, count in found.unknown(())}
    return Reading(
        key=key_of(document),
        text=text or named.title.value,
        records=(record,),
        url=url,
        language=main,
        unknown=tuple(sorted(item for item in names.items() if item[0].partition("/")[0] not in left_out)),
        notes=tuple(dict.fromkeys((*put_right, *found.notes, *notes))),
    )


def _record(root: Element) -> Element:
    if local(root) in _ROOTS:
        return root
    inside_it = [element for name in _ROOTS for element in root.iter(f"{{*}}{name}")]
    if len(inside_it) == 1:
        return inside_it[0]
    raise DocumentError(f"the document holds {len(inside_it) or 'no'} Dublin Core records: one is read at a time")


def _sheet(record: Element, left_out: frozenset[str]) -> Sheet:
    """The elements as leaves, under the names that the readers of DDI know where they mean the same."""
    found = Sheet()
    path = xpath(record)
    found.stray.update(f"stdyDscr/{local(record)}/{attribute}" for attribute in unread(record, local(record), left_out))
    inherited = language_tag(record.get(LANG) or "")
    for place, child in enumerate(record.iterchildren("*"), 1):
        name = local(child)
        stated = child.get(LANG)
        language = language_tag(stated) if stated else inherited
        if stated and language is None:
            found.notes.append(f"xml:lang {stated[:40]!r} is no language tag; the text is published without one")
        for element in child.iter("*"):
            within = f"stdyDscr/{name}" if element is child else f"stdyDscr/{name}/{local(element)}"
            found.stray.update(f"{within}/{attribute}" for attribute in unread(element, local(element), left_out))
        known = _REFINES.get(name, "titl" if name == "title" else name)
        attributes = {str(attribute): str(value) for attribute, value in child.items()}
        leaf = Leaf(child, name, f"{path}/*[{place}]", language, attributes, RULE)
        found.leaves.setdefault(f"stdyDscr/{known}", []).append(leaf)
    return found


def _made(found: Sheet, named: Any, told: list[Value[str]], main: str | None, tables: Mapping[str, Any]) -> Any:
    names = ddi.names()
    creators = tuple(agents.creators(found.texts("stdyDscr/creator"), main, names, found.notes))
    publishers = tuple(agents.organizations(found.texts("stdyDscr/publisher"), main, names))
    relations = fields.relations(found)
    stated = tuple(fields.known(found))
    others = {identifiers.key(said.value) for said in stated}
    more = (said for said in relations.identifiers if identifiers.key(said.value) not in others)
    known = (*stated, *more)
    pages = tuple(fields.pages(found))
    rights = found.texts("stdyDscr/rights")
    issued = fields.issued(found)
    kind = _publication(found, tables)
    if kind:
        return Publication(
            kind,
            named.title,
            alternate_titles=(*named.alternate, *named.parallel),
            abstract=told[0] if told else None,
            identifiers=known,
            urls=pages,
            issued=issued,
            authors=creators,
            publishers=publishers,
            related=relations.related,
        )
    said_rights = [leaf for leaf in rights if leaf.line.lower().rstrip("./") not in tables["access_categories"]]
    licence = next((value for leaf in rights if (value := cc_licence(leaf, source("ddi").lookups["licences"]))), None)
    statements = [leaf for leaf in said_rights if identifiers.parse_url(leaf.line) is None]
    links = [leaf for leaf in said_rights if identifiers.parse_url(leaf.line)]
    if licence is None and links:
        licence = links[0].said(links[0].line)
    period, places = fields.coverage(found)
    return Study(
        named.title,
        alternate_titles=named.alternate,
        parallel_titles=named.parallel,
        description=told[0] if told else None,
        alternate_descriptions=tuple(told[1:]),
        identifiers=known,
        landing_pages=pages,
        keywords=tuple(fields.subjects(found)),
        period=period,
        places=places,
        languages=tuple(fields.languages(found, tables["languages"])),
        access=statements[0].spoken() if statements else None,
        alternate_access=tuple(leaf.spoken() for leaf in statements[1:]),
        access_status=fields.status(rights, tables),
        license=licence,
        issued=issued,
        modified=fields.modified(found),
        creators=creators,
        contributors=tuple(
            Value(Association(one.value, "contributor"), one.evidence)
            for one in agents.creators(found.texts("stdyDscr/contributor"), main, names, found.notes)
        ),
        publishers=publishers,
        publications=relations.publications,
        part_of=relations.part_of,
        conforms_to=relations.conforms_to,
        related=relations.related,
    )


def _publication(found: Sheet, tables: Mapping[str, Any]) -> str | None:
    """The class of publication that the types say; ``None`` for a study."""
    words = [re.split(r"[/#:]", leaf.line)[-1].replace(" ", "").lower() for leaf in found.texts("stdyDscr/type")]
    if any(word in tables["datasets"] for word in words):
        return None
    return next((tables["publications"][word] for word in words if word in tables["publications"]), None)


def _with_project(record: Any, found: Sheet, tables: Mapping[str, Any]) -> tuple[Any, tuple[str, ...]]:
    """The record with the project that its description and its grant agreements tell of."""
    told = Told()
    if isinstance(record, Study):
        told = told_by((record.description, *record.alternate_descriptions) if record.description else ())
        record = covered(record, told)
    project, grants = told.project, []
    for leaf in found.take("stdyDscr/relation"):
        if agreement := GRANT.fullmatch(leaf.line):
            funder = leaf.said(tables["funders"].get(agreement["funder"], agreement["funder"]))
            paid = Value(Organization(funder), funder.evidence)
            grants.append(Value(Grant(leaf.said(Identifier("grant", agreement["number"])), paid), funder.evidence))
    if grants:
        base = project.value if project else Project()
        project = Value(replace(base, grants=(*grants, *base.grants)), grants[0].evidence)
    return replace(record, project=project), told.notes
