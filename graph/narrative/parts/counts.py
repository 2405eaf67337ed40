"""How many parts a text says that it has: "five Work Packages", "a five stage process"."""

from __future__ import annotations

import re

from graph.narrative.spans import Layout
from graph.narrative.triggers import triggers
from graph.narrative.words import NUMBERS

_KINDS = (
    (
        "work_package",
        r"work[ \u00a0-]?packages?|wps|arbeitspakete?|lots de travail|paquetes de trabajo|pacchetti di lavoro"
        r"|pacotes de trabalho|werkpakketten|arbetspaket|arbejdspakker|arbeidspakker|munkacsomag\w{0,4}"
        r"|[pb]h?ecyn(?:nau)? gwaith",
    ),
    ("workstream", r"work[ \u00a0-]?streams?|volets"),
    ("stage", r"stages?|étapes|etapas"),
    ("phase", r"phasen?s?|fas(?:es|i|en|er)"),
    ("task", r"tasks|tâches|tareas|tarefas|compiti|uppgifter|oppgaver|opgaver"),
)
_KIND_WORDS = triggers(
    *("package", "wps", "stream", "stage", "phase", "task", "paket", "paquet", "pacchett", "pacote", "pakket", "pakke"),
    *(
        "munkacsomag",
        "ecyn",
        "de travail",
        "volet",
        "étapes",
        "etapas",
        "fas",
        "tâches",
        "tareas",
        "tarefas",
        "compiti",
        "gaver",
    ),
    "uppgift",
)
_ANY = "|".join(pattern for _, pattern in _KINDS)
_OF_KIND = {kind: re.compile(pattern) for kind, pattern in _KINDS}
_OTHERS = (
    "deux trois quatre cinq six sept huit neuf dix", "zwei drei vier fünf sechs sieben acht neun zehn",
    "dos tres cuatro cinco seis siete ocho nueve diez", "due tre quattro cinque sei sette otto nove dieci",
    "duas três quatro cinco seis sete oito nove dez", "twee drie vier vijf zes zeven acht negen tien",
    "två tre fyra fem sex sju åtta nio tio", "to tre fire fem seks syv otte ni ti",
    "két három négy öt hat hét nyolc kilenc tíz", "dau tri pedwar pum chwe saith wyth naw deg",
    "ddau dri bedwar bum",
)  # fmt: skip
_NUMBERS = {word: index for words in _OTHERS for index, word in enumerate(words.split(), 2)} | NUMBERS
# "90 degrees and phase 2" counts no phases.
_NO_ADJECTIVE = (
    r"(?:and|or|of|to|in|on|at|by|for|from|with|the|this|after|before|during|between|per|und|et|e|y|en|och|og)\b"
)
# In one word or two the singular counts as well, of research: "a two-stage study", but no "two-phase flow".
_SINGULAR = frozenset(("work package", "workpackage", "work-package", "stage", "phase", "workstream", "work stream"))
_OF_RESEARCH = re.compile(
    r"[ \u00a0-](?:[\w,-]{1,20} ){0,3}?(?:project|stud(?:y|ies)|research|programme|program|evaluation|fieldwork"
    r"|survey|review"
    r"|process|design|approach|method|investigation|consultation|plan|strategy|trial|analysis|data|work|enquiry"
    r"|inquiry)"
)
_COUNTED = re.compile(rf"(?:{_ANY})(?!\w)")
_COUNT = re.compile(
    rf"(?<![\w.,/-])(?P<count>\d\d?|{'|'.join(_NUMBERS)})"
    rf"(?P<between>(?:[ \u00a0-](?!{_NO_ADJECTIVE})[^\W\d_][\w-]{{0,20}}){{0,2}})[ \u00a0-]$"
)
_MOST = 40
_PARTIAL = ("other", "remaining", "further", "additional", "first", "last", "next", "previous", "of the")


def declared(layout: Layout) -> dict[str, tuple[int, int]]:
    """The greatest number that the text states for each kind, and where it does."""
    counts: dict[str, tuple[int, int]] = {}
    small = layout.small
    for counted in layout.near(_COUNTED, _KIND_WORDS, 24, 40, small=True):
        singular = counted.group() in _SINGULAR
        if singular and not _OF_RESEARCH.match(small, counted.end()):
            continue
        begin = max(0, counted.start() - 60)
        begin = max(begin, small.rfind(".", begin, counted.start()))  # no count has a stop after it
        match = _COUNT.search(small, begin, counted.start()) if counted.start() - begin > 2 else None
        if match is None or small[max(0, match.start() - 14) : match.start()].rstrip(" \u00a0").endswith(_PARTIAL):
            continue
        if singular and match.group("between"):
            continue
        word = match.group("count")
        number = int(word) if word.isdigit() else _NUMBERS[word]
        kind = next(kind for kind, pattern in _OF_KIND.items() if pattern.fullmatch(counted.group()))
        if 1 < number <= _MOST:
            counts[kind] = max((number, match.start("count")), counts.get(kind, (0, 0)), key=lambda said: said[0])
    return counts


def disagreements(counts: dict[str, tuple[int, int]], found: dict[str, int]) -> tuple[str, ...]:
    """A sentence for each kind of part whose declared count is not the count found."""
    notes = []
    for kind, (number, _) in sorted(counts.items()):
        have = found.get(kind, 0)
        if have != number and (have or kind == "work_package"):
            words = kind.replace("_", " ")
            notes.append(f"the text declares {number} {words}s; {have} found")
    return tuple(notes)
