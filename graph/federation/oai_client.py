"""A client of OAI-PMH that takes Dublin Core, as most do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlencode

from lxml import etree

from graph.federation.federator import Federator, Held, Rule, fine
from graph.federation.service import Answer, Failed, Service, followed

_PROTOCOL = "OAI-PMH 2.0"
DC = "{http://purl.org/dc/elements/1.1/}"
OAI_DC = "{http://www.openarchives.org/OAI/2.0/oai_dc/}"


class OaiClient(Federator):
    """Asks for what changed since its last visit; deleted records are told."""

    name = "oai-pmh"
    title = "OAI-PMH client, Dublin Core"
    routes = ("/oai",)
    rules = (
        Rule("A record is known by its identifier and asked for by datestamp.", f"{_PROTOCOL}, 2.4 and 2.7"),
        Rule("Answers are text/xml; a token alone asks for the rest of a list.", f"{_PROTOCOL}, 3.1.2.1 and 3.5"),
        Rule("metadata is one element that is valid XML, here oai_dc:dc.", f"{_PROTOCOL}, 2.5"),
        Rule("A header with status deleted removes the record.", f"{_PROTOCOL}, 2.5.1"),
        Rule("A record without a title or an identifier is of no use.", "DRIVER Guidelines 2.0, mandatory elements"),
    )

    def harvest(self, service: Service, held: Held | None) -> None:
        if answered(service, {"verb": "Identify"}).findtext("{*}Identify/{*}protocolVersion") != "2.0":
            raise Failed("Identify tells no protocolVersion 2.0")
        self.seen.items.update(held.items if held else {})
        for record in records(service, {"metadataPrefix": "oai_dc"} | ({"from": held.time} if held else {})):
            name, metadata = named(record), record.find("{*}metadata")
            self.seen.items.pop(name, None)
            if metadata is not None:
                self._take(name, metadata)

    def _take(self, name: str, metadata: etree._Element) -> None:
        (inside,) = metadata if len(metadata) == 1 else (metadata,)
        missing = [tag for tag in ("title", "identifier") if not inside.findtext(f"{DC}{tag}")]
        if inside.tag != f"{OAI_DC}dc" or missing:
            return self.refuse(name, f"its Dublin Core has no {' and no '.join(missing) or 'oai_dc:dc'}")
        return self.take(name, [etree.tostring(inside, method="c14n")])


def records(
    service: Service,
    arguments: Mapping[str, str],
    beside: Mapping[str, str] | None = None,
    checked: Callable[[etree._Element], None] = lambda _: None,
) -> Iterator[etree._Element]:
    """The records of a list to its end; ``beside`` stands beside each token, ``checked`` is given each answer.

    Raises :class:`Failed`.
    """
    query = {"verb": "ListRecords", **arguments}
    met = set[str]()
    while query:
        answer = answered(service, query)
        if answer.find("{*}error") is not None:
            return
        checked(answer)
        yield from answer.iter("{*}record")
        token = answer.find("{*}ListRecords/{*}resumptionToken")
        onward = token.text if token is not None else None
        if onward in met:
            raise Failed(f"the list comes back to the resumption token {onward}")
        met.add(onward or "")
        query = {"verb": "ListRecords", **(beside or {}), "resumptionToken": onward} if onward else {}


def answered(service: Service, query: Mapping[str, str]) -> etree._Element:
    """The XML that answers a request; of errors only ``noRecordsMatch`` is one that a list may have.

    Raises :class:`Failed` for any other error, and for what a client of the protocol cannot read.
    """
    answer = fine(followed(service, f"{service.base}oai?{urlencode(query)}"))
    root = _parsed(answer)
    found = root.find("{*}error")
    if found is not None and found.get("code") != "noRecordsMatch":
        raise Failed(f"{answer.url} is answered by {found.get('code')}: {found.text}")
    return root


def named(record: etree._Element) -> str:
    """The identifier of a record, without what is the same for all of the repository."""
    return record.findtext("{*}header/{*}identifier", "").rpartition(":")[2].rpartition("/")[2]


def _parsed(answer: Answer) -> etree._Element:
    if answer.media_type != "text/xml":
        raise Failed(f"{answer.url} has the Content-Type {answer.media_type or '(none)'}, not text/xml")
    try:
        return etree.fromstring(answer.content, etree.XMLParser(resolve_entities=False, huge_tree=True))
    except etree.XMLSyntaxError as error:
        raise Failed(f"{answer.url} cannot be read as XML: {error}") from error
