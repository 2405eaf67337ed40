"""Partners, data collectors and publishers in German, French, Spanish, Italian, Dutch, Swedish and Welsh sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.acronyms import is_acronym
from graph.narrative.bodies.lists import FIRM
from graph.narrative.bodies.organizations import Directory
from graph.narrative.brackets import bracket_at
from graph.narrative.names import is_organization, run_at
from graph.narrative.spans import Span, clean
from graph.narrative.subjects import Subjects
from graph.narrative.triggers import triggers
from graph.narrative.words import HONORIFICS, NOT_A_NAME, word_set

_BY = r"(?:par|à|por|door|av|gan|da|dalla?|von|vom|durch)"
_WITH = (
    *("partenariat avec", "collaboration avec", "colaboración con", "colaboración de", "kooperation mit"),
    *("zusammenarbeit mit", "samenwerking met", "samarbete med", "partneriaeth â", "partneriaeth gyda"),
    *("partneriaid yw", "collaborazione con", "colaboran en el proyecto", "colaboran en el estudio"),
)
_WORK = (
    *("collecte", "trabajo de campo", "recogida de datos", "veldwerk", "vragenlijst", "datainsamling", "fältarbete"),
    *("gwaith maes", "cynhaliwyd arolwg", "raccolta dei dati", "feldarbeit", "datenerhebung", "befragung wurde"),
    *("interviews wurden", "erhebung wurde", "daten wurden", "umfrage wurde"),
    *(
        "sondage a été réalisé",
        "terrain a été réalisé",
        "enquête réalisée",
        "enquête menée",
        "sondage réalisé",
        "enquête a été réalisée",
        "enquête a été menée",
    ),
    *("entretiens ont été", "questionnaire a été", "enquête conduite"),
)
_GIVEN = ("diffusé", "archiviert", "distribuid")
_CUES = (
    ("partner", triggers(*_WITH), re.compile(rf"(?:{'|'.join(_WITH)}) ")),
    (
        "data-collector",
        triggers(*_WORK),
        re.compile(
            rf"(?:{'|'.join(_WORK)})(?!\w{{0,4}} (?:de|der|van) [^.;:\n]{{0,30}} (?:sera|wird))[^.;:\n]{{0,90}}? {_BY} "
        ),
    ),
    (
        "publisher",
        triggers(*_GIVEN),
        re.compile(r"(?:diffusée?s? par|archiviert (?:bei|beim|im|in)|distribuid[oa]s? por) "),
    ),
)
# "Mit der Caritas", "het Nibud": before a person's name there is no article.
_LEAD = re.compile(
    r"\s?(?:mit |met |avec |con |com |con |gyda |by )?"
    r"(?P<article>(?:le|la|les|el|los|las|der|die|dem|den|das|de|het|y|yr|il|lo|gli|det|du|des|del|de la|de las|de los)"
    r" |(?:de )?l['’]|d['’])?"
    r"(?P<body>(?:association|asociación|institut(?:o|et)?|ONG|organisation|organización|société|verein|vereniging|"
    r"stichting|firma|bureau|fundación|sindicato|empresa|elusen|cwmni) )?(?=[^\W\d_a-z])"
)
_SEPARATOR = re.compile(
    r",? (?:et|y|e|und|sowie|en|och|a|ac|ainsi que|así como|samt|ynghyd â) (?:(?:de|avec|con|mit|met|â) )?(?=\S)"
    r"|, (?=\S)"
)
# In French and Spanish only the first word is great.
_SMALL_WORDS = re.compile(
    r"(?: (?!(?:pour|dans|depuis|sur|et|via|en|afin|à|avec|que|und|y|e|och|para|con|sobre|door|durchgeführt|erhoben"
    r"|geführt|befragt)\b)"
    r"[a-zà-ÿ’'-]{1,20}){1,6}(?=[.,;)\n]| \(| (?:et|y|und|och)\b| d[eu]s? [A-Z]|$)"
)
# "Caisse nationale de solidarité pour l'autonomie (CNSA)": small words of any kind, up to a short name.
_UNTIL_SHORT = re.compile(r"(?: (?!(?:et|par|avec)\b)[a-zà-ÿ’'-]{1,20}){1,9}(?= \([A-Z][\w&-]{1,10}\))")
_KINDS = frozenset(("Centre", "Institut", "Instituto", "Agence", "Agencia", "Caisse", "Conseil", "Office", "Union"))
_MONTHS = word_set(
    """
    Januar Februar März April Mai Juni Juli August September Oktober November Dezember Frühjahr Sommer Herbst Winter
    Montag Anfang Ende Mitte Telefon Post
    """
)
_MOST = 8


def foreign_parts(directory: Directory, subjects: Subjects) -> Iterator[tuple[str, str, Span]]:
    """Role, key and place of every organisation that such sentences give a part."""
    layout = directory.layout
    for role, words, pattern in _CUES:
        for match in layout.at(pattern, words, small=True):
            if not subjects.elsewhere(match.start()):
                end = layout.sentence_at(match.start()).end
                yield from ((role, key, span) for key, span in bodies_at(directory, match.end(), end))


def named_until(text: str, position: int, end: int) -> re.Match[str] | None:
    """The small words that a name goes on with, where its short name follows them."""
    return _UNTIL_SHORT.match(text, position, end)


def bodies_at(directory: Directory, position: int, end: int) -> Iterator[tuple[str, Span]]:
    """The organisations listed at a place of a sentence in another language; a plain name may be a person's."""
    text = directory.layout.text
    items: list[tuple[Span, Span | None, bool]] = []
    for _ in range(_MOST):
        lead = _LEAD.match(text, position, end)
        run = run_at(text, lead.end(), end) if lead else None
        if lead is None or run is None or run.start in directory.people:
            break
        words = text[run.start : run.end].split()
        if words[0] in HONORIFICS or words[0].rstrip(".") in HONORIFICS or words[0] in NOT_A_NAME:
            break
        more = named_until(text, run.end, end) or _SMALL_WORDS.match(text, run.end, end)
        run = Span(run.start, more.end()) if more else run
        inside = bracket_at(text, run.end, end)
        small = any(word[0].islower() for word in text[run.start : run.end].split())
        name = clean(text[run.start : run.end])
        sure = (
            words[-1] in FIRM
            or bool(lead.group("article") or lead.group("body") or inside or small)
            or directory.knows(name)
        )
        if name in _KINDS or words[0] in _MONTHS:
            break
        items.append((run, inside, sure or is_organization(name) or any(map(is_acronym, words))))
        position = inside.end + 1 if inside else run.end
        separator = _SEPARATOR.match(text, position, end)
        if separator is None:
            break
        position = separator.end()
    shown = any(sure for _, _, sure in items)
    alone = len(items) == 1 and " " not in text[items[0][0].start : items[0][0].end]
    for run, inside, sure in items:
        if sure or alone or shown:
            key = directory.describe(run, inside, True) if inside else directory.recognise(run, certain=True)
            if key is not None:
                yield key, run
