"""A request of OAI-PMH 2.0 (sections 3.1.1 and 4): its verb and arguments, checked, or the error that it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from graph.provider.formats import FORMATS
from graph.provider.tokens import Token

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PREFIX = re.compile(r"[A-Za-z0-9\-_.!~*'()]+")
_SET = re.compile(rf"{_PREFIX.pattern}(:{_PREFIX.pattern})*")
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class OaiError(Exception):
    """An error of the protocol (3.6); ``code`` is its name there."""

    def __init__(self, code: str, told: str) -> None:
        super().__init__(told)
        self.code = code


@dataclass(frozen=True, slots=True)
class Verb:
    """The arguments that a verb needs and those that it takes."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    resumes: bool = False


_LIST = Verb(frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), resumes=True)
VERBS = {
    "Identify": Verb(),
    "ListMetadataFormats": Verb(optional=frozenset({"identifier"})),
    "ListSets": Verb(resumes=True),
    "GetRecord": Verb(frozenset({"identifier", "metadataPrefix"})),
    "ListIdentifiers": _LIST,
    "ListRecords": _LIST,
}


@dataclass(frozen=True, slots=True)
class Request:
    """A valid request. ``token`` is that of the list which it goes on with."""

    verb: str
    arguments: Mapping[str, str]
    token: Token | None = None

    @classmethod
    def of(cls, given: Sequence[tuple[str, str]]) -> Request:
        """The request of these arguments as they came; raises :class:`OaiError` (badVerb, badArgument and others)."""
        verbs = [value for name, value in given if name == "verb"]
        if len(verbs) != 1 or verbs[0] not in VERBS:
            what = "several verbs" if len(verbs) > 1 else f"{verbs[0]!r}, which is none" if verbs else "no verb"
            raise OaiError("badVerb", f"The request has {what}. The verbs are: {', '.join(VERBS)}.")
        verb = VERBS[verbs[0]]
        arguments = {name: value for name, value in given if name != "verb"}
        repeated = [name for name, count in Counter(name for name, _ in given).items() if count > 1]
        if repeated:
            raise OaiError("badArgument", f"{repeated[0]} is given more than once.")
        if verb.resumes and "resumptionToken" in arguments:
            return cls(verbs[0], arguments, _token(verbs[0], arguments))
        known = verb.required | verb.optional
        for name in arguments.keys() - known:
            allowed = ", ".join(sorted(known)) or "none"
            raise OaiError("badArgument", f"{verbs[0]} does not take {name}; its arguments are: {allowed}.")
        for name in sorted(verb.required - arguments.keys()):
            raise OaiError("badArgument", f"{verbs[0]} needs {name}.")
        _check_dates(arguments.get("from"), arguments.get("until"))
        for name, pattern in (("metadataPrefix", _PREFIX), ("set", _SET)):
            if name in arguments and not pattern.fullmatch(arguments[name]):
                raise OaiError("badArgument", f"{name} has characters that none has, or is empty.")
        prefix = arguments.get("metadataPrefix")
        if prefix is not None and prefix not in FORMATS:
            told = f"{prefix!r} is no format of this repository; there are: {', '.join(FORMATS)}."
            raise OaiError("cannotDisseminateFormat", told)
        return cls(verbs[0], arguments)


def _token(verb: str, arguments: Mapping[str, str]) -> Token:
    """The token, beside which only a metadataPrefix that says the same may stand: some harvesters repeat it."""
    token = Token.parse(arguments["resumptionToken"])
    beside = arguments.keys() - {"resumptionToken"}
    if beside - {"metadataPrefix"} or (beside and token and arguments["metadataPrefix"] != token.prefix):
        raise OaiError("badArgument", "resumptionToken stands alone: it holds all that the list was asked with.")
    if token is None or token.verb != verb or token.prefix not in FORMATS:
        raise OaiError("badResumptionToken", f"This is no token that {verb} gave. Start the list again.")
    return token


def _check_dates(since: str | None, until: str | None) -> None:
    given = {name: value for name, value in (("from", since), ("until", until)) if value is not None}
    for name, value in given.items():
        if not _is_date(value):
            raise OaiError("badArgument", f"{name} is a day (2026-03-01) or an instant (2026-03-01T09:30:00Z) in UTC.")
    if since and until:
        if len(since) != len(until):
            raise OaiError("badArgument", "from and until must both be days or both be instants.")
        if since > until:
            raise OaiError("badArgument", "from is later than until.")


def _is_date(value: str) -> bool:
    try:
        if _DAY.fullmatch(value):
            return bool(date.fromisoformat(value))
        return bool(_SECOND.fullmatch(value) and datetime.fromisoformat(value))
    except ValueError:
        return False
