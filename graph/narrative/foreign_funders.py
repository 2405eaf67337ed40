"""Who pays, in sentences of other languages: "gefördert von A", "financé par A", "ariennir gan A"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.brackets import bracket_at
from graph.narrative.foreign_parts import named_until
from graph.narrative.lists import organizations_at
from graph.narrative.names import ENDINGS, run_at, runs
from graph.narrative.organizations import Directory
from graph.narrative.spans import Span
from graph.narrative.subjects import Subjects
from graph.narrative.triggers import triggers

# "L’Agence nationale des haies": in French only the first word is great.
_SMALL_WORDS = re.compile(
    r"(?: (?!(?:pour|dans|depuis|sur|et|via|en|afin|à|avec|och|und|y|e|door|por)\b)[a-zà-ÿ’'-]{1,20}){1,7}(?!\w)"
)
_FOREIGN_WORDS = triggers(
    *("financé", "subvention", "gefördert ", "finanziert ", "financiad", "finanziat", "gefinancierd"),
    *("soutien de", "soutien financier de", "apoyo de", "apoyo financiero de", "steun van", "mitteln de"),
    *("finansierad av", "finansierat av", "finansieras av", "ariannwyd gan", "ariannu gan"),
)
_FOREIGN_WORDS |= triggers("ariennir ", "cyllid")
_FOREIGN = re.compile(
    r"(?:co)?(?:(?:financée?s?|subventionnée?s?) par|(?:gefördert|finanziert) (?:von|durch|vom)|financiad[oa]s? por"
    r"|finanziat[oa] da(?:l|lla|ll['’])?|gefinancierd door|ariennir (?:[\w’']{1,20} ){0,3}gan|cyllidir gan"
    r"|soutien (?:financier )?d[eu]|apoyo (?:financiero )?de|steun van|mitteln de[rs]|finansiera[dst] av"
    r"|ariann(?:wyd|u) gan)"
    r"\s?(?:le |la |de la |l['’]|les |el |los |der |die |dem |den |das |de |het |y |yr |il )?"
)
# "Das Bundesministerium der Justiz fördert das Projekt".
_SUPPORTS_WORDS = triggers(" fördert ", " finanziert ")
_SUPPORTS = re.compile(
    r" (?:fördert|finanziert) (?:(?:das|die|dieses|diese|unser|ein|eine) )?(?:[\w-]{2,24} ){0,3}?"
    r"(?:(?:Forschungs|Verbund)?(?:[Pp]rojekt|[Vv]orhaben)|Studie|Erhebung|Befragung|Untersuchung)\b"
)
_VERB_LAST_WORDS = triggers("gefördert", "finanziert")
_VERB_LAST = re.compile(
    r"\b(?:von|durch|vom) (?:der |dem |den |die )?(?P<name>[^.;:\n]{3,160}?) (?:mit [^.;\n]{1,40} )?$"
)


def foreign_funders(directory: Directory, subjects: Subjects) -> Iterator[tuple[str, Span]]:
    """Keys and places of the organisations that such sentences say pay for the project."""
    layout, text = directory.layout, directory.layout.text
    for match in layout.at(_FOREIGN, _FOREIGN_WORDS, small=True):
        if not subjects.elsewhere(match.start()):
            yield from _foreign(directory, match.end(), layout.sentence_at(match.start()).end)
    for match in layout.at(_SUPPORTS, _SUPPORTS_WORDS):
        start = layout.sentence_at(match.start()).start
        before = runs(text, max(start, match.start() - 160), match.start())
        run = next((run for run in before if run.end == match.start()), None)
        if run and run.start - start <= 4 and (key := directory.recognise(run)):
            yield key, run
    for place in layout.places(_VERB_LAST_WORDS):
        start = layout.sentence_at(place).start
        if named := _VERB_LAST.search(text, max(start, place - 240), place):
            run = run_at(text, named.start("name"), place)
            body = run is not None and text[run.start : run.end].endswith(ENDINGS)
            yield from organizations_at(directory, named.start("name"), place, least=1 if body else 2)


def _foreign(directory: Directory, position: int, end: int) -> Iterator[tuple[str, Span]]:
    """The funders at a position of a text in another language."""
    text = directory.layout.text
    run = run_at(text, position, end)
    more = named_until(text, run.end, end) if run and " " not in text[run.start : run.end] else None
    more = more or _SMALL_WORDS.match(text, run.end, end) if run and " " not in text[run.start : run.end] else None
    if run and more:
        whole = Span(run.start, more.end())
        inside = bracket_at(text, whole.end, end)
        key = directory.describe(whole, inside, True) if inside else directory.recognise(whole, certain=True)
        if key is not None:
            yield key, whole
    elif run:
        yield from organizations_at(directory, position, end, least=1)
