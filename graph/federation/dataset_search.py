"""A dataset search engine, which reads schema.org in pages."""

from __future__ import annotations

from graph.federation.federator import Federator, Item, Rule
from graph.provider.described import Described

_GUIDE = "Google Search Central, structured data for datasets"
SHORTEST, LONGEST = 50, 5000


class DatasetSearch(Federator):
    """Reads each dataset's page that the sitemap names; a page that is gone (410) is dropped."""

    name = "dataset-search"
    title = "Dataset search engine"
    routes = ("/study",)
    rules = (
        Rule("name and description are required.", _GUIDE),
        Rule(f"A description has {SHORTEST} to {LONGEST:,} characters.", _GUIDE),
        Rule("A page that answers 404 or 410 is dropped.", "Google Search Central, HTTP status codes"),
    )

    def item(self, item: Item) -> None:
        study = Described(item.lines, item.base, item.slug, "")
        longest = max((len(text.value) for text in study.descriptions), default=0)
        if not study.titles:
            self.refuse(item.slug, "it has no name")
        elif longest < SHORTEST:
            self.refuse(item.slug, f"its description has {longest} characters, fewer than {SHORTEST}")
        else:
            self.take(item.slug, [item.lines])
