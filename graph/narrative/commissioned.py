"""Who has the work done: "the Owl Agency commissioned Wick Polls to study", "is carried out by A for the Owl Trust"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from graph.narrative.lists import organizations_at
from graph.narrative.names import runs
from graph.narrative.organizations import Directory
from graph.narrative.spans import Span
from graph.narrative.subjects import Subjects
from graph.narrative.triggers import triggers

_FAR = 400
# "The Department for Ponds commissioned Harrow Polling to evaluate".
_COMMISSIONED_WORDS = triggers(" commissioned ", " contracted ", " appointed ")
_COMMISSIONED = re.compile(
    r" (?:commissioned|contracted|appointed) (?=(?:the |us )?(?:[A-Z]|us\b))[^.;:\n]{2,160}? to (?:[a-z]{2,12}ly )?"
    r"(?:evaluate|carry out|undertake|conduct|study|research|review|survey|investigate|examine|assess|explore)\b"
)
_HAS = re.compile(r" (?:has|have|had|jointly| )*$")
# "… is carried out by A and B for the Department for Ponds".
_ON_BEHALF_WORDS = triggers(" for the ", " on behalf of ", " for ")
_ON_BEHALF = re.compile(
    r" (?:for|on behalf of) (?:the )?(?=(?:Department|Ministry|Office) (?:for|of)\b"
    r"|[A-Z][\w ]{2,40}(?:Government|Executive|Commission|Agency|Foundation|Trust)\b)"
)
_WORK_BY = re.compile(
    r"(?:The|This|Our|It|Fieldwork|Interviews|Data|Research)\b(?: [\w’'()-]{1,24}){0,9}? "
    r"(?:is|was|are|were|has been|is being) "
    r"(?:[a-z]{2,12} )?(?:carried out|conducted|undertaken|prepared|produced|written|run)(?: by [^.;:\n]{2,200})?"
)
_REPORT_OF = re.compile(
    r"(?:This|The|An?) (?:report|paper|publication|account|summary)\b(?: [\w’'-]{1,24}){1,10}? "
    r"(?:research|survey|study|evaluation|work) "
    r"(?:carried out|conducted|undertaken|done) by [^.;:\n]{2,200}"
)
_WORK_NOUN = re.compile(
    r"\b(?:stud(?:y|ies)|survey|evaluation|project|research|report|review|panel|trial|fieldwork|interviews|data)\b",
    re.IGNORECASE,
)


def commissioners(directory: Directory, subjects: Subjects) -> Iterator[tuple[str, Span]]:
    """Keys and places of the organisations that have this work done, in no order."""
    layout, text = directory.layout, directory.layout.text
    for match in layout.at(_COMMISSIONED, _COMMISSIONED_WORDS):
        start = layout.sentence_at(match.start()).start
        has = _HAS.search(text, max(start, match.start() - 14), match.start())
        stop = has.start() if has else match.start()
        run = next((run for run in runs(text, max(start, stop - 200), stop) if run.end == stop), None)
        if run is None or subjects.elsewhere(match.end()) or run.start - start > 24:
            continue
        if (key := directory.recognise(run)) is not None:
            yield key, run
    for match in layout.at(_ON_BEHALF, _ON_BEHALF_WORDS):
        start = layout.sentence_at(match.start()).start
        near = match.start() - start < _FAR
        told = near and (
            _WORK_BY.fullmatch(text, start, match.start()) or _REPORT_OF.fullmatch(text, start, match.start())
        )
        if told and _WORK_NOUN.search(text, start, match.start()) and not subjects.elsewhere(match.start()):
            yield from islice(
                organizations_at(directory, match.end(), layout.sentence_at(match.start()).end, least=3), 1
            )
