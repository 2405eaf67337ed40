"""Twenty small documents of three kinds, full of near-duplicates: no two things in them are merged unasked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import pytest

from graph import harvest, pipeline
from graph.identity.review import Review
from graph.settings import load
from graph.store.snapshot import Snapshot, Snapshots
from tests.identity.labelled import orcid, ror

MARLE = "University of Marle"
WITH = ("Bo Reedham", "Cy Stonor")
"""Colleagues who stand in all of these studies: the strongest evidence that names without identifiers can have."""
CREATORS: dict[str, list[tuple[str, int | None]]] = {
    "jr": [
        ("Robert Penhallow Jr", None),
        ("Ada Quillfort", 1),
        ("Sasha Petrovsky", None),
        ("Jan van der Berghe", None),
    ],
    "sr": [("Robert Penhallow Sr", None), ("Ada Quillfort", 2), ("Sasha Petrovskya", None), ("Daniel Farndon", None)],
    "iii": [("Robert Penhallow III", None), ("Tomasz Lindorfer", None), ("Daniela Farndon", None)],
    "lindorfen": [("Tomasz Lindorfen", None), ("J. A. Kestrelle", None), ("Michael Orrery", None)],
    "orders": [("J. B. Kestrelle", None), ("Michelle Orrery", None), ("Иван Соколов", None)],
    "letters": [("Ivan Sokolova", None), ("Nhung Trinh Bao", None), ("Siân Marlowe", None)],
    "others": [("Sion Marlowe", None), ("Bao Trinh Nhung", None), ("Jörg Müllner", None)],
    "umlauts": [("Jorge Mullner", None)],
}
FUNDERS = {
    "jr": ["Halton Borough Council", "European Fen Council", "University of Thorne, San Diego"],
    "sr": ["Walton Borough Council", "Enterprise Fen Centre", "University of Thorne, San Francisco"],
    "iii": ["Kestrel Homes Ltd", "Electoral Commission", "Marle City University"],
    "lindorfen": ["Kestrel Homes plc", "Electoral Commission (Ghana)", "Marle Business School"],
    "orders": ["Society for Fen History", "St Mary's Hospital", "Ministry of Education"],
    "letters": ["Fen History Society", "St Mary's Hospital, Thorne", "Ministry of Education, Singapore"],
    "others": ["Thorne Fen Trust"],
    "umlauts": ["Thorne Fen Trust"],
}
PANEL = "Household Panel Survey of the Kestrel Bay Area"
"""A study that is made each year under one title."""
RORS = {"others": ror(1), "umlauts": ror(2)}
"""Two houses of one name, which identifiers tell apart."""


def page(name: str) -> bytes:
    """A page with JSON-LD, of a study of its own."""
    people: list[dict[str, Any]] = [{"@type": "Person", "name": each} for each in WITH]
    for each, number in CREATORS[name]:
        person: dict[str, Any] = {"@type": "Person", "name": each}
        if number:
            person["identifier"] = f"https://orcid.org/{orcid(number)}"
        people.append(person)
    for person in people:
        person["affiliation"] = {"@type": "Organization", "name": MARLE}
    funders: list[dict[str, Any]] = [{"@type": "Organization", "name": each} for each in FUNDERS[name]]
    if name in RORS:
        funders[0]["identifier"] = f"https://ror.org/{RORS[name]}"
    repeated = name in ("jr", "sr")
    study = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": "Household Panel Survey of the Kestrel Bay Area"
        if name in ("jr", "sr")
        else f"Letters of {name}, 2020",
        "description": "An invented study that many people of like names have made in one place.",
        "identifier": [] if repeated else f"https://doi.org/10.5072/TWIN-{name}",
        "datePublished": "2020-05-01" if name == "jr" else "2021-05-01",
        "creator": people,
        "funder": funders,
    }
    told = json.dumps(study, ensure_ascii=False)
    return f'<html lang="en"><script type="application/ld+json">{told}</script></html>'.encode()


def codebook(number: str, doi: str, title: str, who: Sequence[str]) -> bytes:
    """A study in DDI Codebook."""
    people = "".join(f'<AuthEnty affiliation="{MARLE}">{each}</AuthEnty>' for each in who)
    return f"""<codeBook xmlns="ddi:codebook:2_5" version="2.5" xml:lang="en"><stdyDscr><citation>
    <titlStmt><titl>{title}</titl><IDNo agency="EXA">{number}</IDNo><IDNo agency="datacite">{doi}</IDNo></titlStmt>
    <rspStmt>{people}</rspStmt></citation></stdyDscr></codeBook>""".encode()


def project(place: int, reference: str, title: str) -> bytes:
    """A project of Gateway to Research."""
    key = f"0A1B2C3D-0000-4000-8000-{place:012d}"
    address = f"http://gateway.example.org:80/gtr/api/projects/{key}"
    identifiers = {"identifier": [{"value": reference, "type": "RCUK"}]}
    told = {"id": key, "href": address, "identifiers": identifiers, "title": title, "leadFunder": reference[:2] + "RC"}
    return json.dumps({"links": {"link": []}, **told}).encode()


CODEBOOKS = {
    "wave-1": ("9001", "10.5072/WAVES-1", "Diaries of the Fens, wave 1", ["Rouxel, Jean-Luc", "Reedham, Bo"]),
    "wave-2": ("9002", "10.5072/WAVES-2", "Diaries of the Fens, wave 2", ["Rouxel, Jean-Marc", "Reedham, Bo"]),
    "hallam": ("9003", "10.5072/NAMES-1", "Names of the Fens", ["Hallam, Chris"]),
    "christine": ("9004", "10.5072/NAMES-2", "Names of the Moors", ["Hallam, Christine"]),
    "ortegal": ("9005", "10.5072/NAMES-3", "Names of the Hills", ["Ortegal García, José"]),
    "ortega": ("9006", "10.5072/NAMES-4", "Names of the Dales", ["Ortega García, José"]),
}
PROJECTS = {
    "arts": (1, "AH/S012788/1", "Household diaries of river towns"),
    "social": (2, "ES/S012788/1", "Household diaries of river towns"),
    "second": (3, "ES/S012788/2", "Household diaries of river towns"),
    "titled": (4, "ES/S012799/1", "Names of the Fens"),
    "hills": (5, "AH/S012799/1", "Names of the Hills"),
    "moors": (6, "NE/S012799/1", "Names of the Moors"),
}
TWINS = [
    ("person", ["Robert Penhallow Jr", "Robert Penhallow Sr", "Robert Penhallow III"]),
    ("person", ["Ada Quillfort", "Ada Quillfort"]),
    ("person", ["Sasha Petrovsky", "Sasha Petrovskya"]),
    ("person", ["Daniel Farndon", "Daniela Farndon"]),
    ("person", ["Tomasz Lindorfer", "Tomasz Lindorfen"]),
    ("person", ["J. A. Kestrelle", "J. B. Kestrelle"]),
    ("person", ["Michael Orrery", "Michelle Orrery"]),
    ("person", ["Иван Соколов", "Ivan Sokolova"]),
    ("person", ["Nhung Trinh Bao", "Bao Trinh Nhung"]),
    ("person", ["Siân Marlowe", "Sion Marlowe"]),
    ("person", ["Jörg Müllner", "Jorge Mullner"]),
    ("person", ["Jean-Luc Rouxel", "Jean-Marc Rouxel"]),
    ("person", ["Chris Hallam", "Christine Hallam"]),
    ("organization", ["Halton Borough Council", "Walton Borough Council"]),
    ("organization", ["European Fen Council", "Enterprise Fen Centre"]),
    ("organization", ["University of Thorne, San Diego", "University of Thorne, San Francisco"]),
    ("organization", ["Kestrel Homes Ltd", "Kestrel Homes plc"]),
    ("organization", ["Electoral Commission", "Electoral Commission (Ghana)"]),
    ("organization", ["Society for Fen History", "Fen History Society"]),
    ("organization", ["St Mary's Hospital", "St Mary's Hospital, Thorne"]),
    ("organization", ["Ministry of Education", "Ministry of Education, Singapore"]),
    ("organization", ["Thorne Fen Trust", "Thorne Fen Trust"]),
    ("organization", [MARLE, "Marle City University", "Marle Business School"]),
    ("study", [PANEL, PANEL]),
    ("study", ["Diaries of the Fens, wave 1", "Diaries of the Fens, wave 2"]),
    ("project", ["Household diaries of river towns"] * 3),
    ("grant", ["AH/S012788/1", "ES/S012788/1", "ES/S012788/2"]),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Snapshot, Review]:
    folder = tmp_path_factory.mktemp("twins")
    (folder / "documents").mkdir()
    made = {f"{name}.html": page(name) for name in CREATORS}
    made |= {f"{name}.xml": codebook(*told) for name, told in CODEBOOKS.items()}
    made |= {f"{name}.json": project(*told) for name, told in PROJECTS.items()}
    assert len(made) == 20
    for name, content in made.items():
        (folder / "documents" / name).write_bytes(content)
    chosen = load({}, data=folder / "data", executor="1")
    outcome = pipeline.build(harvest.gather([str(folder / "documents")], chosen, None), chosen)
    assert {each["status"] for each in outcome.report["documents"]} == {"published"}, outcome.report["documents"]
    return Snapshots(chosen.data).current(), Review(chosen)


def named(snapshot: Snapshot, type_: str, name: str) -> set[str]:
    text = """SELECT DISTINCT ?x WHERE { ?x rdfs:label|schema:name|schema:alternateName|schema:identifier ?name }"""
    rows = snapshot.rows(text.replace("?name }", f"{json.dumps(name, ensure_ascii=False)} }}"))
    rows += snapshot.rows(text.replace("?name }", f"{json.dumps(name, ensure_ascii=False)}@en }}"))
    return {row["x"].value for row in rows if f"/id/{type_}/" in row["x"].value}


@pytest.mark.parametrize(("type_", "names"), TWINS, ids=lambda value: str(value))
def test_no_twins_are_put_together(built: tuple[Snapshot, Review], type_: str, names: list[str]) -> None:
    snapshot, _ = built
    found = {name: named(snapshot, type_, name) for name in names}
    for name, iris in found.items():
        assert len(iris) == names.count(name), (name, iris)
    for one, other in combinations(found, 2):
        assert not found[one] & found[other]


def test_those_who_are_one_are_put_together(built: tuple[Snapshot, Review]) -> None:
    """Else nothing that is apart here would say anything."""
    snapshot, review = built
    assert [len(named(snapshot, "person", name)) for name in WITH] == [1, 1]
    assert len(named(snapshot, "organization", MARLE)) == 1
    assert review.count("open") >= 10
