"""Which mentions are parts of the project that the text is about.

A work package is one where the text uses the words, or the short form in a text about research. A stage, phase or
task is one only where the text shows it: a declared count, "of the project", or a series of at least two of which one
is told of in words of research; and never where the text advises the reader or tells how to apply.
"""

from __future__ import annotations

import re

from graph.narrative.parts.labels import LETTERS, Mention
from graph.narrative.parts.letters import is_package
from graph.narrative.parts.lookalikes import Mentions
from graph.narrative.parts.telling import (
    METHOD,
    NEAR,
    RESEARCH,
    around_of,
    at_edge,
    is_referred,
    is_told,
    is_whole,
    of_research,
)
from graph.narrative.parts.trades import is_of_trade
from graph.narrative.spans import Layout, Span
from graph.narrative.triggers import triggers

_ADVICE = re.compile(
    r"\b(?:you|your|applicants?|applications?|shortlist\w{0,5}|eligib\w{2,6}|peer review|panel|cancer"
    r"|tumou?r|patients with|panels|candidatures?|appel à projets|comité|convocatoria|solicitudes|gutachten"
    r"|anträge|bando"
    r"|riders?|race|pupils|reading level)\b"
)
# The tasks of a post are nobody's project.
_OF_POST = re.compile(r"\b(?:duties|vacanc(?:y|ies)|job|the post|post-?holders?|salary)\b")
# Nor are the stages of getting it.
_HIRING = re.compile(
    r"\bhow to apply|\bapply (?:online|now|by|for)\b|\bassessment cent|\bclosing date|\bhiring\b|\bselection process"
    r"|\bjob interview|\bonline (?:form|test)\b|\bnumerical test|\bcover letter|\bvacanc(?:y|ies)\b"
)
_YOU = re.compile(r"\byour?\b")
_YOU_WORDS = triggers("you")
_PROJECT = re.compile(
    r"\b(?:proje[ckt]\w{1,6}|progetto|proyecto|programme|work ?plan|work packages?|wp\d?|research|recherche"
    r"|evaluation|fellowship"
    r"|programa|investiga\w{4,5}|estudio|studie|estudo|projeto"
    r"|plan(?:o|e)? (?:de|di) tra(?:balho|bajo|vail)|arbeitsplan"
    r"|werkplan)\b"
)
_EXPERIMENT = re.compile(r"\b(?:participants|subjects|learners|children|students|candidates)\b")
# After a label that begins a sentence: what the part was, or in brackets its title and then what is said of it.
_WAS = re.compile(
    r" (?:of (?:the|this|our) [a-z]{3,20} )?"
    r"(?:(?:was|is|will be) (?=(?:an? |the |to )?[a-z-]{3,20}(?: |\.))|(?:involve[ds]|comprise[ds]|consist(?:ed|s) of) "
    r"|\([a-z][^()\n]{3,120}\) (?:will|is|was|are|takes|took|runs|ran|has|had|involves|involved|brings|follows|starts"
    r"|begins|covers|looks|uses)\b)"
)
_NEXT = 200
_QUOTED = re.compile(r" [“‘\"][A-Z]")
# A journal's: "Stage 1: the hypothesis is sent in".
_REGISTERED = triggers("registered report", "principle accept")
_STUDY = re.compile(r"\b(?:study|studie|étude|estudio|research\w{0,3}|forschung\w{0,8}|recherche)\b")
_COLON = re.compile(r"\s?(?:\([^()\n]{3,40}\))?\s?:(?!\d)")
# "Phase I (2009-2010) was conducted in Selby".
_CONDUCTED = re.compile(r"(?: \([^()\n]{0,30}\d{4}\))? (?:was|were|is|will be) (?:conducted|carried out|undertaken)\b")


def belonging(
    layout: Layout, mentions: Mentions, found: list[Mention], counts: dict[str, tuple[int, int]]
) -> list[Mention]:
    """The mentions of ``found`` that are of the project's parts; ``counts`` is what the text declares."""
    groups: dict[tuple[str, bool], list[Mention]] = {}
    for mention in found:
        groups.setdefault((mention.kind, mention.start in mentions.doubtful), []).append(mention)
    tasks = {
        number.partition(".")[0] for item in found if item.kind == "task" for number, _ in item.numbers if "." in number
    }
    packaged = any(not doubtful and kind == "work_package" for kind, doubtful in groups)
    accepted = {key for key, group in groups.items() if _belongs(layout, group, counts, key[1], tasks, packaged)}
    return [mention for mention in found if (mention.kind, mention.start in mentions.doubtful) in accepted]


def _belongs(
    layout: Layout,
    found: list[Mention],
    counts: dict[str, tuple[int, int]],
    doubtful: bool,
    tasks: set[str],
    packaged: bool,
) -> bool:
    """Whether mentions of one kind are of the project's parts.

    ``tasks``: the packages that tasks are numbered by; ``packaged``: whether there are work packages.
    """
    kind = found[0].kind
    around = around_of(layout, found[0], found[-1], NEAR)
    if kind == "work_package":
        return is_package(layout, found, tasks)
    if kind != "workstream" and is_of_trade(layout, around):
        return False
    if kind == "workstream":  # "The Strand 5" is an address
        streams = any("tream" in layout.text[mention.start : mention.end].lower() for mention in found)
        if doubtful and not streams:
            return False
        several = len(found) > 1 and of_research(layout, found[0], found[-1])
        return streams or several or any(at_edge(layout, item) or is_told(layout, item) for item in found)
    if any(mention.of_project for mention in found):
        return True
    numbers = {number for mention in found for number, _ in mention.numbers}
    sentences = {layout.sentence_at(mention.start) for mention in found[:200]}
    quotes = [layout.small[span.start : min(span.end, span.start + 600)] for span in sentences]
    advice = sum(1 for quote in quotes if _ADVICE.search(quote))
    if 2 * advice >= len(quotes) or _said_to_you(layout, around) > 1:
        return False
    if kind == "task" and any("." in number for number in numbers):  # 1.2 is a work package's
        return True
    if (_OF_POST if kind == "task" else _HIRING).search(layout.small, around.start, around.end):
        return False
    if kind == "stage" and layout.has(_REGISTERED):
        return False
    if packaged and kind == "task" and any(_QUOTED.match(layout.text, mention.end) for mention in found):
        return True
    headed = all(at_edge(layout, mention) or _COLON.match(layout.text, mention.end) for mention in found[:200])
    if kind == "task" and packaged and headed and is_whole(numbers):
        return True
    if _is_series(layout, found, numbers) and not advice and of_research(layout, found[0], found[-1]):
        return True
    conducted = (
        is_whole(numbers) and len(numbers) > 1 and any(_CONDUCTED.match(layout.text, item.end) for item in found)
    )
    if conducted and not advice and not doubtful and METHOD.search(layout.small, around.start, around.end):
        return True
    experiment = any(_EXPERIMENT.search(quote) for quote in quotes)
    if _in_turn(layout, found) and not advice and not experiment and of_research(layout, found[0], found[-1]):
        return kind != "task" or len(numbers) > 2
    bare = sum(1 for quote in quotes if len(quote) < 12) > 1 and len(numbers) > 1
    if bare and not doubtful and of_research(layout, found[0], found[-1]):
        return True
    told = any(is_told(layout, mention) for mention in found[:200])
    declared = kind in counts and numbers <= {str(number) for number in range(counts[kind][0] + 1)}
    if numbers <= LETTERS and not (told and kind in counts):  # "Phase A" of a supply, of an experiment
        series = len(numbers) > 1 and numbers == {chr(ord("A") + place) for place in range(len(numbers))}
        return series and told and not doubtful and not any(_EXPERIMENT.search(quote) for quote in quotes)
    if doubtful:
        return declared and told and len(numbers) > 1
    if kind == "task":  # "Task 4 and Task 7" are anybody's, "in Task 1 participants …" an experiment's
        return declared and _of_project(layout, counts[kind][1])
    if len(numbers) == 1:
        return (kind in counts and told) or _heads_line(layout, found[0])
    if told or (declared and _in_research(layout, counts[kind][1])):
        return True
    return sum(1 for mention in found[:200] if is_referred(layout, mention)) > 1


def _said_to_you(layout: Layout, around: Span) -> int:
    """How often the reader is spoken to."""
    you = layout.near(_YOU, _YOU_WORDS, 1, 8, small=True)
    return sum(1 for match in you if around.start <= match.start() and match.end() <= around.end)


def _in_research(layout: Layout, position: int) -> bool:
    """Whether the sentence at a position has words of research."""
    sentence = layout.sentence_at(position)
    return RESEARCH.search(layout.small, sentence.start, min(sentence.end, sentence.start + 600)) is not None


def _of_project(layout: Layout, position: int) -> bool:
    """Whether the sentence at a position is about a project, and not about what people did in an experiment."""
    sentence = layout.sentence_at(position)
    words = layout.small[sentence.start : min(sentence.end, sentence.start + 600)]
    return _PROJECT.search(words) is not None and not _EXPERIMENT.search(words)


def _is_series(layout: Layout, found: list[Mention], numbers: set[str]) -> bool:
    """Whether sentences or lines begin with "Stage 1:", "Stage 2:" … from one on, and the text is of a study.

    Three may stand anywhere, where they tell of methods.
    """
    heads = [mention for mention in found if _COLON.match(layout.text, mention.end)]
    opening = {item.numbers[0][0] for item in heads if layout.sentence_at(item.start).start == item.start}
    begin, last = found[0].start, found[-1].end
    end = min(last + _NEXT, layout.units[layout.unit_index(last - 1)].end)
    method = METHOD.search(layout.small, begin, end) is not None
    around = around_of(layout, found[0], found[-1], 1)
    if len(opening) > 1 and opening == numbers and is_whole(opening):
        return method or _STUDY.search(layout.small, around.start, around.end) is not None
    return method and len(numbers) > 2 and {item.numbers[0][0] for item in heads} == numbers and is_whole(numbers)


def _heads_line(layout: Layout, mention: Mention) -> bool:
    """Whether a line apart from others is of a part and its title, which tells of methods: "Phase 2: case studies"."""
    end = layout.units[layout.unit_index(mention.start)].end
    above = layout.text[max(0, mention.start - 2) : mention.start]
    if above not in ("", "\n\n") or not _COLON.match(layout.text, mention.end):
        return False
    return METHOD.search(layout.small, mention.end, end) is not None and of_research(layout, mention, mention)


def _in_turn(layout: Layout, found: list[Mention]) -> bool:
    """Whether sentences say one after the other what each part is: "Stage One was a survey. Stage Two was …"."""
    heads = [
        mention
        for mention in found
        if layout.text[mention.start].isupper()
        and (layout.sentence_at(mention.start).start == mention.start or layout.text.endswith("; ", 0, mention.start))
        and _WAS.match(layout.text, mention.end)
    ]
    told = [mention for mention in heads if METHOD.search(layout.small, mention.end, mention.end + 120)]
    numbers = {mention.numbers[0][0] for mention in heads}
    every = {number for mention in found for number, _ in mention.numbers}
    return len(numbers) > 1 and is_whole(numbers) and numbers == every and 2 * len(told) >= len(heads)
