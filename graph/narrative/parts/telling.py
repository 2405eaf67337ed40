"""How a text tells of a part: whether a label heads words of research, or such words lead to it."""

from __future__ import annotations

import re

from graph.narrative.parts.labels import Mention
from graph.narrative.parts.lookalikes import OF_THING
from graph.narrative.spans import Layout, Span, Unit

RESEARCH = re.compile(
    r"\b(?:project|study|studies|research\w{0,5}|interview\w{0,5}|survey\w{0,3}|workshops?|analy\w{2,6}"
    r"|we|data|participants|respondents|questionnaires?|focus groups?|case[ -]?studies|ethnograph\w{1,4}|consortium"
    r"|evaluat\w{1,5}|fieldwork|reviews?|literature|pilot|deliver\w{0,8}|milestones?|stakeholders?|meeting"
    r"|proje[kc]\w{1,6}|proje[tk]|proyecto|progetto|projeto|estudios?|estudos?|étude|studien?|onderz\w{2,8}"
    r"|forschung\w{0,4}|literatur\w{0,9}|auswertung\w{0,2}|erhebung\w{0,2}|arbeitsplan|archiv\w{0,12}"
    r"|recherche|le programme|entretiens?|dépouill\w{2,4}|corpus|trabajo de campo|investigación|ricerca"
    r"|pesquisa|entrevistas?|interviste|encuesta|enquête|befragung|hanke\w{0,4}|badani\w{1,3}"
    r"|indagin[ei]|intervist[ai]\w{0,4}|studi[oa]|inquéritos?|estudam?|prosjekt\w{0,4}|undersøk\w{2,8}|undersøg\w{2,8}"
    r"|intervju\w{0,5}|enkät\w{0,4}|projekt\w{0,4}|badawcz\w{1,4}|wywiad\w{0,4}|ankiet\w{0,4}|tutki\w{2,8}"
    r"|haastattel\w{1,8}|kysel\w{1,8}"
    r"|výzkum\w{0,3}|kutatás\w{0,4}|έργο|проект\w{0,2})\b"
)
METHOD = re.compile(
    r"\b(?:interview|survey|questionn|focus group|observation|ethnograph|review|workshop|case[ -]?stud|diar(?:y|ies)"
    r"|fieldwork|consultation|scoping|literatur|secondary analysis|data collection|modelling|synthesis|disseminat"
    r"|writing up|secondment|archiv|content analysis|evaluation|delphi|transcri|analys|desk research|data ?set"
    r"|pilot|measure|cohort|sampl|coding|mapping|recruit|co-design|collect|befrag|erhebung|auswertung|enquête"
    r"|entretien|encuesta|entrevist|intervist|onderzoek|vragenlijst|enkät|indagin|inquérit"
    r"|intervju|undersøg|undersøk|wywiad|badan|ankiet|haastattel|kysel)"
)
_OUR = re.compile(r"\bour\b")
_LEADS = re.compile(
    r"(?:^|[.;:,–—(|>*]|\b(?:and|while|whereas|then|but|which|that|und|et|e|y|en|och|og))\s{0,2}(?:[•\-*]\s)?"
    r"(?:(?:in|at|during|within|under|for|through|throughout|first|second|third|fourth|finally|then|next|lastly"
    r"|the|im|dans|en|nel"
    r"|nella|na|no|i),?\s){0,3}(?:(?:the|la|le|el|il|der|die|das|het|de)\s)?[\"“‘*(\[]{0,2}$",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"(?:\b(?:in|during|from|of|under|within|for|by|after|through)\s(?:the\s)?|[(\[](?:[^()\[\]]{0,30},\s)?)$"
)
_OF_WORK = re.compile(
    r"\b(?:results?|findings|outputs?|models?|leaders?|lead|tasks?|parts?|end|start|work|aims?|objectives?"
    r"|goals?) (?:of|from|in)"
    r" (?:the )?$|\b(?:leads|co-leads|heads|coordinates) (?:the )?$",
    re.IGNORECASE,
)
_LED = re.compile(r",?(?: is| was| will be)? ?\(?(?:led|headed|co-?ordinated) by\b")
_TITLED = re.compile(
    r"[ *]{0,3}(?:[:|–—·]|-\s|[.(\[]\s?[A-Z])|\s{1,3}[A-Z\"“]|\s?\([^()\n]{0,12}\d{4}[^()\n]{0,16}\)\s{0,2}(?:[:\n]|$)"
)
# "We have finished WP2, the review of hives; keepers for WP3, a trial of …": what each is, after a comma.
APPOSED = re.compile(
    r", (?P<name>(?:the|an?|our) (?:[a-z-]{2,20} ){0,3}?(?:review|trial|surveys?|stud(?:y|ies)|interviews?|evaluation"
    r"|analys[ei]s|pilot|fieldwork|workshops?|case studies|modelling|synthesis)\b[^,;.()\n]{0,160})"
)
_BREAK = re.compile(r"[.;](?:\s|$)")

CONTEXT = 10
"""So many sentences around a mention are looked at for what speaks for it."""


NEAR = 3
"""So many sentences around a mention are looked at for what speaks against it."""


def around_of(layout: Layout, first: Mention, last: Mention, sentences: int) -> Span:
    """So many sentences before the first and after the last mention, and what is between them."""
    begin = max(0, layout.sentence_index(first.start) - sentences)
    end = min(len(layout.sentences) - 1, layout.sentence_index(last.start) + sentences)
    return Span(layout.sentences[begin].start, layout.sentences[end].end)


def of_research(layout: Layout, first: Mention, last: Mention) -> bool:
    """Whether there are words of research around mentions."""
    around = around_of(layout, first, last, CONTEXT)
    return RESEARCH.search(layout.small, around.start, around.end) is not None


def is_told(layout: Layout, mention: Mention) -> bool:
    """Whether a mention heads, or begins, words of research: "Stage 1: a survey", "in Phase 2 we interviewed …"."""
    text = layout.text
    sentence = layout.sentence_at(mention.start)
    if _LED.match(text, mention.end):
        return True
    if not _LEADS.search(text[max(sentence.start, mention.start - 60) : mention.start]):
        return False
    if _TITLED.match(text, mention.end) and not mention.ordinal:
        if mention.kind in ("stage", "phase"):
            return METHOD.search(layout.small, mention.end, mention.end + 300) is not None
        return of_research(layout, mention, mention)
    end = min(sentence.end, mention.end + 400)
    of = OF_THING.match(text, mention.end, end)
    start = of.end() if of else mention.end
    stop = _BREAK.search(text, start, end)
    end = stop.start() if stop else end
    if mention.kind == "work_package" and _OUR.search(layout.small, start, end):
        return True
    return RESEARCH.search(layout.small, start, end) is not None


def is_referred(layout: Layout, mention: Mention) -> bool:
    """Whether words of research lead to a mention: "the interviews of Phase 2", "data from stage 3"."""
    text = layout.text
    begin = max(layout.sentence_at(mention.start).start, mention.start - 80)
    before = text[begin : mention.start]
    return _OF_WORK.search(before) is not None or (
        _REFERS.search(before) is not None and RESEARCH.search(before.lower()) is not None
    )


def at_start(layout: Layout, mention: Mention) -> bool:
    """Whether a line begins with a label."""
    unit: Unit = layout.units[layout.unit_index(mention.start)]
    return not layout.text[max(unit.content, mention.start - 60) : mention.start].strip('*_[(|"“ ')


def at_edge(layout: Layout, mention: Mention) -> bool:
    """Whether a line begins or ends with a label."""
    unit: Unit = layout.units[layout.unit_index(mention.start)]
    after = layout.text[mention.end : min(unit.end, mention.end + 60)]
    return at_start(layout, mention) or (len(after) < 60 and not after.strip('*_])"” .'))


def is_whole(numbers: set[str]) -> bool:
    """Whether the numbers are all from one on."""
    return numbers == {str(number) for number in range(1, len(numbers) + 1)}
