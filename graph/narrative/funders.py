"""Who pays for the project: "funded by A", "Funder: A", "A, which funded the study", "gefördert von A"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from graph.narrative.acronyms import is_acronym
from graph.narrative.brackets import bracket_at
from graph.narrative.commissioned import commissioners
from graph.narrative.fields import Field
from graph.narrative.foreign_funders import foreign_funders
from graph.narrative.headings import bodies_below
from graph.narrative.lists import labelled_at, lines_at, organizations_at
from graph.narrative.names import run_at, runs
from graph.narrative.organizations import Directory
from graph.narrative.partners import thanked
from graph.narrative.payments import payments
from graph.narrative.pointing import points_elsewhere
from graph.narrative.spans import Layout, Span, clean
from graph.narrative.subjects import Subjects
from graph.narrative.triggers import triggers
from graph.narrative.words import NOT_A_VALUE, word_set

# Most of these are read in small letters, and none looks back: what stands before is checked where one is found.
_FUNDED = re.compile(
    r"(?:(?:(?:co|part|match|joint)-?)(?:funded|financed|sponsored|commissioned) by|funded by|financed by"
    r"|sponsored by|commissioned by"
    r"|(?:supported|paid for) by an? (?:\w{1,20} ){0,5}(?:studentship|scholarship|bursary|fellowship) from"
    r"|paid for by|fund(?:ing|ed|s) (?:\w{1,20} ){0,2}(?:from|by)|grants? (?:\w{1,20} ){0,2}(?:from|by)"
    r"|awards? (?:\w{1,20} ){0,2}(?:from|by)|financial support (?:of|from)"
    r"|funded (?:through|via)|(?P<awarded>awarded [£$€][\w.,]{1,20}(?: \w{1,12}){0,5} (?:by|from))"
    r"|with (?:the )?(?:[a-z]{4,12} )?(?:support|backing|sponsorship) (?:of|from)(?P<backed>)"
    r"|supported by (?:(?:a |the )?(?:grant |award |funding )(?:from|of)|(?P<support>)(?=(?:the )?[a-z])))\s{0,2}"
)
_FUNDED_WORDS = triggers(
    "fund", "financ", "sponsor", "commission", "paid for by", "grant", "award", "supported by", "support", "backing"
)
_SUPPORT_WORDS = triggers("funding", "support")
_FUNDING_FOR = re.compile(
    r"(?:(?:(?:Core|Main|Additional|Further) f|F)unding|Financial support|Support) "
    r"(?:(?:for|of) (?:the|this|our) (?:[a-z-]{1,20} ){0,3}"
    r"(?:project|study|research|programme|evaluation|work|survey|fieldwork) )?(?:is|was|has been|comes|came)"
    r"(?: (?:kindly|generously|also))?(?: provided| received| awarded| given)? (?:by|from)\s{0,2}"
)
_STARTS = re.compile(r"(?:(?:co-?)?(?:funded|financed|sponsored|commissioned)|supported) by|with ", re.IGNORECASE)
_AFTER_START = re.compile(
    r"\s*(?:[.;|]|\Z|\n|(?:under|and (?:led|run|hosted|based|supported)|,? with|from \d|\d{4})\b)"
)
_ARTICLE = re.compile(r"the\s")
_MORE = re.compile(r",? and (?:the )?|, (?:the )?")
_SUPPORTERS = word_set(
    """
    Council Foundation Trust Fund Charity Academy Commission Ministry Department Endowment Lottery Society
    Association Agency Institute Institutes Programme Government Enterprise Union Innovation Wellcome Bank
    Administration Bureau Horizon
    """
)
# The subject of "is funded by" where it is a thing that a project makes, or part of it.
_THING = re.compile(
    r"(?:(?:In|Since) \d{4},? )?(?:(?:[Tt]he|[Tt]his|[Oo]ur|These|[Aa]|[Aa]n) (?:[a-z-]{2,20} ){0,3}(?:report"
    r"|fellowships?|studentships?|collection|dataset|database|data|module"
    r"|wave|work|survey|fieldwork|extension|project|study|research|award|interviews|review|evaluation|programme|paper"
    r"|thesis|dissertation|panel|cohort|network|pilot|experiment|data collection|PhD project"
    r"|archive|digitisation|exhibition)|It|Data collection)(?: (?:on|of|into|about|with|in|for) [^,.;:()]{2,60}?)? "
    r"(?:(?:is|was|are|were|has been|have been) (?:[a-z]{2,12}ly )?)$"
)
_PLAIN_THING = re.compile(
    r"(?:The|This|Our|My) (?:[a-z-]{2,20} )?(?:report|fellowships?|studentships?|collection|dataset|database|award"
    r"|paper|thesis|dissertation|panel|cohort|network|pilot|experiment|data collection|PhD project)\b|Data collection\b"
)
_PROJECT_NAME = re.compile(r"(?P<name>(?:[A-Z][\w’'-]{1,30} ){1,6})(?:is|was|has been) (?:[a-z]{2,12}ly )?$")
_REFERENCE_NEAR = re.compile(
    r"(?:[,(\[]| under| with| through)[^.;()\[\]]{0,60}?[A-Z]{2}[A-Z/-]{0,8} ?[A-Z]?\d{3}"
    r"|[(\[]\d{5,6}/|[(\[][A-Z]{2,5}[-/]\d{4}|[^.;]{0,40}(?:grant|award|reference)[^.;]{0,30}\d{3}"
)
_BACK_WORDS = triggers("funded ", "financed ", "commissioned ", "paid for ", "sponsored ", "funding ", "funds ")
_BACK = re.compile(
    r"(?:funded|financed|commissioned|paid for|sponsored|funding|funds) (?:the|this|our)(?: [a-z-]{2,20}){0,2}?"
    r" (?:project|study|research|work|evaluation|survey|report|extension|fellowship|collection|programme|fieldwork)\b"
    r"|(?:paid for|funded|financed) (?P<it>it)(?=\s?[.,;)])"
)
_MADE = re.compile(r"\b(?:report|study|project|research|survey|evaluation)\b", re.IGNORECASE)
_BARE = re.compile(
    r"(?:Research |Doctoral )?(?:[Pp]roject|[Ss]tudy|[Rr]esearch|Work|Evaluation|Report|Survey)(?: is| was)? "
)
# Of a line whose label has lost its colon: "Funder Owl Council Duration 2 years".
_RUN_ON_WORDS = triggers("funder ", "funders ", "funding body ")
_RUN_ON = re.compile(r"Fund(?:ers?|ing [Bb]ody) (?=[A-Z])")
_SOURCE_WORDS = triggers("funding source", "major funding source", "main funding source", "source of funding")
_SOURCE = re.compile(r"(?:(?:Major |Main )?[Ff]unding sources?|Source of funding) (?=[A-Z])")
_ATTRIBUTE_WORDS = triggers("funded ")
_ATTRIBUTE = re.compile(
    r"(?:This|Our|(?:The|This|Our) (?:project|study|research) is an?|It is an?"
    r"|(?P<project>[A-Z][\w’-]{1,30}(?: [A-Z][\w’-]{1,30}){0,4}) is an?) (?:[a-z][a-z-]{1,20} ){0,2}"
    r"(?P<name>[A-Z][\w&’']{1,20}(?: [A-Z][\w’']{1,20}){0,4})[ -](?P<funded>funded) (?:[a-z-]{2,20} ){0,3}"
    r"(?:[Pp]roject|[Ss]tudy|[Rr]esearch|[Pp]rogramme|[Ee]valuation|[Ff]ellowship|[Ss]urvey|[Tt]rial)\b"
)
_AS_PARTNER = re.compile(r" as (?:an? |the )?(?:[a-z-]{2,20} )?partner")
_BACK_BEFORE = re.compile(
    r"(?:,)?(?: (?:which|who|that))?(?: (?:has|have|had|is|are))?(?: (?:kindly|generously|also|jointly|partly)){0,2} $"
)
_THANKS_WORDS = triggers("acknowledg", "grateful ", "thank")
_THANKS = re.compile(
    r"(?:acknowledg(?:es?|ing) |grateful (?:to |for )|thank(?:s|ing)? (?:to )?)(?:(?:for )?(?:the |their "
    r"|its )?(?:[a-z]{3,12} ){0,2}"
    r"(?P<what>support|funding|grant|sponsorship|award)s? (?:received |provided |given )?(?:of|from|by) )?"
)
_FOR_MONEY = re.compile(
    r"\s?(?:,? (?:for|which|who) (?:(?:has|have) )?(?:[a-z]{2,12} ){0,3}(?:fund(?:ing|ed)|financ(?:ing|ed)"
    r"|sponsor(?:ing|ed)"
    r"|grant|financial))"
)
_GIVEN = re.compile(
    r"\b(?:has|have) (?:recently )?(?:been awarded|won|received|secured|obtained|been given)(?: an?)?"
    r"(?: [£$€][\w.,]{1,20}(?: (?:million|m))?)?(?: [\w-]{2,20}){0,3}$"
)
_FAR = 400
_PURPOSE = re.compile(
    r"\b(?:to (?:study|explore|examine|investigate|research|understand|map|develop|look|find|assess|test|carry|run"
    r"|build|improve|support|create|measure|count|compare)"
    r"|for (?:an?|the|this|their|our) (?:[\w-]{1,20} ){0,4}(?:project|study|research|programme))\b"
)
_POSSIBLE = re.compile(
    r"\b(?:[Tt]his|[Tt]he|[Oo]ur) (?:work|project|study|research) (?:was |is |has been )?(?:made )?possible\b"
    r"|\bmade this possible"
)


def funders(directory: Directory, subjects: Subjects, labels: list[Field]) -> list[tuple[str, Span]]:
    """Keys and places of the organisations that the text says pay for the project, in the order of the text."""
    found: dict[str, Span] = {}
    given = [*_labelled(directory, subjects, labels), *_told(directory, subjects)]
    for key, span in sorted(given, key=lambda item: item[1].start):
        found.setdefault(key, span)
    return list(found.items())


def _labelled(directory: Directory, subjects: Subjects, labels: list[Field]) -> Iterator[tuple[str, Span]]:
    """The funders of labelled lines; a "Sponsor:" beside a "Funder:" answers for a trial, and pays nothing."""
    pays = "funder" if any("funder" in field.roles for field in labels) else "sponsor"
    for field in labels:
        if pays in field.roles and not field.below and not subjects.elsewhere(field.label.start):
            yield from labelled_at(directory, field.start, field.end, alone=True)
    below = list(bodies_below(directory))
    heading = "funder" if any(role == "funder" for role, _ in below) or pays == "funder" else "sponsor"
    for role, units in below:
        if role == heading:
            yield from lines_at(directory, units, alone=True)


def _told(directory: Directory, subjects: Subjects) -> Iterator[tuple[str, Span]]:
    """The funders that sentences name."""
    layout, text = directory.layout, directory.layout.text
    if layout.has(_FUNDED_WORDS) or layout.has(_SUPPORT_WORDS):
        for position in sorted(set(_cues(layout, subjects))):
            end = layout.units[layout.unit_index(position)].end
            listed = organizations_at(directory, position, end, least=_least(text, position, end), alone=True)
            yield from ((key, span) for key, span in listed if not _AS_PARTNER.match(text, span.end))
    for match in layout.at(_RUN_ON, _RUN_ON_WORDS):
        yield from organizations_at(directory, match.end(), layout.sentence_at(match.start()).end)
    for match in layout.at(_SOURCE, _SOURCE_WORDS):
        unit = layout.units[layout.unit_index(match.start())]
        if match.start() == unit.content:
            yield from organizations_at(directory, match.end(), unit.end)
    yield from _before(directory, subjects)
    yield from commissioners(directory, subjects)
    yield from thanked(directory, "funder")
    yield from _attributes(directory, subjects)
    for match in layout.near(_THANKS, _THANKS_WORDS, 0, 120):
        yield from _thanked(directory, subjects, match)
    yield from foreign_funders(directory, subjects)
    yield from payments(directory, subjects)


def _least(text: str, position: int, end: int) -> int:
    """From how many words on a name is a funder's: one, where nothing goes on ("funded by Wellcome")."""
    run = _name_at(text, position, end)
    if run is None or " " in text[run.start : run.end] or text[run.start : run.end] in NOT_A_VALUE:
        return 2
    after = text[run.end : run.end + 2]
    return 1 if after[:1] in (",", ".", ";", "") or after in (" (", " [") else 2


def _cues(layout: Layout, subjects: Subjects) -> Iterator[int]:
    """Where the names of this project's funders begin, after words like "funded by"."""
    text = layout.text
    for match in layout.near(_FUNDING_FOR, _SUPPORT_WORDS, 16):
        if match.start() == layout.sentence_at(match.start()).start:
            yield match.end()
    paid_in = -1  # where the last sentence begins that says who pays
    for match in layout.near(_FUNDED, _FUNDED_WORDS, 16, 120, small=True):
        if _within_word(text, match.start()) or subjects.refused(match.end()):
            continue
        if match.start() == layout.sentence_at(match.start()).start:
            paid = (
                match.group("support") is None or _is_supporter(text, match.end()) or _is_referenced(text, match.end())
            )
            if paid and _STARTS.match(match.group()) and _at_start(layout, subjects, match.end()):
                paid_in = match.start()
                yield match.end()
        elif {match.group("support"), match.group("backed")} != {None} and not _is_supporter(text, match.end()):
            continue
        elif (
            subjects.of_project(match.start())
            or (match.group("backed") is not None and layout.sentence_at(match.start()).start == paid_in)
            or (match.group().startswith("with ") and subjects.of_work(match.start()))
            or _of_thing(layout, subjects, match)
            or _awarded(layout, match)
            or _BARE.fullmatch(text, layout.sentence_at(match.start()).start, match.start())
        ):
            paid_in = layout.sentence_at(match.start()).start
            yield match.end()


def _of_thing(layout: Layout, subjects: Subjects, match: re.Match[str]) -> bool:
    """Whether "is funded by" is said of what this project makes, or, with a reference, of a part of it or its name."""
    text = layout.text
    start = layout.sentence_at(match.start()).start
    if match.start() - start > 160 or subjects.after_another(match.start()):
        return False
    before = text[start : match.start()]
    if _THING.fullmatch(before):
        other = points_elsewhere(re.sub("fellowship|studentship", "", before))
        return not other and (_PLAIN_THING.match(before) is not None or _is_referenced(text, match.end()))
    named = _PROJECT_NAME.fullmatch(before)
    if named is None or not _is_referenced(text, match.end()):
        return False
    return subjects.may_be_named(named.group("name").strip())


def _awarded(layout: Layout, match: re.Match[str]) -> bool:
    """Whether people have been given the money for something: "A and B have been awarded a grant by X to study Y"."""
    text, sentence = layout.text, layout.sentence_at(match.start())
    start = sentence.start
    if match.start() - start > _FAR:
        return False
    before = clean(text[start : match.start()])
    if _POSSIBLE.search(text, start, min(sentence.end, start + 400)):
        return not points_elsewhere(before)
    given = _GIVEN.search(before) is not None
    given = given or (match.group("awarded") is not None and before.endswith((" been", " was", " were")))
    purpose = _PURPOSE.search(text, match.end(), min(sentence.end, match.end() + 300)) is not None
    return given and purpose and not points_elsewhere(before)


def _is_referenced(text: str, position: int) -> bool:
    """Whether the reference of a grant follows the name at a position."""
    run = _name_at(text, position, min(len(text), position + 240))
    if run is None:
        return False
    end = run.end
    inside = bracket_at(text, end, len(text))
    while inside is not None and not any(char.isdigit() for char in text[inside.start : inside.end]):
        end = inside.end + 1
        inside = bracket_at(text, end, len(text))
    return _REFERENCE_NEAR.match(text, end + (text[end : end + 2] in (" (", " [")), end + 140) is not None


def _before(directory: Directory, subjects: Subjects) -> Iterator[tuple[str, Span]]:
    """The funders named before the words: "the Owl Trust, which has funded the project"."""
    layout, text = directory.layout, directory.layout.text
    for match in layout.at(_BACK, _BACK_WORDS, small=True):
        start = layout.sentence_at(match.start()).start
        cue = _BACK_BEFORE.search(text, max(start, match.start() - 60), match.start())
        if cue is None or subjects.elsewhere(match.end()) or subjects.in_bracket(match.start()):
            continue
        if match.group("it") and not (cue.group().strip(", ") and _MADE.search(text, max(0, start - 400), cue.start())):
            continue
        stop = cue.start()
        if text[stop - 1 : stop] == ")" and (opening := text.rfind(" (", start, stop)) > 0:
            stop = opening
        run = next((run for run in runs(text, max(start, stop - 200), stop) if run.end == stop), None)
        key = directory.recognise(run) if run else None
        if run and key:
            yield key, run


def _attributes(directory: Directory, subjects: Subjects) -> Iterator[tuple[str, Span]]:
    """The funder that stands before the word: "This ESRC-funded project", "It is an Owl Trust-funded study"."""
    layout, text = directory.layout, directory.layout.text
    for place in layout.places(_ATTRIBUTE_WORDS):
        start = layout.sentence_at(place).start
        match = _ATTRIBUTE.match(text, start) if place - start < 120 else None
        if match is None or match.start("funded") != place or subjects.elsewhere(place):
            continue
        if (project := match.group("project")) and not subjects.may_be_named(project):
            continue
        run = Span(*match.span("name"))
        words = text[run.start : run.end].split()
        key = directory.recognise(run, certain=is_acronym(words[0]) or words[-1] in _SUPPORTERS)
        if key is not None:
            yield key, run


def _thanked(directory: Directory, subjects: Subjects, match: re.Match[str]) -> Iterable[tuple[str, Span]]:
    """The funders that are thanked for money: "we acknowledge the support of the Owl Trust (EX/A012345/1)"."""
    layout, text = directory.layout, directory.layout.text
    if subjects.elsewhere(match.start()):
        return []
    end = layout.sentence_at(match.start()).end
    what = match.group("what")
    if what == "support" and not (_is_supporter(text, match.end()) or _is_referenced(text, match.end())):
        return []
    listed = list(organizations_at(directory, match.end(), end, least=2 if what else None))
    if what or not listed:
        return listed
    inside = bracket_at(text, listed[-1][1].end, end)
    return listed if _FOR_MONEY.match(text, inside.end + 1 if inside else listed[-1][1].end, end) else []


def _within_word(text: str, position: int) -> bool:
    return position > 0 and (text[position - 1].isalnum() or text[position - 1] == "_")


def _at_start(layout: Layout, subjects: Subjects, position: int) -> bool:
    """Whether "Funded by X" is all that is said, or is said of the project that follows."""
    text = layout.text
    unit = layout.units[layout.unit_index(position)]
    run = _name_at(text, position, unit.end)
    while run is not None:
        inside = bracket_at(text, run.end, unit.end)
        end = inside.end + 1 if inside else run.end
        if end >= unit.end or _AFTER_START.match(text, end, unit.end) or subjects.begins(end):
            return True
        more = _MORE.match(text, end, unit.end)
        run = run_at(text, more.end(), unit.end) if more else None
    return False


def _is_supporter(text: str, position: int) -> bool:
    """Whether the name after "supported by" is that of a body that gives money."""
    run = _name_at(text, position, min(len(text), position + 240))
    if run is None or text[run.end : run.end + 1] in ("'", "’"):
        return False
    words = text[run.start : run.end].split()
    return any(word in _SUPPORTERS for word in words) or (len(words) == 1 and is_acronym(words[0]))


def _name_at(text: str, position: int, end: int) -> Span | None:
    """The name that begins at a position, or after "the"."""
    article = _ARTICLE.match(text, position)
    return run_at(text, article.end() if article else position, end)
