"""Whether a clause speaks of the page's own project: the guard of every fact that has the project as subject.

"The project is funded by X" says who funds it; "it follows a pilot funded by X", "Dr Roe's work is funded
by X" and "unlike studies funded by X" do not. A clause counts where its subject is the project, and where
no word before the cue points to something else. In doubt it does not count.
"""

from __future__ import annotations

import re
from functools import cached_property

from graph.narrative.names import is_acronym, is_organization
from graph.narrative.spans import TERMINAL, Layout, clean
from graph.narrative.words import NOT_A_NAME, word_set

WINDOW = 600
_ELSEWHERE = re.compile(
    r"\b(?:not|never|no longer|cannot|unlike|if|unless|whether|would|could|should|might|may|must|hope[sd]?|hoping"
    r"|earlier|previous(?:ly)?|prior|preceding|predecessor|former(?:ly)?|past|similar(?:ly)?|another|others?|sister"
    r"|parallel|separate|related|unrelated|different|pilot(?:s|ed)?|buil(?:ds?|ding|t) (?:up)?on|drew on|draws on"
    r"|based on|follow(?:s|ed|ing)? (?:an?|on|up|from|the|our|in)|follow-on|inspired by"
    r"|appl(?:y|ies|ied|ying) (?:to|for)"
    r"|applications?|bids?|unsuccessful(?:ly)?|seek(?:s|ing)?|sought|to be|planned|proposed|fellowships?"
    r"|studentships?|scholarships?|phd|doctora(?:l|te)|instead|rather than|except|apart from|without|neither|nor"
    r"|compared (?:to|with)|like the|as with)\b|n['’]t\b"
)
_REFUSED = re.compile(
    r"\b(?:unsuccessful(?:ly)?|rejected|declined|turned down|refused|withdr[ae]wn?|in vain|fell through)\b",
    re.IGNORECASE,
)
_NOUNS = "project|study|research|programme|program|evaluation|initiative|review|survey|trial|consortium|work"
_TEAM = "(?:research |project |study )?team"
_OTHER_NOUN = re.compile(
    rf"\b(?:{_NOUNS}|studies|projects|pilot|scheme|network|cent(?:re|er)|charity|company|council|authority"
    r"|institute|unit|group|campaign|team)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"\b(?:which|who|whose|whom|where|that|because|whereas|while|but|when|since)\b|[;:?!]")
_AUX = r"(?:is|was|are|were|has been|have been|had been|will be|is being|was being)"
_ADVERBS = (
    r"(?: (?:jointly|generously|kindly|also|currently|partly|part|fully|mainly|being|both|now|primarily|directly"
    r"|financially|entirely|solely|co))*"
)
_LEAD_IN = re.compile(r"(?:(?:Currently|Since|From|In|Between)\b[^,.;:]{0,40}?\d{4},? )?")
_OWN = re.compile(
    rf"(?:the|this|our) (?P<words>(?:[\w’'&-]{{1,30}} ){{0,5}}?)(?P<noun>{_NOUNS}|team)\b"
    r"(?: (?:project|programme|study|team|itself)\b)?",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(r"An? (?:[a-z0-9][\w-]{0,20},? ){0,5}(?:project|study)\b")
_PRONOUN = re.compile(r"It\b")
_TEAMS = re.compile(
    rf"(?:Researchers|Academics|Scientists|A team of researchers|(?:The|Our) {_TEAM}|The researchers)\b"
    r"(?: (?:from|at|of) [^.;:]{1,160}?)?(?= (?:have|has|had|secured|received|won|obtained|was|were|are|is|work)\b)"
)
_DEFINED = re.compile(rf",? (?:is|was) (?:an?|the) (?:[\w’'-]{{1,24}},? ){{0,6}}?(?:{_NOUNS})\b(?P<rest>.*)$")
_DIRECT = re.compile(r",?\s?$")
_PASSIVE = re.compile(rf"(?:,? (?:which|that))? {_AUX}{_ADVERBS} ?$")
_JOINED = re.compile(rf".*,? and{_ADVERBS} {_AUX}{_ADVERBS} ?$")
_SHARED = re.compile(
    r",? (?:(?:is|was|has been) )?(?:jointly )?(?:located|based|hosted|housed|situated|run|conducted|undertaken"
    r"|carried out|managed|co-?ordinated|funded|financed|supported|commissioned|led|directed|headed|sponsored"
    r"|administered) (?:at|in|by|from|within) (?P<where>.{1,240}?),? and(?: jointly| also)? ?$"
)
_RECEIVED = re.compile(
    r" (?:(?:has|have|had) )?(?:recently )?(?:received|secured|won|obtained|attracted|gained|been awarded|was awarded"
    r"|were awarded|been given) (?:[\w£$€.,-]{1,20} ){0,8}$"
)
_WITH = re.compile(
    r".*(?:,|\b(?:carried out|conducted|undertaken|developed|delivered|completed|possible))"
    r" (?:with|through|by|thanks to) (?:[a-z£$€][\w£$€.,-]{0,20} ){0,5}$"
)
_SMALL = word_set("of for the in and at & de la du des der von van on by a an from within")
_FINITE = re.compile(
    r"\b(?:found|finds|showed|shows|has|had|was|were|suggest(?:s|ed)|report(?:s|ed)|conclude[sd]|reveal(?:s|ed)"
    r"|ran|looked|helped|began|started|ended|identified|estimated)\b"
)
_COMMA = re.compile(r"\s?,\s")
_STATED = re.compile(r"(?:This|It) (?:is|was|will be) |An? \S|(?:Duration|Length)\b")
_NOUN_AFTER = re.compile(r" (?:project|study|programme)\b")
_NAMED = re.compile(
    rf"(?P<name>[A-Z][\w’'-]*(?: [\w’'&-]{{1,40}}){{0,7}}) (?:is|was) an? (?:[\w-]{{1,40}} ){{0,5}}(?:{_NOUNS})\b"
)
_TOLD_OF = re.compile(rf",? (?:is|was) an? |,? {_AUX} (?:funded|led|based)")
_CLAUSE = re.compile(r", (?:and|but|so|yet) ")
_RESTARTS = re.compile(r"; |, and (?=(?:the|this|our) )")
_ANOTHER = re.compile(
    r"\b(?:similar|another|earlier|previous|prior|sister|parallel|separate|other)\b[^.]{0,40}"
    r"\b(?:project|study|programme|research|evaluation|initiative)\b|\bpilot\b"
)
_LABEL = re.compile(r"(?:Project|Study)(?: (?:title|name))?\s?:\s{0,2}(?=\S)", re.IGNORECASE)


def points_elsewhere(words: str) -> bool:
    """Whether words speak of an earlier, similar or other project, of what may be, or deny."""
    return _ELSEWHERE.search(words.lower()) is not None


class Subjects:
    """Tells for places in one text whether the clause there has the project as its subject."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._pointing: dict[int, int] = {}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the text calls the project, longest first."""
        return _names(self.layout)

    @cached_property
    def _own_name(self) -> re.Pattern[str] | None:
        if not self.names:
            return None
        names = "|".join(re.escape(name) for name in self.names)
        return re.compile(rf"(?:The )?(?:{names})(?![\w’'])", re.IGNORECASE)

    def elsewhere(self, position: int) -> bool:
        """Whether a word between the sentence's start and a position points to another project, or denies."""
        start = self.layout.sentence_at(position).start
        if position - start > WINDOW:
            return True
        if start not in self._pointing:
            first = _ELSEWHERE.search(self.layout.small, start, start + WINDOW)
            self._pointing[start] = first.end() if first else start + 2 * WINDOW
        return self._pointing[start] <= position

    def in_bracket(self, position: int) -> bool:
        """Whether a position is inside a bracket that its unit opened."""
        text, depth = self.layout.text, 0
        unit = self.layout.units[self.layout.unit_index(position)]
        before = text[max(unit.start, position - WINDOW) : position]
        if "(" not in before and "[" not in before:
            return False
        for character in before:
            if character in "([":
                depth += 1
            elif character in ")]":
                depth = max(0, depth - 1)
        return depth > 0

    def of_project(self, position: int, lead: bool = False) -> bool:
        """Whether "led by", "funded by" … at a position says it of this project."""
        found = self._subject(position, lead)
        if found is None:
            return False
        kind, middle = found
        if kind == "team" and not lead:
            return _PASSIVE.fullmatch(middle) is not None or _RECEIVED.fullmatch(middle) is not None
        if kind == "fragment":
            return not lead and _DIRECT.fullmatch(middle) is not None and not self._goes_on(position)
        if _DIRECT.fullmatch(middle) or _PASSIVE.fullmatch(middle):
            return True
        if _SHARED.fullmatch(middle):
            return _is_shared(middle)
        if _BREAK.search(middle):
            return False
        if defined := _DEFINED.fullmatch(middle):
            return _closes(defined.group("rest")) or _is_shared(defined.group("rest"))
        if _JOINED.fullmatch(middle):
            return True
        return not lead and (_RECEIVED.fullmatch(middle) is not None or _WITH.fullmatch(middle) is not None)

    def of_work(self, position: int) -> bool:
        """Whether "in partnership with" at a position says it of this project's work."""
        found = self._subject(position, True)
        if found is None:
            return False
        kind, middle = found
        if _BREAK.search(middle) or _CLAUSE.search(middle):
            return False
        if kind == "fragment" and self._goes_on(position):
            return False
        defined = _DEFINED.fullmatch(middle)
        between = defined.group("rest") if defined else middle.partition(" funded by ")[0]
        return _OTHER_NOUN.search(between.replace(" work ", " ")) is None

    def begins(self, position: int) -> bool:
        """Whether the project, or "we", is named at a position, after a comma ("Funded by X, the project …")."""
        text = self.layout.text
        after = _COMMA.match(text, position)
        if after is None:
            return False
        sentence = self.layout.sentence_at(position)
        words = clean(text[after.end() : min(sentence.end, after.end() + 200)])
        if _ELSEWHERE.search(self.layout.small, sentence.start, min(sentence.end, after.end() + 60)):
            return False
        return words.startswith("we ") or self._own(words, False) is not None

    def states(self, position: int) -> bool:
        """Whether the sentence at a position is about this project from its start ("This is a … study")."""
        if self.elsewhere(position):
            return False
        start = self.layout.sentence_at(position).start
        words = clean(self.layout.text[start : min(position + 60, start + WINDOW)])
        if _STATED.match(words):
            return True
        return self._own(words, False) is not None or self._first(start, words) is not None

    def refused(self, position: int) -> bool:
        """Whether the rest of the sentence says that nothing came of it."""
        end = min(self.layout.sentence_at(position).end, position + WINDOW)
        return _REFUSED.search(self.layout.text, position, end) is not None

    def _subject(self, position: int, lead: bool) -> tuple[str, str] | None:
        """The kind of subject before a position, and the words between the two."""
        if self.elsewhere(position) or self.in_bracket(position):
            return None
        sentence = self.layout.sentence_at(position)
        prefix = _without_brackets(self.layout.text[sentence.start : position])
        starts = [0, *(match.end() for match in _RESTARTS.finditer(prefix))]
        for start in reversed(starts):
            words = prefix[start:]
            if start == 0 and (lead_in := _LEAD_IN.match(words)):
                words = words[lead_in.end() :]
            if start and _OTHER_NOUN.search(prefix, 0, start):
                continue
            if (end := self._own(words, lead)) is not None:
                named = words[:4].lower() != "our " and self._after_another(position)
                return None if named else ("project", words[end:])
            if start:
                continue
            if (first := self._first(sentence.start, words)) is not None:
                return "project", words[first:]
            if pronoun := _PRONOUN.match(words):
                return ("project", words[pronoun.end() :]) if self._it(position) else None
            if team := _TEAMS.match(words):
                return "team", words[team.end() :]
            if lead and words.startswith("We "):
                return "team", words[2:]
            if fragment := _FRAGMENT.match(words):
                return "fragment", words[fragment.end() :]
        return None

    def _own(self, words: str, lead: bool) -> int | None:
        """Where the words that name this project end, if they begin with them."""
        if self._own_name and (name := self._own_name.match(words)):
            after = _NOUN_AFTER.match(words, name.end())
            return after.end() if after else name.end()
        match = _OWN.match(words)
        if match is None or (lead and match.group().lower() == "the evaluation"):
            return None
        between = match.group("words").strip()
        if any(word[0].isupper() for word in between.split()):
            if not any(between.lower() in name.lower() for name in self.names):
                return None
        elif _OTHER_NOUN.search(between.replace("research", "").replace("study", "")):
            return None
        end = match.end()
        if self._own_name and (name := self._own_name.match(words, end + 1)):
            end = name.end()
        return end

    def _first(self, start: int, words: str) -> int | None:
        """Where the name ends in "Warm Rooms is a two-year study …", the text's first sentence."""
        first = next((unit for unit in self.layout.units[:6] if self.layout.is_prose(unit)), None)
        if first is None or first.content != start:
            return None
        match = _NAMED.match(words)
        if match is None or is_organization(match.group("name")) or _OTHER_NOUN.search(match.group("name")):
            return None
        return match.end("name")

    def _it(self, position: int) -> bool:
        """Whether "It" stands for the project: the sentence before says what the project is."""
        layout, index = self.layout, self.layout.sentence_index(position)
        unit = layout.units[layout.unit_index(position)]
        for before in range(index - 1, max(-1, index - 4), -1):
            span = layout.sentences[before]
            if span.start < unit.content or _ELSEWHERE.search(
                layout.small, span.start, min(span.end, span.start + WINDOW)
            ):
                return False
            words = _without_brackets(layout.text[span.start : min(span.end, span.start + WINDOW)])
            if _PRONOUN.match(words):
                continue
            if _FRAGMENT.match(words):
                return True
            end = self._own(words, False)
            end = self._first(span.start, words) if end is None else end
            return end is not None and _TOLD_OF.match(words, end) is not None
        return False

    def _after_another(self, position: int) -> bool:
        """Whether the sentences before, in the same paragraph, tell of another project."""
        unit = self.layout.units[self.layout.unit_index(position)]
        start = self.layout.sentence_at(position).start
        return _ANOTHER.search(self.layout.small, max(unit.content, start - WINDOW), start) is not None

    def _goes_on(self, position: int) -> bool:
        """Whether the words after a fragment make it the subject of a sentence about something else."""
        return _FINITE.search(self.layout.text, position, self.layout.sentence_at(position).end) is not None


def _is_shared(words: str) -> bool:
    """Whether words like "funded by the Owl Trust and" say one thing of the project before another is said of it."""
    shared = _SHARED.fullmatch(words)
    if shared is None:
        return False
    return all(word[0].isupper() or word in _SMALL or word[0].isdigit() for word in _words(shared.group("where")))


def _closes(rest: str) -> bool:
    """Whether the words between "is a study" and the cue leave the cue to the study, not to their last noun."""
    words = rest.strip()
    if words in ("", ","):
        return True
    if _OTHER_NOUN.search(words):
        return False
    if words.endswith(" and"):
        return re.search(r"\w+ed\b", words) is None and not any(word[0].isupper() for word in words.split()[-2:])
    last = words.rstrip(" ,").rpartition(" ")[2]
    return words.endswith(",") and not last[:1].isupper()


def _words(where: str) -> list[str]:
    return [word for part in where.split() if (word := part.strip(".,'’\"“”"))]


def _without_brackets(text: str) -> str:
    """The text with single spaces and without what stands in brackets; the last space stays."""
    kept, depth = [], 0
    brackets = "(" in text or "[" in text or ")" in text or "]" in text
    for character in text if brackets else (text,):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth = max(0, depth - 1)
        elif not depth:
            kept.append(character)
    words = clean("".join(kept)).replace(" ,", ",")
    return f"{words} " if text[-1:].isspace() and words else words


def _names(layout: Layout) -> tuple[str, ...]:
    """What the first line, or a line "Project: …", calls the project: the whole, and its parts."""
    found: list[str] = []
    for index, unit in enumerate(layout.units[:10]):
        if unit.end - unit.content > 200:
            continue
        line = clean(layout.text[unit.content : unit.end])
        label = _LABEL.match(line)
        if not label and (index or line[-1] in TERMINAL + ":;,"):
            continue
        line = line[label.end() :] if label else line
        parts = [line, *re.split(r"\s?[(:–—|]\s?|\s-\s", line)]
        parts += re.findall(r"\(([A-Z][\w-]{1,12})\)", line)
        for part in parts:
            name = part.strip(" )").removeprefix("The ")
            words = [word for word in name.split() if word not in NOT_A_NAME]
            proper = len(words) > 1 or (len(words) == 1 and is_acronym(words[0]))
            if proper and len(words) <= 20 and not is_organization(name) and name not in found:
                found.append(name)
    return tuple(sorted(found, key=len, reverse=True)[:12])
