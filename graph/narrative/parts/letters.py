"""What "WP" stands for in a text: a work package, or a paper of a series, a point on a way, WordPress …

The words "work package" show it; the letters alone need a text of research, and nothing near that speaks for something
else.
"""

from __future__ import annotations

import re
from itertools import pairwise

from graph.narrative.parts.labels import Mention
from graph.narrative.parts.telling import (
    APPOSED,
    CONTEXT,
    NEAR,
    around_of,
    at_edge,
    at_start,
    is_referred,
    is_told,
    is_whole,
    of_research,
)
from graph.narrative.spans import Layout, Span
from graph.narrative.triggers import triggers

_UNDERTAKING = re.compile(
    r"\b(?:proje[ckt]\w{1,6}|progetto|proyecto|study|studies|studie|research|recherche|forschung\w{0,10}|programme"
    r"|consortium|estudio|work ?plan)\b"
)
_SCIENCE = re.compile(
    r"\b(?:projects?|stud(?:y|ies)|research\w{0,3}|fund(?:ers?|ed|ing)|fellowships?|laborator(?:y|ies)|consortium|partners"
    r"|workshops?|datasets?|findings|interviews?|surveys?|questionnaires?|case studies)\b"
)
_MANAGED = re.compile(
    r"\b(?:projects?|projekt\w{0,3}|projet|progetto|proyecto|projeto|consortium|deliverables?|milestones?"
    r"|proposal|workplan|co-?ordinators?|steering committee|general assembly|underspend|person[- ]months"
    r"|(?:aim|objective|goal)s? of wp\d{0,2}|(?:aim|objective|goal)s? \d{1,2} ?\(wp ?\d{1,2})\b"
)
_PACKAGE_WORDS = re.compile(
    r"\bwork(?:ing)?[ \u00a0-]?packages?\b|\bpackages of work\b"
    r"|\b(?:each|every) wp (?:(?:is|was|will be) (?:\w{1,12} )?(?:led|headed|co-?ordinated|managed)|lead(?:er)?s?)\b"
)
_PACKAGES = triggers("package", "each wp", "every wp")
_GERMAN_PACKAGES = triggers("arbeitspaket", "arbetspaket", "arbejdspakke", "arbeidspakke")
_SEVERAL_WPS = re.compile(r"\bwps\b")
_WPS = triggers("wps")
_OTHERS = triggers(
    *("press", "wp-content", "wp-json", "paper", "party", "plug", "windows phone", "wp engine", "wordperfect", ".wpd"),
    *("theme", "sites", "admin", "blog", "dashboard", "multisite", "install"),
    *("waypoint", "washington post", "wirtualna", "withdrawal period", "tungsten", "wikipedia", "watt", "placement"),
    *("phone", "handset", "device", "bridleway", "stile", "hill", "trailhead", "grid ref", "route description"),
)
_LETTERS = triggers("(wp", "wp (", "wps (")
_OTHER_WP = re.compile(
    r"\bword ?press\b|wp-content|wp-json|\bworking (?:papers?|party)\b|\bplug-?ins?\b|\bwindows phone\b|\bwp engine\b"
    r"|\bwordperfect\b|\.wpd\b|\bwaypoints?\b|\bwashington post\b|\bwirtualna\b|\bwhite papers?\b|\bwithdrawal period"
    r"|\bwp [\d.]{0,4} ?(?:themes?|sites?|admin|blogs?|dashboard|core|multisite|installs?|installations?)\b"
    r"|\bwp ?\d{1,2} (?:smart)?(?:phones?|handsets?|devices?)\b"
    r"|\bbridleway\b|\bstile\b|\b(?:up|down)hill\b|\btrailhead\b|\bgrid ref|\broute description"
    r"|\btungsten\b|\bwikipedia\b|\bwatts?\b|\bwork placements?\b|\bdiscussion papers?\b",
    re.IGNORECASE,
)
# "A withdrawal period (WP)": the letters stand for something else.
_OTHER_LETTERS = re.compile(
    r"\bw(?!ork)\w{1,20}[ -]p\w{1,20} \(WPs?\)|\bWPs? \((?i:w(?!ork)\w{1,20}[ -]p)", re.IGNORECASE
)
# "We have completed WP1 & WP2 and are starting WP3": work, where the text is of research in words beyond "we".
_AT_WORK = re.compile(
    r"\b(?:complet(?:ed?|ing)|finish(?:ed|ing)|start(?:ed|ing)|beg[au]n|beginning|deliver(?:ed|ing)|work(?:ed|ing)? on)"
    r"\s(?:the\s)?$"
)
_STUDIED = re.compile(
    r"\b(?:project|study|research|interview\w{0,5}|survey\w{0,3}|focus groups?|fieldwork|case studies"
    r"|ethnograph\w{1,4})\b"
)
# "CSAE WP 12, Oxford", "NBER WP 23114", "Roe (2019) 'Pay'. WP 3": the papers of a series.
_WP_NUMBER = r"WPs? ?(?:[Nn]o\.? ?|#)?"
_PAPERS = re.compile(
    rf"\b{_WP_NUMBER}(?:\d{{3}}|\d{{1,2}}[-/]\d{{2}})"
    rf"|(?:\b[A-Z]{{3,8}}|[Ss]eries) {_WP_NUMBER}\d{{1,2}}(?=,| ?\(\d{{4}})"
    rf"|\(\d{{4}}[a-z]?\)[,.:]?[^\n()]{{3,160}}[.,] (?:[A-Z][A-Za-z]{{1,12}} ){{0,2}}{_WP_NUMBER}\d{{1,2}}"
    r"(?=[.;)]|$|, [A-Z][a-z]+[.,:])"
)
_SHORT_WP = triggers("wp")
# What is quick to see of each of these: the number, and what ends it.
_ENDED = re.compile(rf"{_WP_NUMBER}\d(?:\d\d|\d?(?:[-/,.;)]| ?\(|$))")
# "The sites WP1 and WP2", "wells (WP1, WP2)": things by their codes.
_CODED = re.compile(
    r"\b(?:points?|sites?|samples?|wells?|plots?|stations?|specimens?|ponds?|boreholes?|strains?|isolates?|genotypes?"
    r"|primers?|formulations?|composites?|compounds?|pumps?|panels?|patients|labelled|labeled|coded)(?: | \(|, | at )$",
    re.IGNORECASE,
)
# "Findings of WP3 feed into WP5": what one part gives to another.
_GIVES = re.compile(
    r"\b(?:results|findings|outputs|outcomes|evidence|insights|lessons)\s(?:of|from)\s(?:the\s)?$", re.IGNORECASE
)
_TO_ANOTHER = re.compile(
    r"(?:\s[\w-]{1,20}){0,3}\s(?:feeds?|fed|flows?|goes|go|informs?|informed|guides?|guided|shapes?|shaped)"
    r"(?:\s(?:directly|then|both))?(?:\s(?:in|into|to))?\s(?:the\s)?"
)
_HEADED = re.compile(r"\s?[:–—·]\s{0,2}[A-Z\"“]")
# "WP 1 – Farms – links registers": a title between dashes, and what the part does.
# "In WP3 (Employer case studies) the teams …": a title in a bracket.
_TITLED = re.compile(r" ?(?:\((?=[A-Z][a-z]+[ -])[^()\n]{5,80}\)|[:–—] ?[A-Z])")
_OPENINGS = ("", "In ", "Im ", "I ", "Das ")
_TELLS = re.compile(r"\s[–—-]\s[^–—.;\n]{3,120}?\s[–—-]\s(?:will|we|[a-z]{3,20}s)\s")


def is_package(layout: Layout, found: list[Mention], tasks: set[str]) -> bool:
    """Whether "WP3" stands for a work package here."""
    text = layout.text
    if all(text.startswith("AP", mention.start) for mention in found) and not layout.has(_GERMAN_PACKAGES):
        return _counted_up(layout, found)
    if any(not text.startswith("WP", mention.start) for mention in found):
        return True
    if any(layout.near(_PACKAGE_WORDS, _PACKAGES, 12, 40, small=True)):
        return True
    if all(text.startswith("WP.", item.start) for item in found) and len({item.numbers[0][0] for item in found}) == 1:
        return False  # "WP.29", a working party
    around = around_of(layout, found[0], found[-1], NEAR)
    others = (*layout.near(_OTHER_WP, _OTHERS, 12, 40), *layout.near(_OTHER_LETTERS, _LETTERS, 60, 60))
    titled = {mention.numbers for mention in found if _TITLED.match(text, mention.end)}
    if any(
        around.start <= match.start() < around.end and not (len(titled) > 1 and "paper" in match.group().lower())
        for match in others
    ):
        return False
    numbers = {number for mention in found for number, _ in mention.numbers}
    if all("." in number for number in numbers) and not any(number.endswith(".1") for number in numbers):
        return False  # a version: "WP 5.8 or later"
    papers = any(layout.at(_ENDED, _SHORT_WP)) and any(layout.near(_PAPERS, _SHORT_WP, 180, 30))
    if papers or _are_codes(text, found):
        return False
    if any(layout.near(_SEVERAL_WPS, _WPS, 1, 4, small=True)):
        return True
    several = len(numbers) > 1
    if any(at_start(layout, mention) for mention in found) or (
        (several or of_research(layout, found[0], found[-1])) and any(at_edge(layout, mention) for mention in found)
    ):
        return True
    if any(number in tasks for mention in found for number, _ in mention.numbers):
        return True
    if of_research(layout, found[0], found[-1]) and any(
        is_told(layout, item) or is_referred(layout, item) for item in found[:200]
    ):
        return True
    around = around_of(layout, found[0], found[-1], CONTEXT)
    if _heads_sentences(layout, found):
        return True
    if _runs_on(layout, found) and _UNDERTAKING.search(layout.small, around.start, around.end):
        return True
    if _at_work(layout, found, around):
        return True
    if len({mention.numbers for mention in found if APPOSED.match(text, mention.end)}) > 1:
        return True
    if any(_feeds(text, one, other) for one, other in pairwise(found[:200])):
        return True
    numbers = {number for mention in found for number, _ in mention.numbers if "." not in number}
    if _counted_up(layout, found) and _SCIENCE.search(layout.small, around.start, around.end):
        return True
    return len(numbers) > 1 and _MANAGED.search(layout.small, around.start, around.end) is not None


def _at_work(layout: Layout, found: list[Mention], around: Span) -> bool:
    """Whether two or more parts are at work in a text of research: "We have completed WP1 and are starting WP2"."""
    several = len({number for mention in found for number, _ in mention.numbers if "." not in number}) > 1
    at_work = several and any(
        _AT_WORK.search(layout.text, max(0, mention.start - 24), mention.start) for mention in found[:200]
    )
    return at_work and _STUDIED.search(layout.small, around.start, around.end) is not None


def _feeds(text: str, one: Mention, other: Mention) -> bool:
    """Whether one part is said to give its results to another: "Findings of WP3 will feed into WP5"."""
    between = text[one.end : min(other.start, one.end + 120)]
    plain = one.numbers != other.numbers and not any("." in number for number, _ in one.numbers + other.numbers)
    return (
        plain
        and _TO_ANOTHER.fullmatch(between) is not None
        and _GIVES.search(text, max(0, one.start - 40), one.start) is not None
    )


def _heads_sentences(layout: Layout, found: list[Mention]) -> bool:
    """Whether at least three sentences are headed by labels from one on: "WP 1 – Farms – links …. WP 2 – …"."""
    heads = [
        mention
        for mention in found
        if _TELLS.match(layout.text, mention.end) and layout.sentence_at(mention.start).start == mention.start
    ]
    numbers = {mention.numbers[0][0] for mention in heads}
    return len(numbers) > 2 and is_whole(numbers) and len(heads) == len(found)


def _runs_on(layout: Layout, found: list[Mention]) -> bool:
    """Whether labels with a colon and a title follow each other: "WP1: Books WP2: Farms", from the first on."""
    heads = [mention for mention in found if _HEADED.match(layout.text, mention.end)]
    numbers = {mention.numbers[0][0] for mention in heads}
    return len(numbers) > 1 and is_whole(numbers - {"0"}) and len(heads) == len(found)


def _are_codes(text: str, found: list[Mention]) -> bool:
    """Whether the first label is the code of a thing, and not a part in a bracket of its own: "plots (WP1)"."""
    first = found[0]
    alone = text[first.start - 1 : first.start] == "(" and text.startswith(")", first.end) and len(first.numbers) == 1
    return not alone and _CODED.search(text, max(0, first.start - 24), first.start) is not None


def _counted_up(layout: Layout, found: list[Mention]) -> bool:
    """Whether labels go from one on, two of them at the head of a sentence or alone in a bracket: "Diaries (WP1)"."""
    heads = {
        mention.numbers[0][0]
        for mention in found
        if len(mention.numbers) == 1
        and (
            layout.text[layout.sentence_at(mention.start).start : mention.start] in _OPENINGS
            or (layout.text[mention.start - 1] == "(" and layout.text.startswith(")", mention.end))
        )
    }
    numbers = {number for mention in found for number, _ in mention.numbers if "." not in number}
    return len(heads) > 1 and is_whole(numbers - {"0"})
