"""Validating what a stranger hands in: in a process of its own, with a deadline and a memory limit.

The request goes in and the outcome comes out as JSON. Only this process reads the document; where one is to be
fetched, only from public addresses. See :mod:`graph.validation.workers` for how it is kept, and killed.
"""

from __future__ import annotations

import base64
import json
import os
import resource
import select
import sys
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass, field
from pathlib import Path
from typing import Any

from graph.report import Finding
from graph.settings import Settings, load
from graph.store.pool.watching import resident
from graph.validation import workers
from graph.validation.formats import Located, Result
from graph.validation.locating import Span


class Refused(ValueError):
    """What cannot be validated as it is: the message says why, and what would help."""


class Exceeded(Exception):
    """A limit was met; ``limit`` is the setting that sets it."""

    def __init__(self, message: str, limit: str) -> None:
        super().__init__(message)
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Request:
    """A document, or the address of one, and the profile or the shapes that it is held against."""

    content: bytes = field(repr=False)
    name: str
    url: str | None = None
    profile: str = "catalograph"
    shapes: bytes = field(default=b"", repr=False)
    nodes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result, what was put right in the input, and the text of the lines that findings are about."""

    result: Result
    notes: tuple[str, ...]
    excerpts: Mapping[int, str]


def run(request: Request, chosen: Settings) -> Outcome:
    """Do it in another process. Raises :class:`Refused` and :class:`Exceeded`."""
    told = {**asdict(request), "data": str(chosen.data), "engine": chosen.engine, "largest": chosen.max_document}
    told |= {name: base64.b64encode(told[name]).decode() for name in ("content", "shapes")}
    try:
        answer = workers.ask(json.dumps(told).encode(), chosen.validate_deadline, chosen.validate_memory)
    except workers.TooLong:
        message = f"it took longer than {chosen.validate_deadline:g} seconds: validate a part of it"
        raise Exceeded(message, "validate_deadline") from None
    except workers.Ended:
        message = f"it needs more than {chosen.validate_memory} MB of memory: validate a part of it"
        raise Exceeded(message, "validate_memory") from None
    return _outcome(json.loads(answer))


def _outcome(told: Mapping[str, Any]) -> Outcome:
    if "refused" in told:
        raise Refused(told["refused"])
    if "exceeded" in told:
        raise Exceeded(told["exceeded"], told["limit"])
    return from_json(told)


def to_json(outcome: Outcome) -> dict[str, Any]:
    """An outcome as JSON can hold it."""
    result = outcome.result
    return {
        "profile": result.profile,
        "shapes": result.shapes,
        "engine": result.engine,
        "conforms": result.conforms,
        "findings": [
            {**asdict(one.finding), "file": one.file, "span": one.span and astuple(one.span)} for one in result.located
        ],
        "notes": outcome.notes,
        "excerpts": outcome.excerpts,
    }


def from_json(told: Mapping[str, Any]) -> Outcome:
    """The outcome that :func:`to_json` was given."""
    placed = []
    for row in told["findings"]:
        values = {name: value for name, value in row.items() if name not in ("file", "lines", "span")}
        at = row.get("span")  # a report that was kept before there were columns has none
        placed.append(Located(Finding(**values), row["file"], Span(*at) if at else None))
    result = Result(tuple(placed), told["profile"], told["shapes"], told["engine"])
    return Outcome(result, tuple(told["notes"]), {int(n): text for n, text in told["excerpts"].items()})


SHOWN = 300
"""Characters of a line that are shown."""


MANY, GROWN, IDLE = 200, 400, 300
"""Requests, MB of memory and seconds without a request after which the process ends."""


def main() -> None:
    """The process: requests from the standard input, outcomes to the standard output, each after its length."""
    limit = int(sys.argv[1]) * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    for _ in range(MANY):
        if not select.select([requests], [], [], IDLE)[0] or not (length := requests.read(8)):
            return
        try:
            answer = json.dumps(_done(json.loads(requests.read(int.from_bytes(length, "big"))))).encode()
        except MemoryError:
            os._exit(1)
        answers.write(len(answer).to_bytes(8, "big") + answer)
        answers.flush()
        if resident() > GROWN * 2**20:
            return


def _done(told: Mapping[str, Any]) -> dict[str, Any]:
    from graph.validation import OWN, ShapesError, inputs, mydata, own_shapes, read_shapes, registered

    content, shapes = (base64.b64decode(told[name]) for name in ("content", "shapes"))
    try:
        if not content and told["url"]:
            content = _fetched(told["url"], told["largest"])
        given = inputs.read(content, told["name"], told["url"])
        if shapes:
            held = read_shapes({"shapes.ttl": shapes})
        elif told["profile"] == OWN:
            held = own_shapes()
        else:
            known = registered.known(Path(told["data"]))
            if told["profile"] not in known:
                raise Refused(f"there is no profile {told['profile']}; there are: {', '.join(known)}")
            held = known[told["profile"]].shapes()
        result = mydata.check([given], held, "" if shapes else told["profile"], told["engine"])
    except (ShapesError, ValueError, TypeError) as error:
        return {"refused": str(error)}
    if told["nodes"] is not None:
        placed = tuple(one for one in result.located if one.finding.focus_node in set(told["nodes"]))
        result = Result(placed, result.profile, result.shapes, result.engine)
    text = given.lines
    numbers = {number for one in result.located for number in one.lines}
    excerpts = {number: text[number - 1].strip()[:SHOWN] for number in sorted(numbers) if number <= len(text)}
    return to_json(Outcome(result, given.notes, excerpts))


def _fetched(url: str, largest: int) -> bytes:
    from graph.harvest.fetching import Fetcher

    fetcher = Fetcher(load(fetch_deadline=30.0, fetch_timeout=10.0, max_document=largest), None, ())
    try:
        response = fetcher.fetch(url, 1.0, robots=False)
    finally:
        fetcher.close()
    if response.status != 200:
        raise Refused(f"{url}: {response.error}")
    return response.content


if __name__ == "__main__":
    main()
