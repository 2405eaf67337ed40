"""One spelling for the many of one name: letters without diacritics, other scripts in Latin letters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h",
        "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-",
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i",
        "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
        "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
        "я": "ya", "є": "ie", "і": "i", "ї": "i", "ґ": "g", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "d", "џ": "dz",
        "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
        "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f",
        "χ": "ch", "ψ": "ps", "ω": "o",
    }
)  # fmt: skip
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_SPACE = re.compile(r"\s+")


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """In lower case, without diacritics (NFKD), in Latin letters where the script is Cyrillic or Greek."""
    if text.isascii():
        return text.lower()
    lower = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    plain = unicodedata.normalize("NFKD", lower.translate(_LETTERS))
    base = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _SPACE.sub(" ", base.translate(_LETTERS)).strip()


def written_out(text: str) -> str | None:
    """The spelling of ä, ö, ü, ø and å by two letters each (Jörg, Joerg); ``None`` where there is none of them."""
    if text.isascii():
        return None
    lower = unicodedata.normalize("NFC", text.casefold())
    other = lower.translate(_TWO_LETTERS)
    return folded(other) if other != lower else None
