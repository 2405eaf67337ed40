"""Broken copies of each real document: each is listed with a clear error, and the rest goes through."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from graph import harvest, pipeline
from graph.settings import Settings

Breaking = Callable[[bytes], bytes | None]


def utf_16(content: bytes) -> bytes:
    return content.decode().encode("utf-16")


def read_as_latin_1(content: bytes) -> bytes | None:
    text = content.decode()
    return None if text.isascii() else content.decode("latin-1").encode()


def saved_as_latin_1(content: bytes) -> bytes | None:
    text = content.decode()
    changed = text.encode("cp1252", "replace")
    return None if text.isascii() else changed


def wrong_length(content: bytes) -> bytes | None:
    changed = re.sub(rb":T([0-9a-f]+),", lambda m: b":T%x," % (int(m.group(1), 16) - 7), content, count=1)
    return changed if changed != content else None


BREAKINGS: dict[str, Breaking] = {
    "half": lambda content: content[: len(content) // 2],
    "two-thirds": lambda content: content[: len(content) * 2 // 3] if content.startswith(b"1:") else None,
    "utf-16": utf_16,
    "latin-1-read": read_as_latin_1,
    "latin-1-saved": saved_as_latin_1,
    "length": wrong_length,
    "empty": lambda _: b"",
    "blank": lambda _: b" \n\t\n",
    "nul": lambda content: content[:500] + b"\0\0\0" + content[500:],
    "html-bomb": lambda content: b"<html><body>" + b"<div>" * 300_000 + content,
    "entity-bomb": lambda _: b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><l>&b;</l>',
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> pipeline.Outcome:
    from graph.settings import load

    folder = tmp_path_factory.mktemp("broken")
    for seed in sorted(seeds.glob("*.txt")):
        content = seed.read_bytes()
        (folder / f"good-{seed.name}").write_bytes(content)
        for name, breaking in BREAKINGS.items():
            changed = breaking(content)
            if changed is not None:
                (folder / f"{name}-{seed.name}").write_bytes(changed)
    noise = os.urandom(1024 * 1024) * 50
    (folder / "noise.txt").write_bytes(noise)
    (folder / "small-noise.txt").write_bytes(noise[:20_000])
    chosen: Settings = load({}, data=tmp_path_factory.mktemp("data"))
    return pipeline.build(harvest.gather([str(folder)], chosen, None), chosen)


def test_the_whole_documents_went_through(outcome: pipeline.Outcome) -> None:
    published = [d["name"] for d in outcome.report["documents"] if d["status"] == "published"]
    assert len(published) == 5
    assert all(name.startswith("good-") for name in published)
    assert outcome.counts["classes"]["study"] == 2


def test_each_broken_copy_is_listed_with_its_error(outcome: pipeline.Outcome) -> None:
    others = [d for d in outcome.report["documents"] if not d["name"].startswith("good-")]
    assert len(others) > 40
    for document in others:
        assert document["status"] == "failed", document
        assert len(document["error"]) > 15, document
        assert "Traceback" not in document["error"]
    (noise,) = (d for d in others if d["name"] == "noise.txt")
    assert "at most" in noise["error"]
