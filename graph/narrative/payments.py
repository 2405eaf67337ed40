"""Who pays, where the money is told first: "£4m from the Owl Council", "a £300,000 OWL grant", "with OWL money"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.acronyms import is_acronym
from graph.narrative.lists import organizations_at
from graph.narrative.names import is_organization, run_at, runs
from graph.narrative.organizations import Directory
from graph.narrative.spans import Span, clean
from graph.narrative.subjects import Subjects
from graph.narrative.triggers import triggers
from graph.narrative.words import word_set

_AMOUNT = r"(?:[£$€]|(?:US|AU|CA)\$|EUR |GBP |NOK |SEK )\d[\d.,]{0,12}(?: ?(?:m|M|k|K|bn|million|thousand|billion)\b)?"
_SIGNS = triggers("£", "$", "€")
_LARGE = re.compile(
    r"\d{2,3}(?:[.,]\d{3}){1,3}(?!\d)|\d(?:[.,]\d{3}){2}|\d{5,9}|\d[\d.,]{0,6} ?(?:m|k|bn|million|thousand|billion)\b",
    re.I,
)
# "£4.2m from the Owl Council", "$2 million in all, from the Owl Foundation (OF)".
_AMOUNT_FROM = re.compile(
    rf"{_AMOUNT}(?: (?:in|of) (?:[a-z]{{2,12}} ){{0,2}}(?:funding|support|money|total|all))?"
    r"(?: (?:grant|award|funding))?,? (?:(?:comes?|came|was provided|is provided|was awarded|has been awarded) )?"
    r"(?:from|by|through|via) (?=(?:the )?[A-Z])"
)
# "A £300,000 OWL grant", "$4.2M OWL Grant for materials".
_AMOUNT_GRANT = re.compile(rf"{_AMOUNT}(?: million)?,? (?:[a-z-]{{2,20}} ){{0,2}}(?=[A-Z])")
_GRANT = re.compile(r" (?:(?:[Rr]esearch|[Pp]roject) )?(?:[Gg]rants?|[Aa]wards?|[Ff]unding)\b")
_GRANT_END = frozenset(("Grant", "Grants", "Award", "Awards", "Funding"))
# "… have won six years of funding, $4.2 million in all, from the Owl Council".
_WON_WORDS = triggers(*(f" {won} " for won in ("won", "received", "secured", "awarded", "obtained", "attracted")))
_WON = re.compile(
    r" (?:won|received|secured|awarded|obtained|attracted) [^.;:\n]{0,80}?"
    r"\b(?:funding|fund|grant|award|money)s?\b[^.;:\n]{0,60}? (?:from|by) (?=(?:the )?[A-Z])"
)
_SUM = re.compile(r"[£$€]\d|\b(?:\d{1,2}|two|three|four|five|six) years of funding\b")
# "The Owl Council has awarded Kell University £2m to study bees".
_GIVEN_WORDS = triggers(*(f" {given} " for given in ("awarded", "given", "granted", "gave", "provided")))
_GIVEN = re.compile(rf" (?:awarded|given|granted|gave|provided) [^.;:\n£$€]{{0,90}}?{_AMOUNT}")
_HAS = re.compile(r" (?:has|have|had)$")
_PURPOSE = re.compile(
    r"\bto (?:study|explore|examine|investigate|research|understand|evaluate|develop|find out|look|test|carry out"
    r"|survey)\b"
    r"|\bfor (?:an?|the|this|their|our) (?:[\w-]{1,20} ){0,5}(?:project|study|research|programme|survey|trial)\b"
)
# "A further £1.5m comes through", "The money is from", "The rest was given by".
_COMES_WORDS = triggers(
    *("the money ", "the grant ", "the funding ", "the funds ", "the award ", "the rest ", "its money ", "our money "),
    *("money to ", "funding to ", "money for the ", "funding for the "),
)
_COMES = re.compile(
    r"(?:(?:[Tt]he|[Ii]ts|[Oo]ur) (?:money|grant|funding|funds|award|rest)(?: for (?:the|this) [a-z]{3,12})?"
    r"|(?:Money|Funding) (?:to (?:run|conduct|carry out|support)|for) (?:the|this) (?:[a-z-]{2,20} ){0,2}[a-z]{3,12})"
    r" (?:is|was|comes?|came|has come|is coming)(?: (?:given|provided|paid|awarded|made))? (?:from|by|through|via) "
    r"(?:a grant (?:from|of|by) )?(?=(?:the )?[A-Z])"
)
_FURTHER = re.compile(
    r"(?:(?:A|An|Some|The) (?:further|additional|other|extra|remaining|rest of the) |Another |And )?$"
)
# "…, which the Owl Fund supports".
_WHICH = re.compile(r", which (?:the )?(?=[A-Z])")
_SUPPORTS = re.compile(r" (?:supports|funds|finances|pays for|backs|sponsors)(?=[.,;]|$)")
# "with OWL money", "done with Owl Trust funding".
_MONEY_WORDS = triggers(" money", " funding", " funds")
_WITH_BEFORE = re.compile(r"(?<![a-z]s )\b[Ww]ith (?:the )?(?P<name>[A-Z][\w&-]{1,20}(?: [A-Z][\w’&-]{1,20}){0,4})$")
_ONE_WORK = re.compile(
    r"\b(?:an?|the|this|our) (?:[\w-]{1,20} ){0,3}(?:project|study|survey|research|trial|evaluation|programme)\b", re.I
)
# "OWL funding awarded for 2020" as a heading.
_AWARDED_WORDS = triggers(" funding awarded", " grants awarded", " funding secured", " grant awarded")
_STUDY = re.compile(
    r"\b(?:research|study|studies|project|projects|programme|program|surveys?|evaluation|trial|fellowships?|pilot"
    r"|investigate|explore|examine|find out|to study|scholars|science|scientists)\b",
    re.I,
)
_NO_MONEY = re.compile(
    r"\b(?:profits?|sales|voucher|participants|respondents|compensation|fine|stole|prize|salary|donors?|tax|budget cut"
    r"|cut|cuts|withdr[ae]w|took|takes|reduced|inherit(?:s|ed)|lost|loses|saved|owes?|owed|competing interests?"
    r"|loan|debt|revenue|charity shop|turnover|tickets?|bought|sold)\b",
    re.I,
)
_SUPPORTERS = word_set(
    """
    Council Foundation Trust Fund Academy Commission Ministry Department Endowment Lottery Society Institute Institutes
    Association Agency Government Research Innovation Union Office Stiftung
    """
)
# "From the Owl Council through its BEAK programme", "from the Big Owl programme".
_SCHEME = re.compile(r",? (?:through|via|under|as part of) (?:its|their|the)\b")
_THROUGH = re.compile(r" (?:program(?:me)?|scheme|initiative|call|competition|fund|stream)s?\b")
# What somebody has been given in a life, or a body over the years, pays for more than this.
_LIFE = re.compile(r"(?:She|He|Her|His|Dr|Profs?|Professor|Mr|Mrs|Ms|Sir|Dame)\b")
_ABOUT = ("over ", "more than ", "up to ", "total of ", "totalling ")
_FAR = 320


_WORDS = _SIGNS | _WON_WORDS | _GIVEN_WORDS | _COMES_WORDS | _MONEY_WORDS | _AWARDED_WORDS


def payments(directory: Directory, subjects: Subjects) -> Iterator[tuple[str, Span]]:
    """Keys and places of the organisations that the money is said to come from."""
    if not directory.layout.has(_WORDS):
        return
    yield from _amounts(directory, subjects)
    yield from _won(directory, subjects)
    yield from _giving(directory, subjects)
    yield from _coming(directory, subjects)
    yield from _with_money(directory, subjects)


def _amounts(directory: Directory, subjects: Subjects) -> Iterator[tuple[str, Span]]:
    layout, text = directory.layout, directory.layout.text
    for match in layout.at(_AMOUNT_FROM, _SIGNS):
        begin = layout.sentence_at(match.start()).start
        further = match.start() - begin < 24 and _FURTHER.fullmatch(text, begin, match.start()) is not None
        if _is_large(match.group()) and _of_research(directory, subjects, match.start(), further):
            yield from _supporters(directory, match.end())
    for match in layout.at(_AMOUNT_GRANT, _SIGNS):
        run = run_at(text, match.end(), match.end() + 120)
        if run is None or not _is_large(match.group()) or not _of_research(directory, subjects, match.start()):
            continue
        words = list(re.finditer(r"\S+", text[run.start : run.end]))
        if words[-1].group() in _GRANT_END and len(words) > 1:
            run = Span(run.start, run.start + words[-2].end())
        elif not _GRANT.match(text, run.end):
            continue
        yield from _supporter(directory, run)


def _won(directory: Directory, subjects: Subjects) -> Iterator[tuple[str, Span]]:
    layout = directory.layout
    for match in layout.at(_WON, _WON_WORDS):
        if _SUM.search(match.group()) and _of_research(directory, subjects, match.start()):
            yield from _supporters(directory, match.end())


def _giving(directory: Directory, subjects: Subjects) -> Iterator[tuple[str, Span]]:
    """Who is said to give: its name begins the sentence, and the sentence tells what the money is for."""
    layout, text = directory.layout, directory.layout.text
    for match in layout.at(_GIVEN, _GIVEN_WORDS):
        sentence = layout.sentence_at(match.start())
        has = _HAS.search(text, max(sentence.start, match.start() - 5), match.start())
        stop = has.start() if has else match.start()
        if stop - sentence.start > 120 or not _is_large(match.group()):
            continue
        run = next((run for run in runs(text, sentence.start, stop) if run.end == stop), None)
        told = run and run.start - sentence.start <= 4 and _PURPOSE.search(text, match.end(), sentence.end)
        if run and told and _of_research(directory, subjects, match.start()):
            yield from _supporter(directory, run)


def _coming(directory: Directory, subjects: Subjects) -> Iterator[tuple[str, Span]]:
    """The bodies after "The money is from", and those that such a sentence ends with: ", which A supports"."""
    layout, text = directory.layout, directory.layout.text
    for match in layout.at(_COMES, _COMES_WORDS):
        sentence = layout.sentence_at(match.start())
        if match.start() != sentence.start or subjects.refused(match.end()):
            continue
        if "award" in match.group()[:10] and not _STUDY.search(text, max(0, sentence.start - _FAR), sentence.end):
            continue
        yield from organizations_at(directory, match.end(), sentence.end)
        which = _WHICH.search(text, match.end(), sentence.end)
        run = run_at(text, which.end(), sentence.end) if which else None
        if run and _SUPPORTS.match(text, run.end):
            yield from _supporter(directory, run)


def _with_money(directory: Directory, subjects: Subjects) -> Iterator[tuple[str, Span]]:
    """The body of "with OWL money", in a sentence about the work, and of "OWL funding awarded" as a line."""
    layout, text = directory.layout, directory.layout.text
    for place in layout.places(_MONEY_WORDS):
        begin = max(layout.sentence_at(place).start, place - 120)
        told = _WITH_BEFORE.search(text, begin, place)
        if (
            told
            and _ONE_WORK.search(text, begin, told.start())
            and subjects.at_work(told.start())
            and _of_research(directory, subjects, told.start())
        ):
            yield from _supporter(directory, Span(*told.span("name")))
    for place in layout.places(_AWARDED_WORDS):
        unit = layout.units[layout.unit_index(place)]
        run = next((run for run in runs(text, unit.content, place) if run.end == place), None)
        if run and run.start == unit.content and unit.end - unit.content < 80:
            yield from _supporter(directory, run)


def _of_research(directory: Directory, subjects: Subjects, position: int, near: bool = False) -> bool:
    """Whether the sentence around a place tells of this research; ``near``: what is added to money told before."""
    layout, text = directory.layout, directory.layout.text
    sentence = layout.sentence_at(position)
    if position - sentence.start > _FAR or subjects.elsewhere(position) or subjects.refused(position):
        return False
    begin, end = sentence.start, min(sentence.end, position + _FAR)
    if _LIFE.match(text, begin) or text.endswith(_ABOUT, begin, position):
        return False
    if _NO_MONEY.search(text, begin, end):
        return False
    return near or _STUDY.search(text, begin, end) is not None


def _supporters(directory: Directory, position: int) -> Iterator[tuple[str, Span]]:
    """The bodies listed at a position, of which the first is one that gives money."""
    layout, text = directory.layout, directory.layout.text
    end = layout.sentence_at(position).end
    scheme = _SCHEME.search(text, position, end)
    end = scheme.start() if scheme else end
    run = run_at(text, position + 4 if text.startswith("the ", position) else position, end)
    if run is not None and _gives(text, run):
        listed = organizations_at(directory, position, end)
        yield from ((key, span) for key, span in listed if not _THROUGH.match(text, span.end))


def _supporter(directory: Directory, run: Span) -> Iterator[tuple[str, Span]]:
    if _gives(directory.layout.text, run) and (key := directory.recognise(run, certain=True)):
        yield key, run


def _gives(text: str, run: Span) -> bool:
    """Whether a name is that of a body that gives money."""
    name = clean(text[run.start : run.end])
    words = name.split()
    if len(words) == 1:
        return is_acronym(name)
    return not _SUPPORTERS.isdisjoint(words) and (is_organization(name) or is_acronym(words[0]))


def _is_large(amount: str) -> bool:
    return _LARGE.search(amount) is not None
