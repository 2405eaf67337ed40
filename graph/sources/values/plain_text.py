"""Text with markup in it → plain text: HTML, JATS, and entities that were escaped more than once."""

from __future__ import annotations

import re
from html import unescape

from graph.narrative.words import word_set

_BLOCKS = word_set(
    "p div br li ul ol dl dt dd h1 h2 h3 h4 h5 h6 tr table thead tbody section article blockquote pre hr title sec "
    "list list-item disp-quote abstract"
)
_INLINE = word_set(
    "a abbr acronym b big bold body caption cite code del em ext-link figure font html i img inline-formula "
    "ins italic kbd label link mark math meta monospace named-content nobr o:p overline q roman s samp sc script small "
    "span strike strong style styled-content sub sup tbody td th tt u underline var xref"
)
_TAG = re.compile(r"<(/?)(?:(?:jats|mml|xhtml):)?([A-Za-z][\w:-]{0,30})(?:[\s/][^<>]{0,2000})?>")
_HIDING = re.compile(r"<(script|style|head)\b[^<>]{0,500}>|<!--", re.IGNORECASE)
_HIDDEN_TO = {
    **{name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style", "head")},
    "!--": re.compile("-->"),
}
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,20}|#\d{1,7}|#[xX][\da-fA-F]{1,6});")
# What is no single space already.
_SPACES = re.compile(r"[ \t\u00a0]{2,}|[\t\u00a0]")
_AROUND_BREAK = re.compile(r" \n ?|\n ")
_BREAKS = re.compile(r"\n{3,}")
_TIMES = 3


def plain(text: str) -> str:
    """The words of a text, its paragraphs kept apart by line breaks; what is no known tag stays ("a<b", "<<<")."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    tagged = False
    for _ in range(_TIMES):
        if "<" in text and _TAG.search(text):
            tagged = True
            text = _TAG.sub(_instead, _shown(text))
        if "&" not in text or not _ENTITY.search(text):
            break
        text = unescaped(text, 1)
    if tagged or "  " in text or "\u00a0" in text:
        text = _AROUND_BREAK.sub("\n", _SPACES.sub(" ", text))
    return _BREAKS.sub("\n\n", text).strip()


def _shown(text: str) -> str:
    """A text without its scripts, styles and comments; one without an end hides nothing."""
    parts: list[str] = []
    at, unended = 0, set()
    for found in _HIDING.finditer(text):
        name = (found[1] or "!--").lower()
        if found.start() < at or name in unended:
            continue
        end = _HIDDEN_TO[name].search(text, found.end())
        if end is None:
            unended.add(name)
            continue
        parts.append(text[at : found.start()])
        at = end.end()
    return "".join([*parts, text[at:]]) if parts else text


def unescaped(text: str, times: int = _TIMES) -> str:
    """A text with its entities replaced, also those of entities (``&amp;amp;``)."""
    for _ in range(times):
        if "&" not in text or not _ENTITY.search(text):
            break
        text = _ENTITY.sub(_character, text)
    return text


def _character(found: re.Match[str]) -> str:
    made = unescape(found.group())
    return found.group() if "\0" <= made < " " and made not in "\t\n" else made


def _instead(found: re.Match[str]) -> str:
    name = found.group(2).lower()
    if name in _BLOCKS:
        return "\n\n" if name != "br" and name != "tr" and name != "li" else "\n"
    return "" if name in _INLINE else found.group()
