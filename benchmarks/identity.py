"""How well and how fast mentions of people and organisations are resolved, on invented ones whose truth is known.

    python -m benchmarks.identity --mentions 100000 --beside splink --json figures.json

The same number and seed give the same mentions. Reported are the pairs of mentions that were joined: how many of them
are right (precision), and how many of the right ones were found (recall); seconds and memory of the resolving
alone, in a process of its own. Beside it, splink with DuckDB on the same mentions (``pip install -e '.[benchmarks]'``).
"""

from __future__ import annotations

import argparse
import itertools
import json
import multiprocessing
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.identity.folding import folded
from graph.identity.mentions import Mention
from graph.identity.resolve import resolve


def _words(text: str) -> list[str]:
    return text.split()


_STARTS = _words(
    """
    Al Bar Ber Bran Car Cor Dal Dar El Fal Fen Gar Gol Hal Har Hol Ing Jar Kel Kor Lam Lor Mal Mar Nor Ol Pel Per Quin
    Ral Ros Sal Sel Tal Tor Ul Val Ver Wal Wes Yar Zel Bör Dé Grö Lé Må Ną Šar Tür Žel
    """
)
_MIDDLES = _words("a e i o u an en in on ar er ir or al el il ol and end ing ost ard ert ick off umb")
_ENDS = _words("son man ley ton berg feld stein ski sen ner ard ell ham low mann ova ides quist worth wick by thorpe")
_GIVEN = _words(
    """
    Alexander Andrew Anthony Benjamin Charles Daniel David Edward Frederick George Gregory Henry James John Joseph
    Kenneth Lawrence Matthew Michael Nicholas Patrick Peter Philip Richard Robert Samuel Stephen Thomas Timothy William
    Abigail Alison Barbara Catherine Charlotte Christine Deborah Elizabeth Emily Frances Gillian Harriet Isabel
    Jennifer Joanna Judith Louise Margaret Mary Nicola Patricia Rebecca Sarah Susan Victoria Amara Bao Chidi Dilnoza
    Ebele Farida Goran Hyejin Ilse Jamila Kofi Leila Mateus Nhung Oluwaseun Parveen Ruaridh Siobhán Tomasz Umar Wanjiru
    Xiomara Yuki Zoltán Åsa Jörg Søren Łucja Émile
    """
)
_SHORT = {"Alexander": "Alex", "Andrew": "Andy", "Benjamin": "Ben", "Charles": "Charlie", "Daniel": "Dan",
          "Edward": "Ted", "James": "Jim", "Kenneth": "Ken", "Matthew": "Matt", "Michael": "Mike", "Robert": "Bob",
          "Stephen": "Steve", "Thomas": "Tom", "William": "Bill", "Catherine": "Kate", "Elizabeth": "Liz",
          "Margaret": "Maggie", "Rebecca": "Becky", "Susan": "Sue", "Jennifer": "Jenny"}  # fmt: skip
_KINDS = (
    "University of {p}", "{p} City University", "{p} Business School", "{p} Institute of Technology",
    "{p} County Council", "Centre for {s} Research, {p}", "{p} Housing Trust", "{p} {s} Foundation",
    "Royal {p} Hospital", "{p} Records Ltd", "{p} and Partners Limited", "{p} Council for {s}",
)  # fmt: skip
_SUBJECTS = _words("Health Housing Transport Ageing Migration Energy Education Enterprise Food Language")


@dataclass(slots=True)
class Truth:
    """Invented mentions with the number of the thing that each really is, by the mention's id."""

    mentions: list[Mention]
    really: dict[tuple[str, tuple[str, ...]], int]


@dataclass(frozen=True, slots=True)
class Someone:
    number: int
    given: str
    middle: str
    surname: str
    at: tuple[int, ...]
    orcid: str


def _places(chance: random.Random) -> Iterator[str]:
    seen = set()
    while True:
        name = chance.choice(_STARTS) + chance.choice(_MIDDLES) + chance.choice(("", *_MIDDLES)) + chance.choice(_ENDS)
        if name not in seen:
            seen.add(name)
            yield name


def made(count: int, seed: int = 1) -> Truth:
    """That many mentions, four fifths of them of people, in documents of about five."""
    chance = random.Random(seed)
    names = _places(chance)
    houses = [_KINDS[i % len(_KINDS)] for i in range(max(24, count // 60))]
    towns = list(itertools.islice(names, max(8, len(houses) // 4)))
    organizations = sorted({k.format(p=chance.choice(towns), s=chance.choice(_SUBJECTS)) for k in houses})
    surnames = list(itertools.islice(names, max(40, int(count**0.72))))
    people = list(_people(max(10, count // 8), organizations, surnames, chance))
    groups = _groups(people, chance)
    truth = Truth([], {})
    while len(truth.mentions) < count:
        _document(len(truth.mentions), chance.choice(groups), organizations, truth, chance)
    return truth


def _people(
    count: int, organizations: Sequence[str], surnames: Sequence[str], chance: random.Random
) -> Iterator[Someone]:
    """People, two in a hundred of whom have the full name of somebody else."""
    weights = list(itertools.accumulate(1 / (rank + 20) for rank in range(len(surnames))))
    known: list[Someone] = []
    for number in range(count):
        twin = chance.choice(known) if known and chance.random() < 0.02 else None
        at = tuple(chance.sample(range(len(organizations)), 2 if chance.random() < 0.15 else 1))
        given = twin.given if twin else chance.choice(_GIVEN)
        surname = twin.surname if twin else chance.choices(surnames, cum_weights=weights)[0]
        if not twin and chance.random() < 0.05:
            surname = f"{surname}-{chance.choice(surnames)}"
        someone = Someone(number, given, chance.choice(("", "", "A", "J", "M", "R")), surname, at, _orcid(number))
        known.append(someone)
        yield someone


def _orcid(number: int) -> str:
    digits = f"{number + 10**9:015d}"
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    whole = digits + ("X" if check == 10 else str(check))
    return "-".join(whole[i : i + 4] for i in range(0, 16, 4))


def _groups(people: Sequence[Someone], chance: random.Random) -> list[list[Someone]]:
    """Who works together: mostly people of one place."""
    by_place: dict[int, list[Someone]] = {}
    for someone in people:
        by_place.setdefault(someone.at[0], []).append(someone)
    groups = []
    for staff in by_place.values():
        chance.shuffle(staff)
        groups += [[*staff[i : i + 4], chance.choice(people)] for i in range(0, len(staff), 4)]
    return groups


def _document(
    number: int, group: Sequence[Someone], organizations: Sequence[str], truth: Truth, chance: random.Random
) -> None:
    key = f"bench/{number}"
    team = chance.sample(group, min(len(group), chance.randint(1, 4)))
    team = list({someone.number: someone for someone in team}.values())
    written = [_written(someone, chance) for someone in team]
    work = f"study:doi:10.5072/bench-{number // (2 if chance.random() < 0.1 else 1)}"
    for someone, name in zip(team, written, strict=True):
        above = []
        if chance.random() < 0.75:
            for place in someone.at[: chance.randint(1, 2)]:
                said = _house(organizations[place], chance)
                above.append(_add(truth, Mention("organization", f"organization@{key}#{said.lower()}", names=(said,),
                                                 document=key, beside=(name,)), -1 - place))  # fmt: skip
        strong = (f"person:orcid:{someone.orcid}",) if chance.random() < 0.2 else ()
        beside = tuple(sorted(set(written) - {name}))
        mention = Mention("person", f"person@{key}#{name.lower()}", strong, (), (name,), key, None,
                          tuple(dict.fromkeys(above)), beside, (work,))  # fmt: skip
        _add(truth, mention, someone.number)


def _add(truth: Truth, mention: Mention, really: int) -> str:
    if mention.id not in truth.really:
        truth.really[mention.id] = really
        truth.mentions.append(mention)
    return mention.own


def _written(someone: Someone, chance: random.Random) -> str:
    """A way of writing somebody's name."""
    given, surname = someone.given, someone.surname
    if chance.random() < 0.03:
        surname = _typo(surname, chance)
    if chance.random() < 0.03:
        given = _SHORT.get(given, given)
    if chance.random() < 0.15:
        given = f"{given[0]}."
    if someone.middle and chance.random() < 0.4:
        given = f"{given} {someone.middle}."
    form = chance.random()
    name = f"{surname}, {given}" if form < 0.15 else f"{given} {surname}"
    if form > 0.97:
        name = f"Dr {name}"
    return folded(name).title() if chance.random() < 0.1 and not name.isascii() else name


def _house(name: str, chance: random.Random) -> str:
    """A way of writing an organisation's name."""
    form = chance.random()
    if name.startswith("University of ") and form < 0.2:
        return f"{name.removeprefix('University of ')} University"
    if form < 0.05:
        return f"The {name}"
    if form < 0.1:
        return name.replace(" and ", " & ").replace(" Limited", " Ltd").replace("University", "Univ.")
    if form < 0.12:
        return _typo(name, chance)
    return folded(name).title() if form < 0.15 else name


def _typo(text: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(text) - 1)
    return text[:place] + chance.choice(("", text[place] * 2, chance.choice("aeinrst"))) + text[place + 1 :]


Partition = dict[tuple[str, tuple[str, ...]], object]


def measured(truth: Truth, partition: Partition, type_: str | None = None) -> dict[str, float]:
    """Precision and recall over pairs of mentions."""
    ids = [m.id for m in truth.mentions if type_ in (None, m.type)]
    both = Counter((truth.really[i], partition[i]) for i in ids)
    right = sum(n * (n - 1) // 2 for n in both.values())
    told = sum(n * (n - 1) // 2 for n in Counter(partition[i] for i in ids).values())
    real = sum(n * (n - 1) // 2 for n in Counter(truth.really[i] for i in ids).values())
    return {"precision": right / told if told else 1.0, "recall": right / real if real else 1.0, "wrong": told - right}


def ours(truth: Truth) -> tuple[Partition, dict[str, Any]]:
    """Our resolution of them."""
    start, busy = time.perf_counter(), time.process_time()
    resolution = resolve(truth.mentions)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    root = resolution.clusters.root
    partition: Partition = {m.id: root(number) for number, m in enumerate(resolution.mentions)}
    return partition, {"seconds": seconds, "cpu_seconds": busy, "proposals": len(resolution.proposals)}


def splink(truth: Truth, threshold: float = 0.99) -> tuple[Partition, dict[str, Any]]:
    """Splink's, with DuckDB: people and organisations each by a model trained on these mentions."""
    from benchmarks.identity_splink import resolved

    start = time.perf_counter()
    partition = resolved(truth.mentions, threshold)
    return partition, {"seconds": time.perf_counter() - start, "threshold": threshold}


SYSTEMS: dict[str, Callable[[Truth], tuple[Partition, dict[str, Any]]]] = {"ours": ours, "splink": splink}


def run(name: str, count: int, seed: int) -> dict[str, Any]:
    """One system on so many mentions; meant for a process of its own, whose peak memory it reports."""
    truth = made(count, seed)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    partition, told = SYSTEMS[name](truth)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = {
        "system": name,
        "mentions": len(truth.mentions),
        **told,
        "peak_mb": peak // 1024,
        "input_mb": before // 1024,
    }
    for type_ in ("person", "organization"):
        found |= {f"{type_} {key}": value for key, value in measured(truth, partition, type_).items()}
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--mentions", type=int, nargs="+", default=[100_000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--beside", choices=("splink",), help="Run this as well.")
    parser.add_argument("--json", type=Path, help="Write the figures here.")
    asked = parser.parse_args(arguments)
    figures = []
    for count in asked.mentions:
        for name in ("ours", *([asked.beside] if asked.beside else ())):
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                figures.append(pool.apply(run, (name, count, asked.seed)))
            shown = (f"{k} {v:.4f}" if isinstance(v, float) else f"{k} {v}" for k, v in figures[-1].items())
            sys.stdout.write(", ".join(shown) + "\n")
    if asked.json:
        asked.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
