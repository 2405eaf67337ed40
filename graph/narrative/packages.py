"""The parts of a project that a text names: one record for each kind and number.

A stage, phase or task is one of the project only where the text shows it: a series of at least two, a
declared count, or "of the project"; and never where the text advises the reader or tells how to apply.
"""

from __future__ import annotations

import re

from graph.narrative.clauses import Words
from graph.narrative.counts import declared, disagreements
from graph.narrative.describing import describe
from graph.narrative.evidence import Witness
from graph.narrative.labels import Mention
from graph.narrative.spans import Layout, Span, clean
from graph.narrative.subjects import Subjects, points_elsewhere
from graph.records import Value, WorkPackage

_RESEARCH = re.compile(
    r"\b(?:project|study|studies|research\w{0,5}|interview\w{0,5}|survey\w{0,3}|workshops?|analy\w{2,6}"
    r"|we|data|"
    r"evaluat\w{1,5}|fieldwork|reviews?|literature|pilot|deliver\w{0,8}|milestones?|stakeholders?|meeting"
    r"|proje[kc]\w{1,6}|proje[tk]|proyecto|progetto|projeto|estudios?|estudos?|étude|studien?|onderzoek|forschung\w{0,4}"
    r"|recherche|investigación|ricerca|pesquisa|entrevistas?|interviste|encuesta|enquête|befragung|hanke\w{0,4}|badani\w{1,3}"
    r"|výzkum\w{0,3}|kutatás\w{0,4}|έργο|проект\w{0,2})\b",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\b(?:you|your|applicants?|applications?|shortlist\w{0,5}|eligib\w{2,6}|peer review|panel|cancer"
    r"|tumou?r|patients with"
    r"|riders?|race|pupils|reading level)\b",
    re.IGNORECASE,
)
_PACKAGE_WORDS = re.compile(r"\bwork[ \u00a0-]?packages?\b|\bWPs\b", re.IGNORECASE)
_OTHER_WP = re.compile(
    r"\bword ?press\b|wp-content|wp-json|\bworking papers?\b|\bplug-?in\b|\bwindows phone\b", re.IGNORECASE
)
_ATTEMPTS = 6
_MARKUP = re.compile(r"</?[A-Za-z!]|&(?:\w{2,8}|#\d{1,6});|<$")
_PROJECT = r"(?:project|programme|program|study|consortium)\b"
_OF_NAMED = re.compile(
    r"[\s,]{0,2}(?:of|in|from|within)\s(?:(?:the|an?|our|its|their)\s)?"
    r"(?P<name>(?:[A-Z][\w’'&-]{1,30}\s(?:[\w’'&-]{1,30}\s){0,4}?|(?:earlier|previous|prior|similar|other|another|sister"
    rf"|separate|related|preceding)\s(?:[\w’'&-]{{1,30}}\s){{0,3}}?)){_PROJECT}"
)
_NAMED_OWNER = re.compile(
    rf"\b[Tt]he\s(?P<name>(?:[A-Z][\w’'&-]{{1,30}}|earlier|previous|other)\s(?:[\w’'&-]{{1,30}}\s){{0,3}}?){_PROJECT}['’]s\s"
)


def packages(
    layout: Layout, mentioned: list[Mention], subjects: Subjects, language: str | None = None
) -> tuple[tuple[Value[WorkPackage], ...], tuple[str, ...]]:
    """The work packages, in the order of kind and number, and notes on declared counts that do not fit."""
    counts = declared(layout)
    if not mentioned and not counts:
        return (), ()
    own = [mention for mention in mentioned if not _of_another(layout.text, mention, subjects)]
    found = _accepted(layout, own, counts)
    words: dict[tuple[str, str], tuple[Words, ...]] = {}
    first: dict[tuple[str, str], tuple[Mention, Span]] = {}
    for index, mention in enumerate(found):
        keys = [(mention.kind, number) for number, _ in mention.numbers]
        for key, (_, span) in zip(keys, mention.numbers, strict=True):
            first.setdefault(key, (mention, span))
        if all(len(words.get(key, ())) >= _ATTEMPTS for key in keys):
            continue
        described = describe(layout, found, index)
        for place, key in enumerate(keys):
            given = described
            if described.shares:
                given = Words(described.name, described.shares[place], 0.7)
            words[key] = (*words.get(key, ()), given)
    witness = Witness(layout.text, "packages", language)
    records = {key: _record(witness, key, *first[key], words.get(key, ())) for key in first}
    tree = _tree(records)
    totals: dict[str, int] = {}
    for kind, _ in first:
        totals[kind] = totals.get(kind, 0) + 1
    return tree, disagreements(counts, totals)


def _record(
    witness: Witness, key: tuple[str, str], mention: Mention, number: Span, words: tuple[Words, ...]
) -> Value[WorkPackage]:
    text = witness.text
    name = next((item for item in words if item.name and not _has_markup(text, item.name)), None)
    description = next((item for item in words if item.description and not _has_markup(text, item.description)), None)
    record = WorkPackage(
        kind=key[0],
        number=witness.name(number, 0.9 if mention.ordinal else 0.95, value=key[1]),
        order=1,
        name=witness.words(name.name, name.confidence) if name and name.name else None,
        description=witness.words(description.description, description.confidence)
        if description and description.description
        else None,
    )
    label = Span(mention.start, mention.end)
    return Value(record, witness.evidence(label, 0.8 if mention.ordinal else 0.95))


def _has_markup(text: str, span: Span) -> bool:
    """Whether words hold tags or character references: markup that somebody left in a text."""
    return _MARKUP.search(text, span.start, span.end) is not None


def _of_another(text: str, mention: Mention, subjects: Subjects) -> bool:
    """Whether a part is said to be of another project: "WP3 of the Owl Lives project", "of an earlier study"."""
    match = _OF_NAMED.match(text, mention.end)
    if match is None:
        owner = _NAMED_OWNER.search(text, max(0, mention.start - 80), mention.start)
        match = owner if owner and owner.end() == mention.start else None
    if match is None:
        return False
    name = clean(match.group("name")).lower()
    return points_elsewhere(name) or not any(name in own.lower() for own in subjects.names)


def _sorting(key: tuple[str, str]) -> tuple[str, tuple[int, ...], str]:
    return key[0], tuple(int(part) for part in re.findall(r"\d+", key[1])), key[1]


def _tree(records: dict[tuple[str, str], Value[WorkPackage]]) -> tuple[Value[WorkPackage], ...]:
    """Parts with dotted numbers inside the part that they belong to; each in its order among its siblings."""
    inside: dict[tuple[str, str], list[tuple[str, str]]] = {}
    top: list[tuple[str, str]] = []
    for key in sorted(records, key=_sorting):
        kind, number = key
        head = number.rpartition(".")[0]
        parents = [(kind, head), ("work_package", head)]
        parent = next((item for item in parents if head and item in records), None)
        (inside.setdefault(parent, []) if parent else top).append(key)

    def placed(keys: list[tuple[str, str]]) -> list[Value[WorkPackage]]:
        orders: dict[str, int] = {}
        values = []
        for key in keys:
            orders[key[0]] = orders.get(key[0], 0) + 1
            record, below = records[key].value, placed(inside.get(key, []))
            whole = WorkPackage(
                record.kind,
                record.number,
                orders[key[0]],
                record.name,
                record.description,
                tuple(value.value for value in below),
            )
            values.append(Value(whole, records[key].evidence, records[key].language))
        return values

    return tuple(placed(top))


def _accepted(layout: Layout, found: list[Mention], counts: dict[str, int]) -> list[Mention]:
    kinds = {mention.kind for mention in found}
    accepted = {kind for kind in kinds if _belongs(layout, [m for m in found if m.kind == kind], counts)}
    return [mention for mention in found if mention.kind in accepted]


def _is_series(layout: Layout, found: list[Mention], numbers: set[str]) -> bool:
    """Whether sentences or lines begin with "Stage 1:", "Stage 2:" … from one on."""
    heads = {
        mention.numbers[0][0]
        for mention in found
        if layout.text[mention.end : mention.end + 2].startswith((":", " :"))
        and layout.sentence_at(mention.start).start == mention.start
    }
    return len(heads) > 1 and heads == numbers and _is_whole(heads)


def _at_edge(layout: Layout, mention: Mention) -> bool:
    """Whether a line begins or ends with a label."""
    unit = layout.units[layout.unit_index(mention.start)]
    before = layout.text[max(unit.content, mention.start - 60) : mention.start]
    after = layout.text[mention.end : min(unit.end, mention.end + 60)]
    return not before.strip('*_[(|"“ ') or (len(after) < 60 and not after.strip('*_])"” .'))


def _is_whole(numbers: set[str]) -> bool:
    """Whether the numbers are all from one on."""
    return numbers == {str(number) for number in range(1, len(numbers) + 1)}


def _belongs(layout: Layout, found: list[Mention], counts: dict[str, int]) -> bool:
    """Whether the mentions of one kind are parts of a project."""
    kind, text = found[0].kind, layout.text
    numbers = {number for mention in found for number, _ in mention.numbers}
    if kind == "work_package":
        in_full = any(not text.startswith("WP", mention.start) for mention in found)
        if in_full or _PACKAGE_WORDS.search(text):
            return True
        edge = any(_at_edge(layout, mention) for mention in found)
        return not _OTHER_WP.search(text) and (edge or len(numbers) > 2 or _RESEARCH.search(text) is not None)
    if kind == "workstream":
        return True
    sentences = {layout.sentence_at(mention.start) for mention in found[:200]}
    quotes = [text[span.start : min(span.end, span.start + 600)] for span in sentences]
    advice = sum(1 for quote in quotes if _ADVICE.search(quote))
    research = sum(1 for quote in quotes if _RESEARCH.search(quote))
    if 2 * advice >= len(quotes):
        return False
    alone = sum(1 for quote in quotes if len(quote) < 12)
    if _is_series(layout, found, numbers) and not advice and _RESEARCH.search(text):
        return True
    if any(mention.of_project for mention in found) or (alone > 1 and len(numbers) > 1):
        return True
    if kind == "task":  # "Task 4 and Task 7" are anybody's; 1.2 is a work package's, and so is a whole series
        dotted = any("." in number for number in numbers)
        return dotted or kind in counts or (research > 0 and len(numbers) > 1 and _is_whole(numbers))
    whole = {str(number) for number in range(1, counts.get(kind, 0) + 1)}
    if len(numbers) > 1 and numbers <= whole and _RESEARCH.search(text):
        return True
    return (len(numbers) > 1 and research > 0) or (kind in counts and research > 0)
