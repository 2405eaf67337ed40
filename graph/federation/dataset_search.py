"""A dataset search engine, which reads schema.org in pages."""

from __future__ import annotations

import json
from typing import Any

from lxml import etree, html
from protego import Protego

from graph.federation.federator import Federator, Held, Rule, Seen, fine
from graph.federation.service import Answer, Failed, Service, followed
from graph.harvest.pace import ROBOTS_LIMIT

_GUIDE = "Google Search Central, structured data for datasets"
SHORTEST, LONGEST = 50, 5000
AGENT = "Googlebot"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Encoding": "gzip, deflate, br"}


class DatasetSearch(Federator):
    """Reads each dataset's page that the sitemap names; a page that is gone (410) is dropped."""

    name = "dataset-search"
    title = "Dataset search engine"
    routes = ("/study",)
    rules = (
        Rule("What robots.txt disallows is not asked for.", "RFC 9309"),
        Rule("Pages are found by the sitemap; lastmod says which have changed.", "sitemaps.org protocol 0.9"),
        Rule("name and description are required.", _GUIDE),
        Rule(f"A description has {SHORTEST} to {LONGEST:,} characters.", _GUIDE),
        Rule("A page that answers 404 or 410 is dropped.", "Google Search Central, HTTP status codes"),
    )

    def first(self, service: Service) -> Seen:
        """What the sitemap names: each page's version is its ``lastmod``, so that none is read."""
        try:
            self.seen.items.update(self._listed(service))
        except Failed as error:
            self.stop(str(error))
        return self.seen

    def harvest(self, service: Service, held: Held | None) -> None:
        listed = self._listed(service)
        for name, version in listed.items():
            self._page(fine(followed(service, f"{service.base}study/{name}", BROWSER)), name, version)
        for name, version in held.items.items() if held else ():
            if name not in listed:
                answer = followed(service, f"{service.base}study/{name}", BROWSER)
                if answer.status not in (404, 410):
                    self._page(fine(answer), name, version)

    def _listed(self, service: Service) -> dict[str, str]:
        """The pages of datasets by their names, with the lastmod of each."""
        robots = followed(service, f"{service.base}robots.txt")
        if robots.status >= 500:
            raise Failed(f"{robots.url} answers {robots.status}, so that nothing may be asked for")
        text = robots.content[:ROBOTS_LIMIT].decode("utf-8", "replace") if robots.status == 200 else ""
        rules, found = Protego.parse(text), dict[str, str]()
        start = next(iter(rules.sitemaps), f"{service.base}sitemap.xml")
        pages = f"{service.base}study/"
        for part, _ in _places(fine(followed(service, start))):
            if not part.startswith(f"{service.base}sitemap/study"):
                continue
            for url, changed in _places(fine(followed(service, part))):
                if not rules.can_fetch(url, AGENT):
                    self.refuse(url.removeprefix(pages), "robots.txt disallows its page")
                else:
                    found[url.removeprefix(pages)] = changed
        return found

    def _page(self, answer: Answer, name: str, version: str) -> None:
        if answer.media_type != "text/html":
            return self.refuse(name, f"its page has the Content-Type {answer.media_type or '(none)'}")
        if "noindex" in answer.headers.get("x-robots-tag", ""):
            return self.refuse(name, "its page is not to be indexed")
        study = _dataset(answer.content)
        if study is None:
            return self.refuse(name, "its page has no schema.org Dataset")
        longest = max((len(text) for text in _texts(study.get("description"))), default=0)
        if not any(_texts(study.get("name"))):
            return self.refuse(name, "it has no name")
        if longest < SHORTEST:
            return self.refuse(name, f"its description has {longest} characters, fewer than {SHORTEST}")
        self.seen.items[name] = version
        return None


def _places(answer: Answer) -> list[tuple[str, str]]:
    """The addresses that a sitemap lists, with when they changed."""
    try:
        root = etree.fromstring(answer.content, etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError as error:
        raise Failed(f"{answer.url} cannot be read as XML: {error}") from error
    return [(each.findtext("{*}loc", "").strip(), each.findtext("{*}lastmod", "").strip()) for each in root]


def _dataset(page: bytes) -> dict[str, Any] | None:
    """The schema.org Dataset that a page is about."""
    for script in html.fromstring(page).iterfind(".//script[@type='application/ld+json']"):
        try:
            told = json.loads(script.text or "")
        except ValueError:
            continue
        types = told.get("@type", ()) if isinstance(told, dict) else ()
        if "Dataset" in ([types] if isinstance(types, str) else types):
            return dict(told)
    return None


def _texts(value: Any) -> list[str]:
    """The words of a value, however JSON-LD has them."""
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    if isinstance(value, dict):
        return _texts(value.get("@value"))
    return [value] if isinstance(value, str) else []
