"""What of a DDI Codebook is read besides the text of its elements: attributes, and elements inside a text."""

from __future__ import annotations

from collections.abc import Iterator

from graph.narrative.words import word_set

_BODY = ("abbr", "affiliation", "URI")
_BY_ELEMENT: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("producer", "fundAg", "distrbtr", "dataCollector"), _BODY),
    "othId": (*_BODY, "role", "type"),
    "AuthEnty": ("affiliation", "abbr"),
    **dict.fromkeys(("distDate", "prodDate", "version"), ("date",)),
    **dict.fromkeys(("timePrd", "collDate"), ("date", "event")),
    **dict.fromkeys(("keyword", "topcClas"), ("vocab",)),
    **dict.fromkeys(("IDNo", "grantNo"), ("agency",)),
    "contact": ("email", "URI"),
    **dict.fromkeys(("holdings", "fileDscr", "restrctn", "conditions", "specPerm", "avlStatus"), ("URI",)),
    "ExtLink": ("URI",),
}
_NESTED = ("restrctn", "conditions", "specPerm")
READ = frozenset(
    (
        "@xml-lang",  # of DDI 1.2, which has no namespaces
        *(f"{element}/@{attribute}" for element, listed in _BY_ELEMENT.items() for attribute in listed),
        *(f"{outer}/{inner}" for outer in _NESTED for inner in _NESTED),
    )
)
"""The attributes that are read (``IDNo/@agency``), and the elements that are read inside others."""
MARKUP = word_set(
    """
    p div span ul ol li dl dt dd h1 h2 h3 h4 h5 h6 table thead tbody tfoot tr th td blockquote section pre
    br hr hi-break i b em strong u s a sub sup small big font tt code center cite q abbr img
    emph hi head list itm label extlink link expi tgroup colspec row entry concept txt
    """
)
"""Elements, in small letters, that are a part of the text around them: HTML's, and those of DDI for phrases."""


def nested_names(names: Iterator[str]) -> frozenset[str]:
    """Of names those of an attribute or of an element inside another one, with all that is read."""
    return READ.union(name for name in names if "@" in name or "/" in name)
