"""Whether a clause speaks of the page's own project: the guard of every fact that has the project as subject.

"The project is funded by X" says who funds it; "it follows a pilot funded by X", "Dr Roe's work is funded
by X" and "unlike studies funded by X" do not. A clause counts where its subject is the project, and where
no word before the cue points to something else. In doubt it does not count.
"""

from __future__ import annotations

import re
from functools import cached_property

from graph.narrative.middles import BRACKET, NOUNS, OTHER_NOUN, SHARED, all_names, closes, is_shared, without_brackets
from graph.narrative.names import is_organization
from graph.narrative.patterns import at_word
from graph.narrative.pointing import Pointing
from graph.narrative.project_names import project_names
from graph.narrative.spans import Layout, clean
from graph.narrative.triggers import triggers

WINDOW = 600
_REFUSED = re.compile(
    r"\b(?:unsuccessful(?:ly)?|rejected|declined|turned down|refused|withdr[ae]wn?|in vain|fell through)\b",
    re.IGNORECASE,
)
_TEAM = "(?:research |project |study )?team"
_BREAK = re.compile(r"\b(?:which|who|whose|whom|where|that|because|whereas|while|but|when|since)\b|[;:?!]")
_AUX = r"(?:is|was|are|were|has been|have been|had been|will be|is being|was being)"
_ADVERBS = (
    r"(?: (?:jointly|generously|kindly|also|currently|partly|part|fully|mainly|being|both|now|primarily|directly"
    r"|financially|entirely|solely|co))*"
)
_LEAD_IN = re.compile(
    r"(?:[A-Z][a-z]{1,15}(?: [A-Za-z][a-z]{0,15}){0,3}: ?)?"
    r"(?:(?:Currently|Since|From|In|Between)\b[^,.;:]{0,40}?\d{4},? )?"
)
_OWN = re.compile(
    rf"(?:the|this|our) (?P<words>(?:[\w’'&-]{{1,30}} ){{0,5}}?)(?P<noun>{NOUNS}|team|fieldwork|data collection)\b"
    r"(?: (?:project|programme|study|team|itself)\b)?",
    re.IGNORECASE,
)
_FUNDED = re.compile(r"\S{1,30}[ -]funded ?")
_FRAGMENT = re.compile(r"An? (?:[a-z0-9][\w-]{0,20},? ){0,5}(?:project|study)\b")
_PRONOUN = re.compile(r"It\b")
_NAMED_PROJECT = re.compile(
    r"\b[Tt]he (?P<name>[A-Z][\w’'&-]{1,30}(?: [\w’'&-]{1,30}){0,4}?)"
    r" (?:[Pp]roject|[Ss]tudy|[Pp]rogramme|[Ii]nitiative)\b"
)
_PERSON = re.compile(r"(?:Dr|Prof|Professor|Mr|Ms|Mrs|Sir|Dame|She|He)\b")
_TEAMS = re.compile(
    rf"(?:Researchers|Academics|Scientists|A team of researchers|(?:The|Our) {_TEAM}|The researchers)\b"
    r"(?: (?:from|at|of) [^.;:]{1,160}?)?(?= (?:have|has|had|secured|received|won|obtained|was|were|are|is|work)\b)"
)
_DEFINED = re.compile(rf",? (?:is|was) (?:an?|the) (?:[\w’'-]{{1,24}},? ){{0,6}}?(?:{NOUNS})\b(?P<rest>.*)$")
_DIRECT = re.compile(r",?\s?$")
_PASSIVE = re.compile(
    rf"(?:,? (?:which|that))? {_AUX}{_ADVERBS}"
    r"(?: (?:commissioned|designed|sponsored|supported|initiated|conceived) and)? ?$"
)
_JOINED = re.compile(rf".*,? and{_ADVERBS} {_AUX}{_ADVERBS} ?$")
_RUN_BY = re.compile(
    rf",? {_AUX}(?: jointly)? (?:run|led|managed|hosted|based|carried out|conducted|delivered|co-?ordinated|supported"
    r"|funded) (?:at|in|by|from|within) (?P<where>.{1,240}?),? ?(?:and )?$"
)
_DONE = re.compile(
    rf",? {_AUX}{_ADVERBS} (?:carried out|conducted|undertaken|developed|delivered|completed|run|collected) ?$"
)
# "The 2019 Kell Water Survey is", where a description begins so.
_SURVEY = re.compile(
    r"(?P<name>(?:The )?(?:(?:19|20)\d\d )?(?:[A-Z][\w’'-]{0,30} (?:(?:of|and|on|in|for|the) ){0,2}){1,8}"
    r"(?:Survey|Study|Project|Panel|Programme|Trial|Cohort|Census|Barometer|Evaluation|Experiment|Poll))"
    r"(?: (?:19|20)\d\d(?:[-–/]\d{2,4})?)?"
    r"(?= (?:is|was|has|had|received|aims|collects|collected|ran|runs|took|follows|began|covers|asked|asks)\b)"
)
_OTHER_SURVEY = re.compile(r"(?:An?|Another|Unlike|Like|In|Since|After|Both|Our|Their|His|Her)\b")
_RECEIVED = re.compile(
    r" (?:(?:has|have|had) )?(?:recently )?(?:receive[sd]|secured|won|obtained|attracted|gained|been awarded"
    r"|was awarded|were awarded|been given) (?:[\w£$€.,-]{1,20} ){0,8}$"
)
_WITH = re.compile(
    r".*(?:,|\b(?:carried out|conducted|undertaken|developed|delivered|completed|possible|run|collected)"
    r"(?: (?:in|by|at|between|from|during|since|across|on) [^;:]{1,160}?)?)"
    r" (?:with|through|by|thanks to) (?:[a-z£$€][\w£$€.,-]{0,20} ){0,5}$"
)
_FINITE = re.compile(
    r"\b(?:found|finds|showed|shows|has|had|was|were|suggest(?:s|ed)|report(?:s|ed)|conclude[sd]|reveal(?:s|ed)"
    r"|ran|looked|helped|began|started|ended|identified|estimated)\b"
)
_WE_WORK = re.compile(
    r"(?:We|Our|The|This|These|It|They|A|An|Both|All|Each|Local|Some|Later|Then|Finally|Together|Here|Dr|Prof|Professor"
    r"|In|During|Through|To|Workshops|Interviews|Fieldwork|Training|Events|Films?|Findings)\b"
)
_NAMED_BODY = re.compile(r"(?:The )?(?P<name>[A-Z][\w’'-]{0,40}(?: (?:[A-Z][\w’'&-]{0,40}|of|for|and|the)){1,7})")
_COMMA = re.compile(r"\s?,\s")
_STATED = re.compile(r"(?:This|It) (?:is|was|will be) |An? \S|(?:Duration|Length)\b")
_NOUN_AFTER = re.compile(r" (?:project|study|programme)\b")
_NAMED = re.compile(
    rf"(?P<name>[A-Z][\w’'-]*(?: [\w’'&-]{{1,40}}){{0,7}}) (?:is|was) an? (?:[\w-]{{1,40}} ){{0,5}}(?:{NOUNS})\b"
)
_TOLD_OF = re.compile(
    rf",? (?:is|was) an? |,? {_AUX} (?:funded|led|based|run|hosted|supported|delivered|carried out|conducted)"
)
_THIS_IS = re.compile(
    r"\b(?:this|our) (?:[a-z-]{2,20} )?(?:project|study|research|programme),? (?:which|that) (?:is|was|has been)"
    r" (?:an? |the )?(?:[a-z]{2,20} )?$"
)
_CLAUSE = re.compile(r", (?:and|but|so|yet) ")
_RESTARTS = re.compile(r"; |, and (?=(?:the|this|our) )")
_OTHERS = ("similar", "another", "earlier", "previous", "prior", "sister", "parallel", "separate", "other")
_ANOTHER = re.compile(
    at_word(
        *(rf"{other}\b[^.]{{0,40}}\b(?:project|study|programme|research|evaluation|initiative)" for other in _OTHERS),
        "pilot",
    )
    + r"\b"
)
_ANOTHER_WORDS = triggers(*_OTHERS, "pilot")


class Subjects:
    """Tells for places in one text whether the clause there has the project as its subject."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._pointing = Pointing(layout)
        self._subjects: dict[tuple[int, bool], tuple[str, str] | None] = {}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the text calls the project, longest first."""
        return project_names(self.layout)

    @cached_property
    def _only_named(self) -> str | None:
        """What a text without a title calls a project, where it names but one: "the Warm Barns project"."""
        found = {clean(match.group("name")).lower() for match in _NAMED_PROJECT.finditer(self.layout.text)}
        name = found.pop() if len(found) == 1 else None
        return None if name is None or is_organization(name.title()) else name

    @cached_property
    def _first_prose(self) -> int | None:
        """Where the text's first sentence begins, after its headings."""
        return next((unit.content for unit in self.layout.units[:6] if self.layout.is_prose(unit)), None)

    @cached_property
    def _own_name(self) -> re.Pattern[str] | None:
        if not self.names:
            return None
        names = "|".join(re.escape(name) for name in self.names)
        return re.compile(rf"(?:The )?(?:{names})(?![\w’'])", re.IGNORECASE)

    def elsewhere(self, position: int) -> bool:
        """Whether a word between the sentence's start and a position points to another project, or denies."""
        start = self.layout.sentence_at(position).start
        return position - start > WINDOW or self._pointing.between(start, position)

    def in_bracket(self, position: int) -> bool:
        """Whether a position is inside a bracket that its unit opened."""
        text, depth = self.layout.text, 0
        unit = self.layout.units[self.layout.unit_index(position)]
        before = text[max(unit.start, position - WINDOW) : position]
        if "(" not in before and "[" not in before:
            return False
        for bracket in BRACKET.findall(before):
            depth = depth + 1 if bracket in "([" else max(0, depth - 1)
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
        if SHARED.fullmatch(middle):
            return is_shared(middle)
        if _BREAK.search(middle):
            return False
        if defined := _DEFINED.fullmatch(middle):
            return closes(defined.group("rest")) or is_shared(defined.group("rest"))
        if _JOINED.fullmatch(middle):
            return True
        return not lead and (_RECEIVED.fullmatch(middle) is not None or _WITH.fullmatch(middle) is not None)

    def of_work(self, position: int) -> bool:
        """Whether "in partnership with" at a position says it of this project's work."""
        found = self._subject(position, True)
        if found is None:
            start = self.layout.sentence_at(position).start
            told = _THIS_IS.search(self.layout.text, max(start, position - 100), position)
            return told is not None and not self.elsewhere(position)
        kind, middle = found
        if _BREAK.search(middle) or _CLAUSE.search(middle):
            return False
        if kind == "fragment" and self._goes_on(position):
            return False
        defined = _DEFINED.fullmatch(middle)
        if (run := _RUN_BY.fullmatch(middle)) and all_names(run.group("where")):
            return True
        if _DONE.fullmatch(middle):
            return True
        between = defined.group("rest") if defined else middle.partition(" funded by ")[0]
        return OTHER_NOUN.search(between.replace(" work ", " ")) is None

    def at_work(self, position: int) -> bool:
        """Whether the sentence up to a position tells of this project's work, not of what another body does."""
        if self.in_bracket(position):
            return False
        start = self.layout.sentence_at(position).start
        words = clean(self.layout.text[start:position])
        if not _WE_WORK.match(words):
            return False
        subject = _NAMED_BODY.match(words)
        return subject is None or not is_organization(subject.group("name"))

    def begins(self, position: int) -> bool:
        """Whether the project, or "we", is named at a position, after a comma ("Funded by X, the project …")."""
        text = self.layout.text
        after = _COMMA.match(text, position)
        if after is None:
            return False
        sentence = self.layout.sentence_at(position)
        words = clean(text[after.end() : min(sentence.end, after.end() + 200)])
        if self._pointing.between(sentence.start, min(sentence.end, after.end() + 60)):
            return False
        return words.startswith("we ") or self._own(words, False) is not None

    def heads(self, start: int, end: int) -> bool:
        """Whether words that begin a sentence are said of the project that follows: "Led by Dr Roe, the project …"."""
        sentence = self.layout.sentence_at(start)
        if sentence.start != start:
            return False
        text = self.layout.text
        return any(self.begins(place.start()) for place in _COMMA.finditer(text, end, min(sentence.end, end + 240)))

    def states(self, position: int) -> bool:
        """Whether the sentence at a position is about this project from its start ("This is a … study")."""
        if self.elsewhere(position):
            return False
        start = self.layout.sentence_at(position).start
        words = clean(self.layout.text[start : min(position + 60, start + WINDOW)])
        if _STATED.match(words):
            return True
        return self._own(words, False) is not None or self._first(start, words) is not None

    def may_be_named(self, name: str) -> bool:
        """Whether words that begin a sentence may be the project's name: where no other is known, and of no body."""
        known = [other.lower() for other in self.names]
        plain = name.removeprefix("The ").lower()
        if known and not any(plain in other or other in plain for other in known):
            return False
        return not is_organization(name)

    def refused(self, position: int) -> bool:
        """Whether the rest of the sentence says that nothing came of it."""
        end = min(self.layout.sentence_at(position).end, position + WINDOW)
        return _REFUSED.search(self.layout.text, position, end) is not None

    def _subject(self, position: int, lead: bool) -> tuple[str, str] | None:
        """The kind of subject before a position, and the words between the two."""
        if (position, lead) not in self._subjects:
            self._subjects[position, lead] = self._read(position, lead)
        return self._subjects[position, lead]

    def _read(self, position: int, lead: bool) -> tuple[str, str] | None:
        if self.elsewhere(position) or self.in_bracket(position):
            return None
        sentence = self.layout.sentence_at(position)
        prefix = without_brackets(self.layout.text[sentence.start : position])
        starts = [0, *(match.end() for match in _RESTARTS.finditer(prefix))]
        for start in reversed(starts):
            words = prefix[start:]
            if start == 0 and (lead_in := _LEAD_IN.match(words)):
                words = words[lead_in.end() :]
            if start and OTHER_NOUN.search(prefix, 0, start):
                continue
            if (end := self._own(words, lead)) is not None:
                named = words[:4].lower() != "our " and self.after_another(position)
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
        between = _FUNDED.sub("", match.group("words")).strip()
        if words[:3].lower() != "the":  # "this pilot study", "our PhD project"
            between = re.sub(r"\b(?:pilot|PhD|doctoral)\b ?", "", between).strip()
        if any(word[0].isupper() for word in between.split()):
            named = any(between.lower() in name.lower() for name in self.names)
            if not named and (self.names or self._only_named != between.lower()):
                return None
        elif OTHER_NOUN.search(between.replace("research", "").replace("study", "")):
            return None
        end = match.end()
        if self._own_name and (name := self._own_name.match(words, end + 1)):
            end = name.end()
        return end

    def _first(self, start: int, words: str) -> int | None:
        """Where the name ends in "Warm Rooms is a two-year study …", the text's first sentence."""
        if self._first_prose != start:
            return None
        match = _SURVEY.match(words)
        if match and not is_organization(match.group("name")) and not _OTHER_SURVEY.match(words):
            return match.end()
        match = _NAMED.match(words)
        if match is None or is_organization(match.group("name")) or OTHER_NOUN.search(match.group("name")):
            return None
        return match.end("name")

    def _it(self, position: int) -> bool:
        """Whether "It" stands for the project: the sentence before says what the project is."""
        layout, index = self.layout, self.layout.sentence_index(position)
        unit = layout.units[layout.unit_index(position)]
        for before in range(index - 1, max(-1, index - 4), -1):
            span = layout.sentences[before]
            if span.start < unit.content or self._pointing.between(span.start, min(span.end, span.start + WINDOW)):
                return False
            words = without_brackets(layout.text[span.start : min(span.end, span.start + WINDOW)])
            if _PRONOUN.match(words) or _PERSON.match(words):
                continue
            if _FRAGMENT.match(words):
                return True
            end = self._own(words, False)
            end = self._first(span.start, words) if end is None else end
            return end is not None and (words.startswith(("This ", "Our ")) or _TOLD_OF.match(words, end) is not None)
        return False

    def after_another(self, position: int) -> bool:
        """Whether the sentences before, in the same paragraph, tell of another project."""
        unit = self.layout.units[self.layout.unit_index(position)]
        start = self.layout.sentence_at(position).start
        begin = max(unit.content, start - WINDOW)
        other = self.layout.within(_ANOTHER_WORDS, begin, start)
        return other and _ANOTHER.search(self.layout.small, begin, start) is not None

    def _goes_on(self, position: int) -> bool:
        """Whether the words after a fragment make it the subject of a sentence about something else."""
        return _FINITE.search(self.layout.text, position, self.layout.sentence_at(position).end) is not None
