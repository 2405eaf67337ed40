"""The organisations of a text: full names, acronyms, what they belong to, and what the text says they are.

"Full Name (ACRO)" defines an acronym when its letters are the initials of the last words of the name;
"(ACRO, based at X)" and "(…, Some University)" say what it belongs to; "(a charity that …)" describes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from graph.narrative.acronyms import expansion, is_acronym
from graph.narrative.bodies.wording import body, is_federal, telling
from graph.narrative.brackets import bracket_at, items
from graph.narrative.evidence import Witness
from graph.narrative.names import is_organization, portfolio_at, runs
from graph.narrative.spans import Layout, Span, clean, trim
from graph.narrative.triggers import triggers
from graph.narrative.words import UNIT_WORDS, UNIVERSITY_WORDS, word_set
from graph.records import Organization, Value

_PLACE = re.compile(r"(?:based |located |housed |hosted )?(?:at|in|within|by|part of|of)\s(?:the\s)?|the\s")
_DESCRIBING = word_set(
    """
    a an the one comprising consisting representing made formed run owned working providing supporting offering
    """
)
# A bracket that tells what happened, or whom somebody met, says nothing of what the organisation is.
_NO_DESCRIPTION = re.compile(
    r"[(\[]|\b(?:we|our|us|I|my|Dr|Prof|Professor|Mr|Mrs|Ms)\b"
    r"|\b(?:day|week|month|year|time) (?:we|after|before|when)\b"
)
_FOUNDED = re.compile(
    r"(?: in [A-Z][\w’'-]{1,30})?,? (?:which )?(?:was|is|had been) (?:set up|founded|established) (?:by|in|as)\b"
)
_FOUNDING = triggers("set up", "founded", "established")
# A part of a university, whose name alone tells nobody which.
_SUBJECTS = (
    r"(?:Geography|Sociology|Economics|Psychology|History|Anthropology|Politics|Criminology|Philosophy|Statistics|Music"
    r"|Linguistics|English|Physics|Chemistry|Mathematics|Law|Engineering|Archaeology|Nursing|Computer Science"
    r"|Social (?:Policy|Work|Sciences?|Research)|Political Science|Earth Sciences?)"
)
_BARE = re.compile(
    r"(?:School|Faculty|Institut|Fakultät) (?:of|für) |School for (?:Policy|Business|Social)\b"
    rf"|(?:Department|Division|Dept) of {_SUBJECTS}\b"
    r"|College of (?:Social|Life|Medical|Medicine|Arts|Business|Science|Sciences|Engineering|Human|Health)\b"
)
_OF_UNIVERSITY = re.compile(
    r"(?:(?:Sub-)?Department|School|Faculty|College|Division|Section|Dept|Adran|Ysgol|Département|Departamento"
    r"|Dipartimento|Facultad|Faculté|Faculteit|Fakultät|Institut)"
    r" (?:of|for|für|de|des|di|y|van|voor)\b"
)
_UNIT_OF_NOBODY = re.compile(r"[^\W\d_a-z]\w+ Unit")
_MAX_DEPTH = 3
_MOST_PARENTS = 4


@dataclass(slots=True)
class _Entry:
    key: str
    name: str
    span: Span
    acronyms: list[tuple[str, Span]] = field(default_factory=list)
    parents: list[tuple[str, Span]] = field(default_factory=list)
    description: Span | None = None


class Directory:
    """Finds each organisation of a text once; keys are names as :meth:`recognise` gives them."""

    def __init__(self, layout: Layout, language: str | None = None) -> None:
        self.layout = layout
        self._witness = Witness(layout, "organizations", language)
        self._entries: dict[str, _Entry] = {}
        self._acronyms: dict[str, str] = {}
        self._aliases: dict[str, str] = {}
        self._initials: dict[str, list[str]] = {}
        self.people: frozenset[int] = frozenset()
        """Where the names of people begin, once they are known: none of them is an organisation's."""
        text = layout.text
        for match in layout.near(_FOUNDED, _FOUNDING, 80):
            self._founded(match)
        found = (run for span in telling(layout) for run in runs(text, span.start, span.end))
        every = [run for run in found if not is_federal(text, run)]
        brackets = [(run, inside) for run in every if (inside := bracket_at(text, run.end, len(text)))]
        for run, inside in brackets:
            self._acronym(run, inside)
        for run, inside in brackets:
            self.describe(run, inside, certain=False)
        for run in every:
            self.recognise(run)

    def _founded(self, match: re.Match[str]) -> None:
        """Know the name before "(in Selby), which was set up by" as an organisation's."""
        sentence = self.layout.sentence_at(match.start())
        before = runs(self.layout.text, max(sentence.start, match.start() - 200), match.start())
        run = next((run for run in before if run.end == match.start()), None)
        if run is not None and " " in self.layout.text[run.start : run.end]:
            self.recognise(run, certain=True)

    def recognise(self, span: Span, certain: bool = False) -> str | None:
        """The key of the organisation that these words name; ``certain`` where the place shows it."""
        text = self.layout.text
        span = portfolio_at(text, span.start, min(len(text), span.end + 120)) or span
        name, key, part, the = body(text[span.start : span.end])
        first = span.start
        if part is not None:
            span = Span(first + part.start, first + part.end)
        if name in self._acronyms:
            return self._acronyms[name]
        if key in self._aliases:
            return self._aliases[key]
        entry = self._entries.get(key)
        if entry is None:
            if not name or not (certain or is_organization(name)):
                return None
            entry = self._entries[key] = _Entry(key, name, span)
            if not UNIVERSITY_WORDS.isdisjoint(name.split()):
                initials = "".join(word[0] for word in name.split() if word[0].isupper())
                self._initials.setdefault(initials, []).append(key)
        if the and entry.name == name:
            entry.name, entry.span = f"The {name}", Span(first, span.end) if entry.span == span else entry.span
        return key

    def key_at(self, span: Span) -> str | None:
        """The key of the organisation whose whole name stands at a place, where the text has it as one."""
        name = clean(self.layout.text[span.start : span.end])
        return self._acronyms.get(name) or (name.lower() if name.lower() in self._entries else None)

    @property
    def is_empty(self) -> bool:
        """Whether no organisation has been found."""
        return not self._entries

    def keeps_the(self, span: Span) -> bool:
        """Whether "The " before a name is a part of it: not of a university's, nor where a sentence begins."""
        before = self.layout.text[max(0, span.start - 8) : span.start - 4].rstrip(" ")
        return before[-1:] not in ("", ".", "!", "?", "\n") and not UNIVERSITY_WORDS & set(
            self.layout.text[span.start : span.end].split()
        )

    def abbreviates(self, name: Span, acronym: str, at: Span) -> bool:
        """Whether an acronym beside a name has its initials ("Rivers Unit, RU"); it is learnt if it does."""
        return expansion(self.layout.text, name, acronym) == name and self._learn(name, acronym, at) is not None

    def knows(self, name: str) -> bool:
        """Whether a name or acronym is an organisation's that the text has named."""
        return name in self._acronyms or name.lower() in self._entries

    def initialled(self, acronym: str) -> str | None:
        """The key of the only university with these initials, three or more, where nothing else is called so."""
        keys = self._initials.get(acronym, []) if len(acronym) > 2 and not self.knows(acronym) else []
        return keys[0] if len(keys) == 1 else None

    def describe(self, run: Span, inside: Span, certain: bool) -> str | None:
        """Read the bracket after a name: acronym, parents or description. Returns the organisation's key."""
        text = self.layout.text
        parts = list(items(text, inside))
        if not parts:
            return None
        first = clean(text[parts[0].start : parts[0].end])
        key, rest = self._defined(run, parts[0], first, certain), parts[1:]
        if key is None:
            key, rest = self.recognise(run, certain), parts
            if key is None:
                return None
        entry = self._entries[key]
        quote = text[inside.start : inside.end]
        if (rest == parts and not _PLACE.match(quote.lstrip())) or quote.lstrip().startswith("the "):
            words = quote.split()
            if len(words) >= 3 and words[0] in _DESCRIBING and not _NO_DESCRIPTION.search(quote):
                entry.description = entry.description or trim(text, inside.start, inside.end)
                return key
        for part in rest:
            place = _PLACE.match(text, part.start, part.end)
            if rest == parts and not place:
                continue
            self._add_parent(entry, Span(place.end() if place else part.start, part.end))
        return key

    def add_parent(self, key: str, parent: str, span: Span) -> None:
        """Say that one organisation is a part of another."""
        entry = self._entries[key]
        known = [name for name, _ in entry.parents]
        if parent not in known and len(known) < _MOST_PARENTS and key not in self._above(parent):
            entry.parents.append((parent, span))

    def organization(self, key: str, span: Span | None = None, depth: int = 0) -> Organization:
        """The record; the evidence of its name is ``span``, where the text speaks of it here."""
        entry = self._entries[key]
        where = span or entry.span
        parents = entry.parents if depth < _MAX_DEPTH else []
        return Organization(
            name=self._witness.name(where, 0.9, value=entry.name),
            alternate_names=tuple(self._witness.name(at, 0.9, value=name) for name, at in entry.acronyms),
            description=self._witness.words(entry.description) if entry.description else None,
            parents=tuple(
                Value(self.organization(parent, at, depth + 1), self._witness.evidence(at, 0.85))
                for parent, at in parents
            ),
        )

    def value(self, key: str, span: Span | None = None, confidence: float = 0.85) -> Value[Organization]:
        """The record with its evidence."""
        where = span or self._entries[key].span
        return Value(self.organization(key, span), self._witness.evidence(where, confidence))

    def named(self) -> list[tuple[str, Span]]:
        """The keys of all organisations with the first place of each, in the order of the text."""
        keys = sorted(self._entries, key=lambda key: (self._entries[key].span.start, key))
        return [(key, self._entries[key].span) for key in keys if not self._is_bare(key)]

    def parents_of(self, key: str) -> list[str]:
        """The keys of what an organisation is a part of."""
        return [parent for parent, _ in self._entries[key].parents]

    def all(self) -> tuple[Value[Organization], ...]:
        """Every organisation, in the order of the text."""
        return tuple(self.value(key) for key, _ in self.named())

    def _is_bare(self, key: str) -> bool:
        """Whether it is a school or department, of a university or of one that is not told: no body of its own."""
        entry = self._entries[key]
        if entry.acronyms or entry.description:
            return False
        if entry.parents:
            return self.university_of(key) is not None
        return _BARE.match(entry.name) is not None or _UNIT_OF_NOBODY.fullmatch(entry.name) is not None

    def university_of(self, key: str) -> tuple[str, Span] | None:
        """The university whose department or school, without a short name, this is, with its place."""
        entry = self._entries[key]
        if entry.acronyms or not _OF_UNIVERSITY.match(entry.name):
            return None
        return next((parent for parent in entry.parents if self.is_university(parent[0])), None)

    def is_unit(self, key: str) -> bool:
        """Whether it is a department, school, centre … which has a university above it."""
        words = set(self._entries[key].name.split())
        return bool(words & UNIT_WORDS) and not words & UNIVERSITY_WORDS

    def is_university(self, key: str) -> bool:
        """Whether it is a university or college."""
        return bool(set(self._entries[key].name.split()) & UNIVERSITY_WORDS)

    def _above(self, key: str) -> set[str]:
        """An organisation with all that it is a part of."""
        seen, waiting = {key}, [key]
        while waiting:
            fresh = [parent for parent, _ in self._entries[waiting.pop()].parents if parent not in seen]
            seen.update(fresh)
            waiting.extend(fresh)
        return seen

    def _add_parent(self, entry: _Entry, span: Span) -> None:
        span = trim(self.layout.text, span.start, span.end)
        found = next(runs(self.layout.text, span.start, span.end), None)
        parent = self.recognise(found) if found and found.start == span.start else None
        if parent and parent in self._entries and self._entries[parent] is not entry:
            self.add_parent(entry.key, parent, found or span)

    def _acronym(self, run: Span, inside: Span) -> None:
        """Learn "Full Name (ACRO …)" where the full name is an organisation's."""
        part = next(items(self.layout.text, inside))
        self._defined(run, part, clean(self.layout.text[part.start : part.end]), False)

    def _defined(self, run: Span, part: Span, first: str, certain: bool) -> str | None:
        text = self.layout.text
        if is_acronym(first):
            name = expansion(text, run, first) or (run if is_organization(clean(text[run.start : run.end])) else None)
            firm = name is not None and text.endswith(" Associates", name.start, name.end)
            if name is None or not (certain or firm or is_organization(clean(text[name.start : name.end]))):
                return None
            key = self._learn(name, first, part)
            if key is not None and name.start > run.start:
                self._aliases[clean(text[run.start : run.end]).lower()] = key
            return key
        short = clean(text[run.start : run.end])
        last = short.rpartition("-")[2]
        letters = "".join(filter(str.isalpha, last)) if last.isupper() else ""
        if len(letters) < 2 or not letters.isupper() or expansion(text, part, letters) != part:
            return None
        if next(runs(text, part.start, part.end), None) != part:
            return None
        return self._learn(part, short, run) if letters == short else self._learn(run, first, part)

    def _learn(self, name: Span, other: str, at: Span) -> str | None:
        key = self.recognise(name, certain=True)
        if key is not None and other not in self._acronyms:
            self._acronyms[other] = key
            self._entries[key].acronyms.append((other, at))
        return key
