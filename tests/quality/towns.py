"""Documents about studies of towns, and a profile that asks for codes of languages."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from graph import harvest, pipeline
from graph.settings import Settings
from graph.validation import registered

BACKWARDS = "2023-02-12/2019-05-12"
"""A period that ends before it starts: what has it is kept back."""
STRICT = """
@prefix ex: <https://profile.example.org/> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
ex:Study a sh:NodeShape ; sh:targetClass schema:Dataset ; sh:property ex:language .
ex:language a sh:PropertyShape ; sh:path schema:inLanguage ; sh:maxCount 1 ; sh:pattern "^[a-z][a-z]$" ;
    sh:message "Languages are codes of two letters."@en .
"""
LANGUAGE = "Give the language of the data as a code, such as en or cy."
DOI = "Correct this DOI: as an address it is https://doi.org/10., four to nine digits, a slash and the rest."
CODES = "Languages are codes of two letters."
PERIOD = "Correct the period that the data cover: its end lies before its start."


def page(folder: Path, town: str, retrieved: str = "2026-02-03", **more: Any) -> None:
    """Write a page about a study of a town, with what is said beside."""
    said = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": f"Study of {town}",
        "description": f"A study of {town}, told at some length.",
        "identifier": f"https://doi.org/10.5072/{town.lower()}",
        "keywords": ["towns"],
        "creator": {"@type": "Person", "name": "Ada Quill"},
        **more,
    }
    script = json.dumps({key: value for key, value in said.items() if value is not None})
    text = f'<html lang="en"><script type="application/ld+json">{script}</script></html>'
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{town}.html").write_text(text)
    told = {"url": f"https://archive.example.org/{town}", "retrieved": f"{retrieved}T04:05:06Z"}
    (folder / f"{town}.html.meta.json").write_text(json.dumps(told))


def build(chosen: Settings) -> None:
    """Take the documents beside the data folder in."""
    pipeline.build(harvest.gather([str(chosen.data.parent / "in")], chosen, None), chosen)


def begin(root: Path, chosen: Settings) -> None:
    """Make the catalogue: two studies with a language that is none, one that is kept back, one that is right."""
    chosen = replace(chosen, data=root / "data")
    page(root / "in", "Marle", inLanguage="English")
    page(root / "in", "Fenwick", inLanguage="eng_GB")
    page(root / "in", "Stonor", temporalCoverage=BACKWARDS)
    page(root / "in", "Reedham", inLanguage="en")
    (root / "strict.ttl").write_text(STRICT)
    pipeline.build((), chosen)
    registered.add("strict", str(root / "strict.ttl"), chosen)
    build(chosen)
