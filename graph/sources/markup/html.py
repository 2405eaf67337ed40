"""HTML as servers send it → a tree: its encoding found, its addresses made absolute, hostile markup bounded.

libxml2 parses it. What it cannot bound by itself is bounded here: it takes minutes for a tag of 100,000 attributes.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast
from urllib.parse import urljoin, urlsplit

from lxml import etree

from graph import identifiers
from graph.narrative.words import word_set
from graph.sources.base import Document, DocumentError
from graph.sources.formats.decode import checked, decode
from graph.sources.formats.xml_fields import xpath
from graph.sources.formats.xml_tree import Element
from graph.sources.values.language import tag_of

_DECLARED = re.compile(
    rb"<meta\b[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})|^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})",
    re.IGNORECASE,
)
_DECLARED_WITHIN = 4096
# What the names of encodings mean on the web (WHATWG Encoding Standard, 4.2), where Python differs.
_MEANT = {
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252"), "cp1252"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis"), "cp932"),
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **{"iso-8859-9": "cp1254", "euc-kr": "cp949", "tis-620": "cp874"},
}
_ESCAPED = ("iso-2022-jp", "hz-gb-2312")
_UTF_8 = ("utf-8", "utf8", "unicode-1-1-utf-8")
_UTF_16 = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

# A value in quotes holds ">", so that a tag may go on after it.
_HIDDEN_END = re.compile(rb"=\s*(?:\"[^\">]*+>|'[^'>]*+>)")
_START_TAG = re.compile(rb"<[a-zA-Z](?:[^>=]++|=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>\"']*+))*+")
_ATTRIBUTE = re.compile(rb"[^\s/>=]++\s*+(?:=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>]*+))?+")
_LONG_TAG = 16_384
_MOST_ATTRIBUTES = 4_000

_NOT_RELATIVE = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:|www\.|_:|10\.\d{4})", re.IGNORECASE)

# A path from the root of a site needs no more than to be put behind it.
_PLAIN_PATH = re.compile(r"/(?:[\w~-]+(?:\.[\w~-]+)*/)*(?:[\w~-]+(?:\.[\w~-]+)*)?", re.ASCII)
_PLAIN_SITE = re.compile(r"https?://[\w.-]+(?::\d{1,5})?(?=[/?#]|$)", re.ASCII)

_HEADS = ("base", "link", "meta", "script", "title")
_MARKS = {
    **{"itemscope": "itemscope", "itemprop": "itemprop", "rev": "rev"},
    **dict.fromkeys(("typeof", "property", "rel"), "rdfa"),
}
MOST = 10_000
"""Elements with marks of one sort that are read of a page, and properties of its markup: the rest is left out."""
_SILENT = word_set("script style template noscript head svg iframe object select button")
_BLOCKS = word_set("""
    address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hgroup hr html legend main nav ol p pre section summary table tbody tfoot thead ul
""")
_LINES = frozenset(("br", "li", "tr", "option"))
# What is no single space already.
_SPACE = re.compile(r"[ \t\r\n\f\u00a0]{2,}|[\t\r\n\f\u00a0]")
_RUN = re.compile(r"  +")
_BREAKS = re.compile(r"\s*\n\s*\n\s*")


def select(path: str) -> Callable[..., list[Element]]:
    """A compiled XPath that selects elements."""
    compiled = etree.XPath(path)

    def selected(element: Element, **names: str) -> list[Element]:
        return cast("list[Element]", compiled(element, **names))

    return selected


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page. ``url`` is where it was found or says that it stands; ``base`` is what its addresses are
    relative to; ``language`` is a BCP 47 tag; ``cut`` says that it nests too deeply to be read to its end.
    ``heads`` are the elements of the names that metadata stands in: base, link, meta, script, title."""

    root: Element
    url: str | None
    canonical: str | None
    base: str | None
    language: str | None
    cut: bool
    markup: bytes = b""
    heads: Mapping[str, list[Element]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    marked: dict[str, list[Element]] = field(default_factory=dict)

    def having(self, sort: str) -> list[Element]:
        """The first elements with attributes of a sort: ``itemscope``, ``itemprop``, ``rdfa`` or ``rev``.

        One walk finds all of them: an XPath takes as long for each, and more where there are thousands.
        """
        if not self.marked:
            self.marked.update((name, []) for name in _MARKS.values())
            for element in self.root.iter("*"):
                for name in {_MARKS[name] for name in map(str, element.keys()) if name in _MARKS}:
                    if len(found := self.marked[name]) <= MOST:  # one more shows that there are more
                        found.append(element)
        return self.marked[sort][:MOST]

    def has(self, mark: bytes) -> bool:
        """Whether these bytes, in small letters, stand anywhere in the page in any letter case."""
        return mark in self.markup

    def address(self, text: str) -> str:
        """An address made absolute, where that can be done; else as it is written."""
        text = text.strip()
        if not self.base or not text or _NOT_RELATIVE.match(text):
            return text
        if _PLAIN_PATH.fullmatch(text) and (site := _PLAIN_SITE.match(self.base)):
            return site[0] + text
        try:
            return urljoin(self.base, text)
        except ValueError:
            return text

    def place(self, element: Element, attribute: str | None = None) -> str:
        """The XPath of an element or of its attribute."""
        path = self.root.getroottree().getpath(element)
        if ":" in path:
            path = xpath(element)
        return f"{path}/@{attribute}" if attribute else path


class Places(Mapping[str, str]):
    """The XPath of what each JSON Pointer leads to, made when it is asked for."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.elements: dict[str, tuple[Element, str | None]] = {}

    def __getitem__(self, pointer: str) -> str:
        return self.page.place(*self.elements[pointer])

    def get(self, pointer: str, default: Any = None) -> Any:
        found = self.elements.get(pointer)
        return default if found is None else self.page.place(*found)

    def __iter__(self) -> Iterator[str]:
        return iter(self.elements)

    def __len__(self) -> int:
        return len(self.elements)


def parse(document: Document) -> Page:
    """The tree of a page.

    Raises :class:`DocumentError` where its encoding is wrong or is not declared, where it holds control
    characters, or where a tag has more attributes than any has.
    """
    text, notes = _decoded(document)
    content = text.encode()
    _refuse_crowded(content)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(f"the document cannot be read as HTML: {error}") from None
    if root is None:
        raise DocumentError("the document holds no HTML")
    cut = any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log)
    if cut:
        notes = (*notes, "the page nests its tags too deeply: what stands below the 2,048th level was not read")
    where = document.url or ""
    heads: dict[str, list[Element]] = {name: [] for name in _HEADS}
    for element in root.iter(*_HEADS):
        heads[str(element.tag)].append(element)
    based = next((href for found in heads["base"] if (href := found.get("href"))), "")
    linked = next((found.get("href") or "" for found in heads["link"] if _is_canonical(found)), "")
    canonical = identifiers.parse_url(_join(_join(where, based), linked)) if linked.strip() else None
    url = document.url or canonical
    stated = root.get("lang") or root.get("xml:lang") or ""
    base = _join(url or "", based) or url
    language = tag_of(stated) if stated else None
    base = base if base and identifiers.parse_url(base) else url
    return Page(root, url, canonical, base, language, cut, content.lower(), heads, notes)


def _is_canonical(link: Element) -> bool:
    return "canonical" in (link.get("rel") or "").lower().split()


def head(content: bytes) -> str:
    """The beginning of a document as text, whatever its encoding, to tell its kind by."""
    for mark, name in _UTF_16:
        if content.startswith(mark):
            return content[2:8192].decode(name, "replace")
    return content[:8192].removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def declared(content: bytes) -> str | None:
    """The encoding that a page itself declares by a byte order mark, ``<meta>`` or an XML declaration."""
    if content.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    found = _DECLARED.search(content[:_DECLARED_WITHIN])
    return (found[1] or found[2]).decode().lower() if found else None


def codec(name: str) -> str | None:
    """Python's codec for the name of an encoding as the web means it; ``None`` where there is none."""
    name = _MEANT.get(name.strip().lower(), name.strip().lower())
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    return found.name if found._is_text_encoding and found.name != "utf-7" else None


def words(element: Element, without: frozenset[str] = frozenset()) -> str:
    """The words of an element, its paragraphs kept apart; elements of the names in ``without`` are passed over."""
    if not len(element):
        return _SPACE.sub(" ", element.text or "").strip()
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, at in walk:
        name = at.tag if isinstance(at.tag, str) else ""
        silent = name in _SILENT or name in without or at.get("hidden") is not None
        gap = "\n\n" if name in _BLOCKS else "\n" if name in _LINES else " " if name in ("td", "th") else ""
        if event == "start":
            if silent:
                walk.skip_subtree()
            else:
                parts += (gap, _SPACE.sub(" ", at.text or ""))
        elif at is not element:
            parts += ("" if silent or name == "br" else gap, _SPACE.sub(" ", at.tail or ""))
    lines = _RUN.sub(" ", "".join(parts)).split("\n")
    return _BREAKS.sub("\n\n", "\n".join([line.strip(" ") for line in lines])).strip()


def _join(base: str, address: str) -> str:
    address = address.strip()
    if not address or ((site := _PLAIN_SITE.match(address)) and _PLAIN_PATH.fullmatch(address, site.end())):
        return address or base
    try:
        return urljoin(base, address)
    except ValueError:
        return base


def _decoded(document: Document) -> tuple[str, tuple[str, ...]]:
    content = document.content
    name = declared(content)
    try:
        if name == "utf-16":
            return checked(content.decode("utf-16")), ()
        if name in _ESCAPED or not _is_utf_8(content):
            found = codec(name) if name and name not in _UTF_8 else None
            if found and found not in ("utf-8", "utf-16"):
                return checked(content.decode(found)), ()
    except UnicodeDecodeError as error:
        told = f"the page declares that it is {name}, but byte 0x{content[error.start]:02X} cannot stand there in that"
        raise DocumentError(told, f"byte {error.start}") from error
    text = decode(replace(document, path=None))
    if name and name not in _UTF_8 and not text.isascii():
        return text, (f"the page declares that it is {name}, but is UTF-8, and was read as that",)
    return text, ()


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _refuse_crowded(content: bytes) -> None:
    """Refuse a tag with thousands of attributes: what libxml2 does with it grows with their square."""
    if len(content) < _LONG_TAG or not (_has_gap(content) or _HIDDEN_END.search(content)):
        return
    for tag in _START_TAG.finditer(content):
        start, end = tag.span()
        if end - start >= _LONG_TAG:
            for count, _ in enumerate(_ATTRIBUTE.finditer(content, start, end)):
                if count > _MOST_ATTRIBUTES:
                    line = content.count(b"\n", 0, start) + 1
                    raise DocumentError(f"a tag has more than {_MOST_ATTRIBUTES:,} attributes", f"line {line}")


def _has_gap(content: bytes) -> bool:
    """Whether as many bytes as a long tag has may stand in a row without an end of a tag."""
    half = _LONG_TAG // 2
    return any(content.find(b">", at, at + half) < 0 for at in range(0, len(content) - half, half))


def host(url: str | None) -> str:
    """The host of a URL in lower case, or nothing."""
    try:
        return (urlsplit(url).hostname or "").lower() if url else ""
    except ValueError:
        return ""
