"""The parts of a project that a text names: one record for each kind and number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from graph.narrative import nesting
from graph.narrative.belonging import belonging
from graph.narrative.clauses import SHARED, Words
from graph.narrative.counts import declared, disagreements
from graph.narrative.describing import describe
from graph.narrative.enumerated import enumerated, tabled
from graph.narrative.evidence import Witness
from graph.narrative.labels import Mention
from graph.narrative.lookalikes import Mentions
from graph.narrative.nesting import Key
from graph.narrative.pointing import points_elsewhere
from graph.narrative.spans import Layout, Span, clean
from graph.narrative.subjects import Subjects
from graph.records import Association, Value, WorkPackage

_ATTEMPTS = 6
_MARKUP = re.compile(r"</?[A-Za-z!]|&(?:\w{2,8}|#\d{1,6});|<$")
_PROJECT = r"(?:project|programme|program|study|consortium)\b"
_OF_NAMED = re.compile(
    r"[\s,]{0,2}(?:of|in|from|within)\s(?:(?:the|an?|our|its|their)\s)?"
    r"(?P<name>(?:[A-Z][\w’'&-]{1,30}\s(?:[\w’'&-]{1,30}\s){0,4}?|(?:earlier|previous|prior|similar|other"
    r"|another|sister"
    rf"|separate|related|preceding)\s(?:[\w’'&-]{{1,30}}\s){{0,3}}?)){_PROJECT}"
)
# "WP4 of that project" is of one named before, which is another: its own is "this", "the" or "our".
_OF_THAT = re.compile(rf"[\s,]{{0,2}}(?:of|in|from|within)\sthat\s(?:[a-z-]{{1,20}}\s)?{_PROJECT}")
_GOES_ON = re.compile(
    r" (?:has|have|is|are) (?:now |officially |just )?(?:started"
    r"|begun|finished|ended|launched|under ?way|complete\w?)\b"
)
_NAMED_OWNER = re.compile(
    rf"\b[Tt]he\s(?P<name>(?:[A-Z][\w’'&-]{{1,30}}|earlier|previous"
    rf"|other)\s(?:[\w’'&-]{{1,30}}\s){{0,3}}?){_PROJECT}['’]s\s"
)


Leaders = Mapping[tuple[int, str], Mapping[str, Value[Association]]]
"""Who leads what, by the place of a mention and a number of it."""


def of_project(
    layout: Layout, mentioned: Mentions, subjects: Subjects
) -> tuple[list[Mention], dict[str, tuple[int, int]]]:
    """The mentions of this project's parts, and how many parts of each kind the text declares."""
    counts = declared(layout)
    own = [mention for mention in mentioned.found if not _of_another(layout.text, mention, subjects)]
    own = belonging(layout, mentioned, own, counts) if own else []
    listed = enumerated(layout, counts, frozenset(mention.kind for mention in own))
    return sorted((*own, *listed, *tabled(layout)), key=lambda mention: mention.start), counts


def packages(
    layout: Layout,
    found: list[Mention],
    counts: dict[str, tuple[int, int]],
    leaders: Leaders,
    language: str | None = None,
) -> tuple[tuple[Value[WorkPackage], ...], tuple[str, ...]]:
    """The work packages, in the order of kind and number, and notes on declared counts that do not fit."""
    if not found:
        return (), disagreements(counts, {})
    words: dict[Key, tuple[Words, ...]] = {}
    first: dict[Key, tuple[Mention, Span]] = {}
    led: dict[Key, dict[str, Value[Association]]] = {}
    for index, (mention, keys) in enumerate(zip(found, nesting.keys(layout, found, counts), strict=True)):
        for key, (number, span) in zip(keys, mention.numbers, strict=True):
            first.setdefault(key, (mention, span))
            for name, said in leaders.get((mention.start, number), {}).items():
                led.setdefault(key, {}).setdefault(name, said)
        if all(len(words.get(key, ())) >= _ATTEMPTS for key in keys):
            continue
        described = describe(layout, found, index)
        for place, key in enumerate(keys):
            given = described
            if described.shares:
                given = Words(described.name, described.shares[place], 0.7)
            words[key] = (*words.get(key, ()), given)
    witness = Witness(layout, "packages", language)

    def made(key: Key, order: int, parts: tuple[WorkPackage, ...]) -> Value[WorkPackage]:
        leads = tuple(led.get(key, {}).values())
        return _record(witness, key, order, *first[key], words.get(key, ()), leads, parts)

    totals: dict[str, int] = {}
    for kind, *_ in first:
        totals[kind] = totals.get(kind, 0) + 1
    return _tree(first, made), disagreements(counts, totals)


def _record(
    witness: Witness,
    key: Key,
    order: int,
    mention: Mention,
    number: Span,
    words: tuple[Words, ...],
    leaders: tuple[Value[Association], ...],
    parts: tuple[WorkPackage, ...],
) -> Value[WorkPackage]:
    text = witness.text
    name = next((item for item in words if item.name and not _has_markup(text, item.name)), None)
    told = [item for item in words if item.description and not _has_markup(text, item.description)]
    description = next((item for item in told if item.confidence > SHARED), told[0] if told else None)
    record = WorkPackage(
        kind=key[0],
        number=witness.name(number, 0.9 if mention.ordinal else 0.95, value=key[1]),
        order=order,
        name=witness.words(name.name, name.confidence) if name and name.name else None,
        description=witness.words(description.description, description.confidence)
        if description and description.description
        else None,
        associations=leaders,
        parts=parts,
    )
    label = Span(mention.start, mention.end)
    return Value(record, witness.evidence(label, 0.8 if mention.ordinal else 0.95))


def _has_markup(text: str, span: Span) -> bool:
    """Whether words hold tags or character references: markup that somebody left in a text."""
    return _MARKUP.search(text, span.start, span.end) is not None


def _of_another(text: str, mention: Mention, subjects: Subjects) -> bool:
    """Whether a part is said to be of another project: "WP3 of the Owl Lives project", "of an earlier study"."""
    match = _OF_NAMED.match(text, mention.end)
    if match is None and text[mention.start - 2 : mention.start - 1] == "s":
        owner = _NAMED_OWNER.search(text, max(0, mention.start - 80), mention.start)
        match = owner if owner and owner.end() == mention.start else None
    if match is None:
        return _OF_THAT.match(text, mention.end) is not None
    if match.group("name")[:1].isupper() and _GOES_ON.match(text, match.end()):  # news of a project is about it
        return False
    name = clean(match.group("name")).lower()
    return points_elsewhere(name) or not any(name in own.lower() for own in subjects.names)


def _sorting(key: Key) -> tuple[str, tuple[int, ...], str]:
    return key[0], tuple(int(part) for part in re.findall(r"\d+", key[1])), key[1]


def _tree(
    keys: Iterable[Key], made: Callable[[Key, int, tuple[WorkPackage, ...]], Value[WorkPackage]]
) -> tuple[Value[WorkPackage], ...]:
    """Parts inside the parts that they belong to; each is made with its order among its siblings."""
    known = frozenset(keys)
    inside: dict[Key | None, list[Key]] = {}
    for key in sorted(known, key=_sorting):
        inside.setdefault(nesting.parent(key, known), []).append(key)

    def placed(above: Key | None) -> Iterator[Value[WorkPackage]]:
        orders: dict[str, int] = {}
        for key in inside.get(above, ()):
            orders[key[0]] = orders.get(key[0], 0) + 1
            yield made(key, orders[key[0]], tuple(value.value for value in placed(key)))

    return tuple(placed(None))
