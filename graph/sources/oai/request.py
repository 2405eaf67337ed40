"""What an OAI-PMH answer was asked for, and the addresses of what comes next (protocol, section 3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from graph.identifiers import parse_url

_LISTS = ("ListRecords", "ListIdentifiers")


@dataclass(frozen=True, slots=True)
class Request:
    """The repository's address and the arguments of a request; those of the address that was fetched go first."""

    base: str | None = None
    arguments: tuple[tuple[str, str], ...] = ()
    fetched: bool = False

    @staticmethod
    def of(url: str | None) -> Request:
        """The request that an address is."""
        if not url or not parse_url(url):
            return Request()
        parts = urlsplit(url)
        arguments = tuple((name.strip(), value.strip()) for name, value in parse_qsl(parts.query))
        return Request(urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")), arguments, True)

    def completed(self, stated: tuple[str | None, tuple[tuple[str, str], ...]]) -> Request:
        """With what the answer says that it was asked for, where the address does not tell."""
        base, arguments = stated
        known = {name for name, _ in self.arguments}
        more = tuple(pair for pair in arguments if pair[0] not in known)
        if not self.fetched and base and parse_url(base):
            return Request(urlunsplit((*urlsplit(base)[:3], "", "")), (*self.arguments, *more))
        if more and "metadataPrefix" not in known:
            return replace(self, arguments=(*self.arguments, *more))
        return self

    def get(self, name: str) -> str | None:
        return next((value for argument, value in self.arguments if argument == name and value), None)

    @property
    def host(self) -> str:
        return (urlsplit(self.base or "").hostname or "").removeprefix("www.")

    @property
    def token(self) -> str | None:
        return self.get("resumptionToken")

    @property
    def prefix_beside_token(self) -> bool:
        return bool(self.token and self.get("metadataPrefix"))

    def resumed(self, token: str) -> tuple[str, str]:
        """The address of the next page with the token alone, and with the prefix beside it."""
        verb = self.get("verb") or "ListRecords"
        alone = self._address(("verb", verb), ("resumptionToken", token))
        prefix = self.get("metadataPrefix")
        if not prefix:
            return alone, alone
        return alone, self._address(("verb", verb), ("metadataPrefix", prefix), ("resumptionToken", token))

    def record(self, identifier: str | None, known: str | None = None) -> str | None:
        """The address of one record; ``known`` is the prefix where the request does not say it."""
        prefix = self.get("metadataPrefix") or known
        if not self.base or not identifier or not prefix:
            return None
        return self._address(("verb", "GetRecord"), ("metadataPrefix", prefix), ("identifier", identifier))

    def since(self, day: str) -> str:
        """The address of a list from a day on, without the token of an earlier one."""
        kept = [pair for pair in self.arguments if pair[0] not in ("from", "resumptionToken")]
        names = {name for name, _ in kept}
        if "verb" not in names:
            kept.insert(0, ("verb", _LISTS[0]))
        if "metadataPrefix" not in names:
            kept.append(("metadataPrefix", "oai_dc"))
        return self._address(*kept, ("from", day))

    def _address(self, *arguments: tuple[str, str]) -> str:
        own = [pair for pair in self.arguments if pair[0] not in _PROTOCOL]
        known = {name for name, _ in arguments}
        return f"{self.base}?{urlencode([*(p for p in own if p[0] not in known), *arguments])}" if self.base else ""


_PROTOCOL = frozenset(("verb", "metadataPrefix", "set", "from", "until", "identifier", "resumptionToken"))
