"""How values read on a page: dates, periods, durations, languages, addresses, excerpts."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
LANGUAGES = {
    "ar": "Arabic", "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "et": "Estonian", "fi": "Finnish", "fr": "French", "ga": "Irish",
    "gd": "Scottish Gaelic", "hu": "Hungarian", "it": "Italian", "ja": "Japanese", "lt": "Lithuanian",
    "lv": "Latvian", "nb": "Norwegian Bokmål", "nl": "Dutch", "no": "Norwegian", "pl": "Polish",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian",
    "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T.*)?)?)?")
_LICENCE = re.compile(r"https?://creativecommons\.org/(?:licenses|publicdomain)/([a-z-]+)/([0-9.]+)/?(?:[a-z./]*)?")
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


def date(text: str) -> str:
    """ "2019-03-01" as "1 March 2019", as precise as it is; other text as it is."""
    parts = _DATE.fullmatch(text)
    if not parts:
        return text
    year, month, day = parts.groups()
    if month and not 1 <= int(month) <= 12:
        return text
    return " ".join([*([str(int(day))] if day else []), *([MONTHS[int(month) - 1]] if month else []), year])


def instant(text: str) -> str:
    """ "2026-09-01T06:12:00Z" as "1 September 2026, 06:12 UTC"."""
    day, _, time = text.partition("T")
    return f"{date(day)}, {time[:5]} UTC" if time.endswith("Z") else date(text)


def period(text: str) -> str:
    """ "2019-01/2021" as "January 2019 to 2021"; an open end is said."""
    start, slash, end = text.partition("/")
    if not slash:
        return date(text)
    if start == "..":
        return f"until {date(end)}"
    return f"since {date(start)}" if end == ".." else f"{date(start)} to {date(end)}"


def duration(text: str) -> str:
    """ "P3Y6M" as "3 years 6 months"."""
    parts = _DURATION.fullmatch(text)
    if not parts or not any(parts.groups()):
        return text
    units = ("year", "month", "week", "day")
    counts = [(int(n), unit) for n, unit in zip(parts.groups(), units, strict=True) if n]
    return " ".join(f"{n} {unit}{'s' if n != 1 else ''}" for n, unit in counts)


def language(text: str) -> str:
    """A language tag as the language's English name, where it is a common one."""
    return LANGUAGES.get(text.lower().split("-")[0], text)


def address(iri: str) -> str:
    """A web address as people write it: without scheme, ``www.`` and a bare slash at its end."""
    parts = urlsplit(iri)
    if not parts.netloc:
        return iri
    return parts.netloc.removeprefix("www.") + parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")


def licence(iri: str) -> str | None:
    """What a Creative Commons licence is called; ``None`` for any other address."""
    parts = _LICENCE.fullmatch(iri)
    if not parts:
        return None
    kind, version = parts.groups()
    return f"CC0 {version}" if kind == "zero" else f"CC {kind.upper()} {version}"


def number(value: Any) -> str:
    """A count with a thin space between thousands."""
    return f"{int(value):,}".replace(",", "\u202f")


def found(excerpt: str) -> Markup:
    """A search's excerpt with the words that were found marked."""
    marked = re.sub(r"‹([^‹›]*)›", r"<mark>\1</mark>", str(escape(excerpt)))
    return Markup(marked)  # noqa: S704


def paragraphs(text: str) -> list[str]:
    """Prose cut where it has empty lines."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


FILTERS = {
    "date": date, "instant": instant, "period": period, "duration": duration, "language": language,
    "address": address, "number": number, "found": found, "paragraphs": paragraphs,
}  # fmt: skip
