"""The labelled pairs of ``pairs.txt`` as mentions in two documents."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph import identifiers
from graph.identity.mentions import Mention
from graph.identity.resolve import Resolution, resolve
from graph.records import Identifier


@dataclass(frozen=True)
class Labelled:
    same: bool
    outcome: str
    type: str
    one: str
    other: str

    def __str__(self) -> str:
        return f"{self.type}: {self.one} | {self.other}"


def labelled() -> list[Labelled]:
    lines = Path(__file__).with_name("pairs.txt").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")] for line in lines if line and not line.startswith("#")]
    return [Labelled(truth == "same", *rest) for truth, *rest in rows]


def orcid(number: int) -> str:
    """A number as an ORCID iD with its check digit; as an ISNI without its hyphens."""
    digits = f"{number:015d}"
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    whole = digits + ("X" if check == 10 else str(check))
    return "-".join(whole[place : place + 4] for place in range(0, 16, 4))


def ror(number: int) -> str:
    """A number as a ROR id with its check digits."""
    return f"0{'0' * 4}{number:02d}{(98 - number * 3200 // 32 % 97) % 97:02d}" if number > 31 else _ror(number)


def _ror(number: int) -> str:
    alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
    return f"000000{alphabet[number]}{98 - (number * 100) % 97:02d}"


def key(type_: str, text: str) -> str:
    scheme, _, value = text.partition(":")
    if scheme in ("orcid", "isni", "ror"):
        made = ror(int(value)) if scheme == "ror" else orcid(int(value))
        value = made.replace("-", "") if scheme == "isni" else made
    found = identifiers.identity_key(Identifier(scheme, value))
    assert found is not None, text
    return f"{type_}:{found}"


def mentions(type_: str, told: str, document: str) -> list[Mention]:
    """A mention by its line in the file, with the mentions of what it belongs to."""
    name, *parts = [part.strip() for part in told.split(";")]
    said: dict[str, list[str]] = {}
    for part in parts:
        field, _, value = part.partition("=")
        said.setdefault(field, []).extend(value.split(",") if field == "with" else [value])
    above = [
        Mention("organization", f"organization@{document}#{at}", names=(at,), document=document)
        for at in said.get("at", ())
    ]
    keys = tuple(key(type_, text) for text in said.get("id", ()))
    made = Mention(
        type_,
        f"{type_}@{document}#{identifiers.normal_name(name)}",
        tuple(k for k in keys if ":email:" not in k),
        tuple(k for k in keys if ":email:" in k),
        tuple(filter(None, (name, *said.get("also", ())))),
        document,
        above=tuple(mention.own for mention in above),
        beside=tuple(said.get("with", ())),
        works=tuple(said.get("work", ())),
        description=identifiers.normal_name(said["says"][0]) if "says" in said else "",
        roles=tuple(said.get("role", ())),
        hosts=tuple(said.get("site", ())),
        year=said.get("year", [""])[0],
    )
    return [made, *above]


def resolved(pair: Labelled) -> tuple[str, Resolution]:
    """What is done with a pair: merged, proposed or apart."""
    ones, others = mentions(pair.type, pair.one, "a/1"), mentions(pair.type, pair.other, "b/2")
    resolution = resolve([*ones, *others])
    numbers = [resolution.mentions.index(found[0]) for found in (ones, others)]
    roots = {resolution.clusters.root(number) for number in numbers}
    if len(roots) == 1:
        return "merged", resolution
    proposed = any({p.one, p.other} == roots for p in resolution.proposals)
    return ("proposed" if proposed else "apart"), resolution
