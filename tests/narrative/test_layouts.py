"""Every way to write a label in every layout that pages have, and every turn of a sentence that tells of a part."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.extraction.scoring import overlap
from graph.narrative.extract import extract

NUMBERS = ("1", "2", "3", "4")
NAMES = ("", "one", "two", "three", "four")
ROMAN = ("", "I", "II", "III", "IV")
ORDINALS = ("", "first", "second", "third", "fourth")
TITLES = ("", "Reading of letters and diaries", "Survey of hive keepers", "Making a map", "Sharing what we learnt")
KINDS = ("WP", "Work Package", "Work package", "WORK PACKAGE", "Workpackage", "Work-package", "Workstream", "Strand")
KINDS += ("Work Stream", "Stage", "Phase", "STAGE", "PHASE")
GLUED = ("WP", "WORK PACKAGE", "STAGE", "PHASE")
LAYOUTS = (
    *(
        "{L}: {T}\n",
        "{L} - {T}\n",
        "{L} – {T}\n",
        "{L} — {T}\n",
        "{L}—{T}\n",
        "{L}. {T}\n",
        "{L} | {T}\n",
        "{L} · {T}\n",
    ),
    *("{L}\t{T}\n", "{L}) {T}\n", "{L} {T}\n", "{L}  {T}\n", "{L}\n{T}\n\n", "{L}\n\n{T}\n\n", "{L}:\n{T}\n\n"),
    *(
        "({L}) {T}\n",
        "[{L}] {T}\n",
        "**{L}: {T}**\n",
        "**{L}** {T}\n",
        "**{L}:** {T}\n",
        "## {L}: {T}\n",
        "{L}\u00a0: {T}\n",
    ),
    *("### {L} – {T}\n\nWe do this with care.\n\n", "- {L}: {T}\n", "• {L} – {T}\n", "* {L} {T}\n", "{n}. {L}: {T}\n"),
    *("{T} – {L}\n", "{T} ({L})\n", "• {T} ({L})\n", "{T} [{L}]\n", "{L} “{T}”\n", '{L}: "{T}"\n', "{L} ({T})\n"),
    *(
        "{L}: {T}; ",
        "{L}: {T} ",
        "{L} – {T}. ",
        "{L}, {T}\n",
        "{L} / {T}\n",
        "{L} → {T}\n",
        "{L} = {T}\n",
        "| {L} | {T} |\n",
    ),
    *("{L}: {T} (Lead: Kell University)\n", "{L}: {T} (M1–M12)\n", "{L}: {T} (4-5 weeks)\n", "{L} is called {T}. "),
    *("{L}, entitled ‘{T}’, is new. ", "{L} ({T}) is led by Dr Ann Bell. "),
)
SAID = (
    *(
        "In {L}, we will {do}. ",
        "{L} will {do}. ",
        "{L} aims to {do}. ",
        "The aim of {L} is to {do}. ",
        "{L} is to {do}. ",
    ),
    *("{L} involves {doing}. ", "{L} focuses on {doing}. ", "{L} included {what}. ", "{L} consists of {what}. "),
    *(
        "{L} is {what}. ",
        "{L} was {what}. ",
        "{L} used {what}. ",
        "{L}: {what}; ",
        "({L}) {what}; ",
        "We will {do} ({L}). ",
    ),
    *("During {L} we {did}. ", "In {L}, researchers {did}. ", "As part of {L}, we {did}. ", "{L} (2019-2020) {did}. "),
    *("{L}, led by Kell University, will {do}. ", "{L} (led by Dr Ann Bell) will {do}. ", "{L} (2019-2020): {what}. "),
    *("{L} (months 1-6) will {do}. ", "Through {L}, we will {do}. ", "In {L} of the study, we {did}. "),
    *("{L} was conducted in Selby and {did}. ", "{L} of the project {did}. ", "The task of {L} is to {do}. "),
)
WORDS = {
    "do": ("", "interview forty keepers", "survey the hives of Kell", "map the lost meadows", "share the findings"),
    "doing": ("", "interviewing forty keepers", "surveying the hives", "mapping lost meadows", "sharing the findings"),
    "did": ("", "interviewed forty keepers", "surveyed the hives", "mapped the lost meadows", "shared the findings"),
    "what": ("", "interviews with forty keepers", "a survey of hives", "a map of meadows", "workshops with growers"),
}
OPENING = "The project studies how keepers look after bees."
ABROAD = (
    (
        "Das Projekt untersucht die Arbeit der Imker.",
        ("Arbeitspaket", "AP", "Phase"),
        "Im {L} {T}",
        "eine Erhebung bei Imkern",
    ),
    (
        "Le projet de recherche a des lots de travail.",
        ("Lot de travail", "Phase", "Volet"),
        "Le {L} : {T}",
        "une enquête en trois lieux",
    ),
    (
        "El proyecto estudia las abejas.",
        ("Paquete de trabajo", "Fase", "Etapa"),
        "{L} – {T}",
        "entrevistas con apicultores",
    ),
    ("Il progetto studia le api.", ("Pacchetto di lavoro", "Fase"), "{L}: {T}", "interviste con gli apicoltori"),
    ("Het onderzoek gaat over imkers.", ("Werkpakket", "Fase"), "{L} omvat {T}", "interviews met veertig imkers"),
    (
        "O projeto estuda as abelhas.",
        ("Pacote de trabalho", "Fase", "Etapa"),
        "{L}: {T}",
        "entrevistas com apicultores",
    ),
    (
        "Projektet studerar biodlare.",
        ("Arbetspaket", "AP", "Fas"),
        "{L} omfattar {T}",
        "intervjuer med fyrtio biodlare",
    ),
    ("Prosjektet undersøker birøkt.", ("Arbeidspakke", "Fase"), "{L} omfatter {T}", "intervjuer med birøktere"),
    ("Projekt badawczy o pszczołach.", ("Pakiet roboczy", "Etap"), "{L}: {T}", "wywiady z pszczelarzami"),
    ("Hanke tutkii mehiläisiä.", ("Työpaketti", "Vaihe"), "{L}: {T}", "haastattelut hoitajien kanssa"),
)


def words(text: str) -> dict[str, str]:
    """Number → the words for each part."""
    parts = (value.value for value in extract(text, whole=True).work_packages)
    said = ((part.number.value, part.name or part.description) for part in parts)
    return {number: value.value if value else "" for number, value in said}


def labels() -> Iterator[tuple[str, ...]]:
    """The labels one to four of each form."""
    for kind in KINDS:
        for space in (" ", " #", " No. ", " no ", " 0", *(("", "-", "_", ".") if kind in GLUED else ())):
            yield ("", *(f"{kind}{space}{number}" for number in NUMBERS))
        for names in (NAMES, ROMAN, tuple(name.capitalize() for name in NAMES)):
            yield tuple(f"{kind} {name}" for name in names)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_titles_in_every_layout(layout: str) -> None:
    for label in labels():
        rows = "".join(layout.format(L=label[n], T=TITLES[n], n=n) for n in range(1, 5))
        found = words(f"{OPENING}\n\n{rows}\n")
        assert {number: title.strip(".") for number, title in found.items()} == dict(
            zip(NUMBERS, TITLES[1:], strict=True)
        )


@pytest.mark.parametrize("said", SAID)
def test_parts_in_every_turn_of_a_sentence(said: str) -> None:
    kind = next(name for name in WORDS if f"{{{name}}}" in said)
    inside = (*KINDS, "work package", "stage", "phase")
    forms = [*labels(), *(tuple(f"the {word} {name.lower()}" for word in ORDINALS) for name in inside[-3:])]
    for label in forms:
        rows = (said.format(L=label[n], **{kind: WORDS[kind][n]}) for n in range(1, 5))
        found = words(" ".join((OPENING, *(row[0].upper() + row[1:] for row in rows))))
        assert found.keys() == set(NUMBERS), label
        assert min(overlap(found[number], WORDS[kind][int(number)]) for number in NUMBERS) > 0.4, (label, found)


@pytest.mark.parametrize(("opening", "kinds", "form", "title"), ABROAD)
def test_parts_in_other_languages(opening: str, kinds: tuple[str, ...], form: str, title: str) -> None:
    for kind in kinds:
        text = "\n".join((opening, *(form.format(L=f"{kind} {number}", T=title) for number in NUMBERS[:3]), ""))
        found = words(text)
        assert found.keys() == set(NUMBERS[:3]), text
        assert all(overlap(said, title) > 0.6 for said in found.values()), found
