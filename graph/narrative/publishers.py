"""Who publishes, in sentences: "Published by A", "the data are available from the Owl Archive"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from graph.narrative.lists import name_after, organizations_at
from graph.narrative.organizations import Directory
from graph.narrative.spans import Span
from graph.narrative.subjects import Subjects
from graph.narrative.triggers import triggers
from graph.narrative.words import word_set

_CUE_WORDS = triggers(
    *("publish", "publication details", "distribut", "deposited ", "archived ", "available ", "held ", "lodged "),
    *(
        "go to ",
        "go into ",
        "placed ",
        "submitted ",
        "accessed ",
        "obtained ",
        "downloaded ",
        "ordered ",
        "offered to ",
    ),
)
_ARCHIVES = word_set("Archive Archives Repository Dataverse Databank")
_CUE = re.compile(
    r"(?:Publish(?:er\s?:|ed by:?|er(?= [A-Z]))|Distributed by:?|Publication Details"
    r"|(?P<own>(?:distributed|published) by"
    r"|(?:deposited|archived|lodged) (?:in|at|with|by)(?=(?: the)? [A-Z])"
    r"|(?:(?:deposited|archived|available|held|lodged|placed|submitted) (?:in|at|with|by|from|through|via|to)"
    r"|go (?:in)?to|offered to|(?P<got>accessed|obtained|downloaded|ordered) (?:from|through|via|at))"
    r"(?=[^.;\n]{0,60}(?:Archives?\b|Repository|Data Service|Data Centre|Dataverse|Data ?[Bb]ank)))"
    r"|(?P<news>published (?:today|yesterday|this (?:week|month)) by))(?: the)?\s{0,2}"
)
_OWN_DATA = re.compile(
    r"(?:(?:The|These|This|All|Our|It|They|Its|Their|Data|Anonymi[sz]ed|Transcripts|Recordings|Interviews)\b"
    r"(?: [a-z-]{2,20}){0,4}?"
    r"(?:, [^.;:,\n]{3,60},)? )"
    r"(?:is|are|was|were|has been|have been|will be|(?P<can>can be|may be))(?: [a-z]{2,12}){0,2} $"
)
_LEAST = 3
"""From so many words on a name after these cues is an organisation's; two may be a person's."""
_ALL_SAID = re.compile(
    r"(?: \([^()]{1,40}\))?(?:,? in \d{4}|, \d{4}|, [^.;\n]{2,60})?\s*(?:[.;|\n]|\Z|and (?:was|were|are|is|can)\b)"
)
"""After a publisher's name: else it may be said of another book ("Published by X, it sold well")."""
# "A report, published today by the charity Owls Abroad, shows".
_REPORT = re.compile(
    r"(?:(?:A|The|This|Our|In a|In the)(?: new| major| latest)?(?: [a-z-]{2,20}){0,2} "
    r"(?:report|study|research|survey|review|evaluation|findings|paper)s?|[Rr]esearch|[Ff]indings)"
    r"(?: (?:of|on|into|from|about) [^.;:,\n]{2,60}?)?,?(?: (?:is|was|are|has been))? $"
)


def publishers(directory: Directory, subjects: Subjects) -> Iterator[tuple[str, Span]]:
    """Key and place of every organisation that sentences say publishes this, or keeps its data."""
    layout, text = directory.layout, directory.layout.text
    for match in layout.at(_CUE, _CUE_WORDS):
        if subjects.elsewhere(match.start()) or not _is_own(directory, match):
            continue
        end = layout.units[layout.unit_index(match.start())].end
        run = name_after(text, match.end()) if match.group("own") else None
        archive = run is not None and not _ARCHIVES.isdisjoint(text[run.start : run.end].split())
        least = None if match.group("news") else 2 if archive else _LEAST
        listed = organizations_at(directory, match.end(), end, least, alone=True)
        for key, span in islice(listed, 1):
            if archive or match.group("news") or _ALL_SAID.match(text, span.end):
                yield key, span


def _is_own(directory: Directory, match: re.Match[str]) -> bool:
    """Whether words are said of what the text describes: "Published by X" says it at a beginning only."""
    layout, text = directory.layout, directory.layout.text
    start = layout.sentence_at(match.start()).start
    if match.group("news"):
        return match.start() - start < 160 and _REPORT.fullmatch(text, start, match.start()) is not None
    if not match.group("own"):
        return match.start() == start
    if match.start() == start:
        return True
    own = _OWN_DATA.fullmatch(text, start, match.start()) if match.start() - start < 240 else None
    return own is not None and (match.group("got") is None or own.group("can") is not None)
