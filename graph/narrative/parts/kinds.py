"""What the parts of a project are called: work packages, workstreams, stages, phases and tasks, in several languages.

Each kind has its English words, in which capitals tell ("WP1", but no "wp1"), and those of other languages, in any
letters. A short form ("AP1") is a part only in a text that has the long one ("Arbeitspaket").
"""

from __future__ import annotations

from graph.narrative.triggers import Triggers, triggers
from graph.narrative.words import word_set

_ENGLISH = {
    "work_package": r"WPs?|[Ww]ork(?:ing)?[ \u00a0-]?[Pp]ackages?|WORK[ \u00a0-]?PACKAGES?",
    "workstream": r"[Ww]ork[ \u00a0-]?[Ss]treams?|WORK[ \u00a0-]?STREAMS?|Strands?",
    "stage": r"[Ss]tages?|STAGES?",
    "phase": r"[Pp]hases?|PHASES?",
    "task": r"Tasks?|TASKS?",
}
_OTHERS = {
    "work_package": (
        *("arbeitspakete?", "lots? de travail", "paquetes? de trabajo", "paquets? de treball"),
        *("pacchett[oi] di lavoro", "pacotes? de trabalho", "werkpakket(?:ten)?", "arbetspaket(?:en)?"),
        *("arbejdspakker?", "arbeidspakker?", "työpaket(?:ti|it)", "pakiety? (?:robocz[ye]|prac|zadań)"),
        *("pracovn[íý] balíč(?:ek|ky)", "pachet(?:ul|e)? de lucru", "πακέτ[οα] εργασίας", "iş paketi", "munkacsomag"),
        *("delovni paket", "radni paket", "[pb]h?ecyn(?:nau)? gwaith"),
        *("töö?pakett", "darba pakotne", "darbo paketas", "рабочий пакет", "работен пакет"),
    ),
    "workstream": ("axes? de travail", "volets?", "línea de trabajo", "werkstroom", "ff?rwd waith"),
    "stage": ("étapes?", "etapas?", "etap", "etappen?"),
    "phase": ("fases?", "fase[nr]", "fasi", "phasen", "faza", "fáze", "fas", "vaihe", "fázis"),
    "task": ("tâches?", "tareas?", "taak", "compit[oi]", "tarefas?", "uppgift", "opgave", "oppgave", "zadani[ea]"),
}  # fmt: skip
_GERMAN_PROJECT = (
    "des projekts",
    "das projekt",
    "im projekt",
    "forschungsprojekt",
    "projektlaufzeit",
    "projektet",
    "prosjektet",
)
# A short form, and a piece of the long form that must stand in the same text.
_SHORT = {
    "AP": ("work_package", ("arbeitspaket", "arbetspaket", "arbejdspakke", "arbeidspakke", *_GERMAN_PROJECT)),
    "LT": ("work_package", ("lot de travail", "lots de travail")),
    "PT": ("work_package", ("paquete de trabajo", "paquetes de trabajo", "pacote de trabalho", "pacotes de trabalho")),
    "PR": ("work_package", ("pakiet roboczy", "pakiety robocze")),
    "TP": ("work_package", ("työpaketti", "työpaketit", "tööpakett")),
    "ΠΕ": ("work_package", ("πακέτο εργασίας", "πακέτα εργασίας")),
    "İP": ("work_package", ("iş paketi",)),
    "WS": ("workstream", ("workstream", "work stream", "work-stream")),
    # "Le lot 2", where the text has "lots de travail": the first word stands for all of them.
    **dict.fromkeys(("lot", "lots", "Lot", "Lots"), ("work_package", ("lot de travail", "lots de travail"))),
    **dict.fromkeys(("axe", "Axe"), ("workstream", ("axe de travail", "axes de travail"))),
    **dict.fromkeys(("paquete", "Paquete"), ("work_package", ("paquete de trabajo", "paquetes de trabajo"))),
}
KINDS = tuple(_ENGLISH)
LANGUAGES = word_set("en de fr es ca it pt nl sv da no nb nn fi pl cs ro el tr hu sl hr bs sr et lv lt ru bg cy")
"""The languages of these words (BCP 47)."""
# In these languages the number stands before the word: "1. Arbeitspaket", "2. munkacsomagban".
NUMBER_FIRST = r"(?i:munkacsomag|arbeitspaket|työpaketti|delovni paket|radni paket|iş paketi)(?!e\b)\w{0,6}"

# Pieces of the words of other languages: a text with none of them is read in English alone, which is faster.
OTHER_LANGUAGES = triggers(
    *("paket", "paquet", "pacchett", "pacote", "pakk", "pakiet", "balíč", "pachet", "πακέτ", "munkacsomag", "pakotne"),
    *(
        "пакет",
        "de travail",
        "volet",
        "de trabajo",
        "werkstroom",
        "étape",
        "etap",
        "fase",
        "fasi",
        "phasen",
        "faza",
        "fáz",
        "fas ",
        "ecyn",
        "rwd waith",
    ),
    *_GERMAN_PROJECT,
    *("vaihe", "tâche", "tarea", "tarefa", "taak", "compit", "uppgift", "opgave", "oppgave", "zadani"),
)


def pattern(kind: str) -> str:
    """A regular expression of the words for one kind, without groups; short forms are left out."""
    return f"{_ENGLISH[kind]}|(?i:{'|'.join(_OTHERS[kind])})"


def english(kind: str) -> str:
    """The English words of :func:`pattern` alone."""
    return _ENGLISH[kind]


def short_forms() -> dict[str, tuple[str, Triggers]]:
    """Short form → its kind, and the long forms of which a text must have one."""
    return {form: (kind, triggers(*words)) for form, (kind, words) in _SHORT.items()}
