"""What looks like a part of a project and is none: trial phases, stages of a disease, software versions, key stages.

A mention is left out for its neighbours: the words before ("cancer stage 2"), after ("Phase III trial"), or what it
is a stage of ("phase 2 of the moon"). Where one of a kind is left out, or the text speaks of "stages of grief", the
others of that kind near it are in doubt: they need better evidence to count (:mod:`graph.narrative.parts.belonging`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.frozen import frozen
from graph.narrative.parts.labels import MAX_NUMBER, Mention, labelled
from graph.narrative.spans import Layout
from graph.narrative.triggers import triggers
from graph.narrative.words import MONTHS, word_set

# The word before, read from its end: to search for what stands at an end is slow.
_WORD_BEFORE = re.compile(r"[\s\"'“‘(]{0,3}(?:s['’])?([\w-]{1,24})")
_WORDS_AFTER = re.compile(r"[\s\"'“‘]{0,3}([\w-]{1,24})(?:\s([\w-]{1,24}))?")
_NOT_AFTER = word_set(
    """
    key cancer disease ckd tumour tumor sleep clinical larval school juvenile instar tanner windows nokia paper papers
    article party hs2 late-stage early end dukes fibrosis cirrhosis writing exam group dementia labour labor piaget
    kohlberg erikson prochaska yahr gosner braak carnegie ajcc figo tnm kdigo theiler nieuwkoop developmental
    pubertal lunar moon rocket lockdown reopening stroop n-back runway waypoint waypoints ielts toefl toeic
    """
)
_NOT_BEFORE = word_set(
    """
    cancer cancers trial trials tumour tumours tumor tumors disease diseases diabetes melanoma hypertension ckd kidney
    carcinoma lymphoma clinical randomised randomized rct application applications applicant applicants form forms
    sleep pupils exam exams patients proposal proposals submission submissions bid bids lockdown metabolism heart renal
    chronic breast lung colorectal prostate winner winners race pressure ulcers ulcer plugin theme dementia parkinson
    manuscript manuscripts registered in-principle
    alzheimer labour sepsis copd retinopathy endometriosis habitat dose-escalation post-marketing dose vaccine
    vaccines drug drugs klinischen clinique cliniques clínica clínico clínicos ensayo ensayos power supply grief
    larvae tadpoles embryos
    """
)
_NOT_BEFORE_WP = word_set("plugin theme application applications applicant applicants form forms watts")
_DURATIONS = word_set("months month years year weeks week days day hours hour minutes seconds times credits credit")
# "Stage one of the pandemic" is no part of a project; "stage one of the fieldwork" is.
OF_THING = re.compile(
    r"[\s,]{0,2}of (?:(?:the|this|our|its|their|an?) (?P<what>[\w'’-]{1,30}(?: [\w'’-]{1,30}){0,2})"
    r"|(?P<bare>[a-z][\w-]{2,30}))"
)
_STAGES_OF = re.compile(
    r"\b(?P<kind>stage|phase)s? (?:\d|I{1,3}V?)?[\w ]{0,3}of (?:(?:the|an?|their"
    r"|its) )?(?P<what>[\w'’-]{3,30}(?: [\w'’-]{1,30})?)"
)
_MODEL = re.compile(
    r"\b(?:(?:model|theory|theories|cycle|vaccines?|waterfall|life ?cycle|engine|motor|amplifier|rocket|compressor)\b"
    r"[^.;:\n]{0,50}\b(?P<many>stage|phase)s\b|['’]s?\s(?:model|theory|scale|stages|classification)\b"
    r"[^.;:\n]{0,50}\b(?P<one>stage|phase)(?:s\b|\s\d))",
    re.IGNORECASE,
)
_CLINICAL = re.compile(
    r"\bphases?[ -](?:I{1,3}V?|IV|[1-4])[ab]?(?:/(?:I{1,3}|[1-4])[ab]?)?,?[ -](?:\w{1,15},?[ -]){0,3}?"
    r"(?:trials?|clinical|randomi[sz]ed|dose|open-label|double-blind|placebo)\b|\bklinischen? (?:prüfung|studie)\b"
    r"|\bensayos? (?:clínicos? )?en fase\b|\bessais? cliniques?\b",
    re.IGNORECASE,
)
_BODILY = re.compile(
    r"\b(?:sleep|labour|births?|fibrosis|tumou?rs?|carcinoma|embryos?|larvae?|tadpoles?|pupae|puberty)\b"
    r"|\bstage,? (?:[a-z]{1,15},? ){0,2}(?:stratified|cluster(?:ed)?|sampl\w{1,4}|probability|random)\b"
)
_STAGE_WORDS = triggers("stage", "phase")
_MODEL_WORDS = triggers(
    *("model", "theor", "cycle", "vaccine", "waterfall", "engine", "motor", "amplifier", "rocket", "compressor"),
    *("scale", "classification", "'s stages", "’s stages", "' stages", "’ stages"),
)
_TRIAL_WORDS = triggers(
    *("trial", "clinical", "randomi", "dose", "open-label", "double-blind", "placebo", "klinische", "ensayo", "essai")
)
# "Three-phase drives" have phases of a current; "a three-phase study" has its own.
_CURRENT = re.compile(r"\b(?:three|single|multi|poly)-?phase (?=[a-z])|\bvoltages?\b")
_CURRENT_WORDS = triggers("-phase ", "ephase ", "iphase ", "voltage")
_CLINICAL_WORDS = triggers("phase", "fase", "klinische", "ensayo", "essai")
_BODILY_WORDS = triggers(
    *("sleep", "labour", "birth", "fibrosis", "tumo", "carcinoma", "embryo", "larva", "tadpole", "pupae", "puberty"),
    "stage",
)
_RESEARCH_THING = re.compile(
    r"\b(?:project|stud(?:y|ies)|research|programme|program|work|evaluation|fieldwork|survey|review|analys[ie]s"
    r"|interviews"
    r"|interviewing|data|consultation|pilot|design|methodology|method|process|consortium|network|initiative"
    r"|investigation|trial|intervention|strategy|plan|approach|recruitment|enquiry|inquiry)\b",
    re.IGNORECASE,
)


_NEAR = 3
"""So many sentences before and after a look-alike the others of its kind are in doubt."""


@frozen(frozen=True, slots=True)
class Mentions:
    """The mentions that may be of a project's parts, and where those begin near which others are something else."""

    found: list[Mention]
    doubtful: frozenset[int]


def mentions(layout: Layout) -> Mentions:
    """Every mention that may be of a part, in the order of the text."""
    every = labelled(layout)
    found: list[Mention] = []
    others: list[tuple[str, int]] = []
    for mention in every:
        if _something_else(layout.text, mention):
            others.append((mention.kind, layout.sentence_index(mention.start)))
        else:
            found.append(mention)
    unsure = [mention for mention in found if mention.kind != "work_package"]
    if not unsure:
        return Mentions(found, frozenset())
    others += [(kind, layout.sentence_index(place)) for kind, place in _spoken_of(layout)]
    near = {(kind, at + step) for kind, at in others for step in range(-_NEAR, _NEAR + 1)}
    doubtful = (mention.start for mention in unsure if (mention.kind, layout.sentence_index(mention.start)) in near)
    return Mentions(found, frozenset(doubtful))


def _spoken_of(layout: Layout) -> Iterator[tuple[str, int]]:
    """Where the text uses a kind for something else: "stages of grief", "a model with four phases", trials, sleep."""
    for match in layout.at(_STAGES_OF, _STAGE_WORDS, small=True):
        if not _RESEARCH_THING.search(match.group("what")):
            yield match.group("kind"), match.start()
    for match in layout.near(_MODEL, _STAGE_WORDS, 90, 20, small=True) if layout.has(_MODEL_WORDS) else ():
        yield match.group("many") or match.group("one"), match.start()
    for match in layout.at(_CLINICAL, _CLINICAL_WORDS, small=True) if layout.has(_TRIAL_WORDS) else ():
        yield "phase", match.start()
    for match in layout.near(_CURRENT, _CURRENT_WORDS, 8, 20, small=True):
        voltage = match.group().startswith("v")
        if voltage or not _RESEARCH_THING.search(layout.text, match.end(), match.end() + 50):
            yield "phase", match.start()
    for match in layout.at(_BODILY, _BODILY_WORDS, small=True):
        yield "stage", match.start()


def _something_else(text: str, mention: Mention) -> bool:
    line = text.rfind("\n", max(0, mention.start - 28), mention.start) + 1
    before = _WORD_BEFORE.match(text[max(line, mention.start - 28) : mention.start][::-1])
    if before and before.group(1)[::-1].lower() in _NOT_AFTER:
        return True
    # "WP29" is the Article 29 Working Party; a project with that many has them in a range.
    if any(number.isdigit() and int(number) > MAX_NUMBER for number, _ in mention.numbers):
        return True
    streams = mention.kind == "workstream" and not text.startswith(("Strand", "strand", "STRAND"), mention.start)
    of = None if streams else OF_THING.match(text, mention.end)
    if of is not None and not _RESEARCH_THING.search(of.group("what") or of.group("bare")):
        named = mention.kind == "work_package" and (of.group("what") is None or not of.group().islower())
        if not named:
            return True
    after = _WORDS_AFTER.match(text, mention.end)
    if after is None:
        return False
    first, second = ((word or "").lower() for word in after.groups())
    dated = first in MONTHS and not mention.ordinal and "\n" not in text[mention.end : after.start(1)]
    if first in _DURATIONS or dated:
        return True
    if mention.kind == "work_package":
        return first in _NOT_BEFORE_WP
    return first in _NOT_BEFORE or second in _NOT_BEFORE
