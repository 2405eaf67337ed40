"""DDI Codebook 2.5, 2.1 and 1.2 (see ``ddi.yml``): one study with what its archive says about it.

Elements are named as in the DDI Codebook field-level documentation; each value points to its element by an
XPath of counted steps, which holds whatever namespace the document has.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from graph.identifiers import parse_url
from graph.records import Grant, Organization, Period, Project, Reading, Study, Value
from graph.sources import source
from graph.sources.base import Document, DocumentError
from graph.sources.codebook import agents, conditions, fields
from graph.sources.codebook.attributes import nested_names
from graph.sources.codebook.dates import date_of, period_of
from graph.sources.codebook.grants import grants as grants_of
from graph.sources.codebook.names import Names, unaccented
from graph.sources.codebook.publications import publications
from graph.sources.codebook.sheet import Leaf, Sheet, sheet
from graph.sources.formats.xml_tree import Element, first_tag, local, parse
from graph.sources.values.dates import no_date
from graph.sources.values.keys import key_of
from graph.sources.values.project import Told, covered, told_by

# Named as not published by themselves; what stands beside them needs them.
_READ_ELSEWHERE = ("subTitl", "version", "othRefs", "fileName", "fileType", "serStmt")
_LIFECYCLE = ("DDIInstance", "FragmentInstance", "StudyUnit", "ResourcePackage", "Group")


def recognise(document: Document) -> float:
    """By the root element: ``codeBook``, or one of DDI Lifecycle's."""
    name, tag = first_tag(document.content)
    if name == "codeBook":
        return 0.95
    return 0.9 if name in _LIFECYCLE and "ddi:" in tag else 0.0


def read(document: Document) -> Reading:
    """The study of a ``codeBook``.

    Raises :class:`DocumentError` for what is not well-formed, is DDI Lifecycle, or holds no study.
    """
    root, put_right = parse(document.content)
    found = sheet(_codebook(root), *_left_out())
    study, text, main, told = _study(found)
    url = document.url or next((page.value for page in study.landing_pages), None)
    return Reading(
        key=key_of(document),
        text=text,
        records=(study,),
        url=url,
        language=main,
        unknown=tuple(found.unknown(("docDscr",))),
        notes=tuple(dict.fromkeys((*put_right, *found.notes, *told))),
    )


def landing_page(codebook: Element) -> str | None:
    """The page of a study that its record names, a DOI only where there is no other; for listings."""
    listed = [h.get("URI", "").strip() for h in codebook.iter("{*}holdings") if local(_owner(h)) != "relPubl"]
    pages = [url for url in listed if parse_url(url)]
    return next((url for url in pages if "doi.org/" not in url), pages[0] if pages else None)


def _owner(holdings: Element) -> Element:
    citation = holdings.getparent()
    above = citation.getparent() if citation is not None else None
    return above if above is not None else holdings


def _codebook(root: Element) -> Element:
    if local(root) == "codeBook":
        return root
    inside = list(root.iter("{*}codeBook"))
    if len(inside) == 1:
        return inside[0]
    if inside:
        raise DocumentError(f"the document holds {len(inside)} studies: read it as a listing, not as one study")
    if local(root) in _LIFECYCLE or next(root.iter(*(f"{{*}}{name}" for name in _LIFECYCLE)), None) is not None:
        raise DocumentError("this is DDI Lifecycle (3.x), which is not read yet; ask the archive for DDI Codebook 2.5")
    raise DocumentError("the document has no codeBook element: it is not DDI Codebook")


@cache
def _left_out() -> tuple[frozenset[str], frozenset[str]]:
    """The elements that are left out, and the attributes and inner elements that are read or left out."""
    names = source("ddi").not_published
    return frozenset(names) - {"docDscr", *_READ_ELSEWHERE}, nested_names(iter(names))


@cache
def names() -> Names:
    """The tables by which a name is told to be a person's or an organisation's."""
    tables = source("ddi").lookups
    words = {name: frozenset(tables[name].split()) for name in ("organization_words", "given_names", "cities")}
    words["given_names"] = frozenset(unaccented(name) for name in words["given_names"])
    return Names(organizations=tables["organizations"], **words)


def _study(found: Sheet) -> tuple[Study, str, str | None, tuple[str, ...]]:
    """The study, the text that offsets count in, the main language, and notes of the prose rules."""
    tables, known = source("ddi").lookups, names()
    detected = fields.default_language(found)
    titles = fields.titles(found, tables["preferred_languages"])
    main = (titles.title.language if titles.title else None) or detected
    descriptions, text = fields.descriptions(found.take("stdyDscr/abstract"), main, tables["boilerplate"])
    if not titles.title and not descriptions:
        raise DocumentError("the record describes no study: it has neither a title nor an abstract")
    description = descriptions[0] if descriptions else None
    access, others, status = conditions.access(found, main, tables)
    paying = tuple(agents.organizations(fields.funding(found, tables["roles"]), main, known))
    grants, more = grants_of(found.take("stdyDscr/grantNo"), paying, tables["councils"], known)
    told = told_by(descriptions)
    issued = _first_date(found, "stdyDscr/distDate", main)
    study = Study(
        title=titles.title,
        alternate_titles=titles.alternate,
        parallel_titles=titles.parallel,
        description=description,
        alternate_descriptions=tuple(descriptions[1:]),
        identifiers=tuple(fields.study_identifiers(found, tables["identifier_agencies"])),
        landing_pages=tuple(fields.landing_pages(found)),
        keywords=tuple(fields.keywords(found, tables["keyword_vocabularies"])),
        period=_period(found),
        places=tuple(fields.places(found, main, tables["keyword_vocabularies"])),
        languages=tuple(fields.languages(found, tables["languages"])),
        access=access,
        alternate_access=others,
        access_status=status,
        license=conditions.licence(found, tables["licences"]),
        issued=issued,
        modified=_modified(found, main, issued),
        creators=tuple(agents.creators(found.texts("stdyDscr/AuthEnty"), main, known, found.notes)),
        contributors=tuple(fields.contributors(found, main, known, tables["roles"])),
        publishers=_publishers(found, main, known),
        funders=(*paying, *more),
        contacts=tuple(fields.contacts(found, main)),
        distributions=tuple(fields.distributions(found, tables["media_types"])),
        publications=tuple(publications(found, main, known)),
        project=_project(told, grants),
    )
    return covered(study, told), text or (titles.title.value if titles.title else ""), main, told.notes


def _project(told: Told, grants: tuple[Value[Grant], ...]) -> Value[Project] | None:
    """The project that the descriptions tell of, with the grants that the record names."""
    project = told.project
    if grants and project:
        known = {grant.value.reference.value for grant in grants}
        more = tuple(grant for grant in project.value.grants if grant.value.reference.value not in known)
        return replace(project, value=replace(project.value, grants=(*grants, *more)))
    return Value(Project(grants=grants), grants[0].evidence) if grants else project


def _period(found: Sheet) -> Value[Period] | None:
    """The time that the data are about; where the record does not say it, when they were collected."""
    covered = period_of(found.take("stdyDscr/timePrd"), found.notes)
    collected = period_of(found.take("stdyDscr/collDate"), found.notes)
    return covered or collected


def _publishers(found: Sheet, main: str | None, names: Names) -> tuple[Value[Organization], ...]:
    """Who gives the data out; where nobody is named, who produced them, or who made the record."""
    listed = [found.texts(name) for name in ("stdyDscr/distrbtr", "stdyDscr/producer", "docDscr/producer")]
    return tuple(agents.organizations(next((leaves for leaves in listed if leaves), []), main, names))


def _first_date(found: Sheet, name: str, main: str | None) -> Value[str] | None:
    """The date of an element, in the main language first; what is no date is published as it is written."""
    leaves = sorted(found.take(name), key=lambda leaf: leaf.language != main)
    dated = [(day, leaf) for leaf in leaves if (day := date_of(leaf))]
    if dated:
        day, leaf = dated[0]
        different = sorted({day for day, _ in dated})
        if len(different) > 1:
            found.notes.append(f"{leaf.name} gives {len(different)} dates: {', '.join(different)}; {day} was taken")
        return leaf.said(day)
    for leaf in leaves:
        if told := leaf.get("date") or leaf.line:
            found.notes.append(f"{leaf.name} {told[:80]!r} is no date; kept as it is written")
            return leaf.said(told)
    return None


def _modified(found: Sheet, main: str | None, issued: Value[str] | None) -> Value[str] | None:
    """The date of the edition, where it is not before the first publication."""
    leaves: list[Leaf] = sorted(found.take("stdyDscr/version"), key=lambda leaf: leaf.language != main)
    for leaf in leaves:
        day = date_of(leaf) if leaf.get("date") else None
        if day and issued and day[: len(issued.value)] < issued.value[: len(day)]:
            found.notes.append(f"version is of {day}, before distDate {issued.value}; its date is not published")
        elif day:
            return leaf.said(day)
        elif stated := leaf.get("date"):
            found.notes.append(no_date("version", stated, kept=False))
    return None
