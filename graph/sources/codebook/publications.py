"""What was published about a DDI study: references as texts, as citations, with links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from graph import identifiers
from graph.records import Identifier, Publication, Value
from graph.sources.codebook import agents
from graph.sources.codebook.dates import date_of
from graph.sources.codebook.fields import titles
from graph.sources.codebook.names import Names
from graph.sources.codebook.prose import flat, inside
from graph.sources.codebook.sheet import Leaf, Sheet, below
from graph.sources.formats.xml_tree import Element, local, text

_DOI = re.compile(r"10\.(?<!\w10\.)\d{4,9}/[^\s\"'<>]+")


def publications(found: Sheet, main: str | None, names: Names) -> Iterator[Value[Publication]]:
    """What was published about the study, each once: a text as it is written, a citation by its parts."""
    seen: set[tuple[str, str]] = set()
    for leaf in found.take("stdyDscr/relPubl"):
        for made in _referred(leaf, main, names, found):
            words = made.citation.value if made.citation else "", made.title.value if made.title else ""
            if words not in seen:
                seen.add(words)
                yield Value(made, leaf.evidence)


def _referred(leaf: Leaf, main: str | None, names: Names, found: Sheet) -> Iterator[Publication]:
    """The publication that an element is about; where it holds several citations each of them, and its own text."""
    if not len(leaf.element):
        if leaf.line:
            yield _written(leaf, leaf.line, ())
        return
    children = enumerate(leaf.element.iterchildren("*"), 1)
    nested = [(place, child) for place, child in children if local(child) == "citation"]
    cited = [below(child, leaf, f"{leaf.pointer}/*[{place}]", found) for place, child in nested]
    written = flat(_without_citations(leaf.element))
    linked = [link.get("URI", "") for link in leaf.element.iter("{*}ExtLink")]
    if written and len(cited) != 1:
        yield _written(leaf, written, linked)
    for one in cited:
        alone = len(cited) == 1
        made = _cited(one, leaf, written if alone else "", linked if alone else (), main, names)
        for name, count in one.unknown(()):
            own = name.removeprefix("stdyDscr/")
            if own.partition("/")[0] not in found.left_out:
                found.stray[f"stdyDscr/relPubl/{own}"] += count
        if made.title or made.citation:
            yield made


def _without_citations(element: Element) -> str:
    if not any(local(child) == "citation" for child in element):
        return inside(element)
    parts = [element.text or ""]
    for child in element:
        parts += ["" if local(child) == "citation" else text(child), child.tail or ""]
    return " ".join(parts)


def _written(leaf: Leaf, written: str, linked: Sequence[str]) -> Publication:
    """A reference as it is written, with the DOI in it."""
    said = leaf.said(written)
    known, urls = _addresses(leaf, written, linked)
    return Publication("CreativeWork", said, identifiers=known, urls=urls, citation=said)


def _cited(
    cited: Sheet, leaf: Leaf, written: str, linked: Sequence[str], main: str | None, names: Names
) -> Publication:
    """A nested ``citation`` by its parts, with the text beside it, or its own ``biblCit``, as the citation."""
    named = titles(cited, [main] if main else [])
    full = next(iter(cited.texts("stdyDscr/biblCit")), None)
    citation = leaf.said(written) if written else full.said(full.line) if full else None
    numbers = cited.texts("stdyDscr/IDNo")
    holdings = [uri for held in cited.take("stdyDscr/holdings") if (uri := held.get("URI"))]
    told = " ".join((written, full.line if full else "", *(number.line for number in numbers)))
    known, urls = _addresses(leaf, told, [*linked, *holdings])
    dates = [said for name in ("distDate", "prodDate", "version") for said in _dates(cited, name)]
    makers = cited.texts("stdyDscr/distrbtr") or cited.texts("stdyDscr/producer")
    return Publication(
        "CreativeWork",
        named.title or citation,
        alternate_titles=(*named.alternate, *named.parallel),
        identifiers=known,
        urls=urls,
        issued=dates[0] if dates else None,
        citation=citation,
        authors=tuple(agents.creators(cited.texts("stdyDscr/AuthEnty"), main, names, cited.notes)),
        publishers=tuple(agents.organizations(makers, main, names)),
    )


def _dates(cited: Sheet, name: str) -> Iterator[Value[str]]:
    for leaf in cited.take(f"stdyDscr/{name}"):
        if day := date_of(leaf):
            yield leaf.said(day)


def _addresses(
    leaf: Leaf, written: str, linked: Sequence[str]
) -> tuple[tuple[Value[Identifier], ...], tuple[Value[str], ...]]:
    """The DOIs in a text and among addresses, and the addresses that are no DOI."""
    stated = [*linked, *(doi.rstrip(".,;)]") for doi in (_DOI.findall(written) if "10." in written else ()))]
    dois = dict.fromkeys(doi for one in stated if (doi := identifiers.parse_doi(one)))
    urls = dict.fromkeys(u for one in linked if (u := identifiers.parse_url(one)) and not identifiers.parse_doi(u))
    return tuple(leaf.said(Identifier("doi", doi)) for doi in dois), tuple(leaf.said(url) for url in urls)
