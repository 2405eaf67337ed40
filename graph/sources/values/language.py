"""The language of a text: by its tag, or by its share of the words that every English text has."""

from __future__ import annotations

import re
from functools import lru_cache

from pyoxigraph import Literal

from graph.narrative.words import word_set

_STOP_WORDS = word_set(
    "the of and to in is for that with on are was this which by as be from at or an it their has have"
)
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
# ISO 639-2's codes, both where there are two, of languages that have a code of two letters: tags then have that one
# (RFC 5646, 2.2.1).
_SHORT = dict(
    pair.split(":")
    for pair in word_set(
        """
        afr:af alb:sq sqi:sq amh:am ara:ar arm:hy hye:hy aze:az baq:eu eus:eu bel:be ben:bn bos:bs bre:br bul:bg bur:my
        mya:my cat:ca chi:zh zho:zh cor:kw cos:co cym:cy wel:cy cze:cs ces:cs dan:da deu:de ger:de dut:nl nld:nl ell:el
        gre:el eng:en epo:eo est:et fao:fo fin:fi fra:fr fre:fr fry:fy geo:ka kat:ka gla:gd gle:ga glg:gl glv:gv guj:gu
        hau:ha heb:he hin:hi hrv:hr hun:hu ibo:ig ice:is isl:is ind:id ita:it jpn:ja kan:kn kaz:kk khm:km kin:rw kir:ky
        kor:ko kur:ku lao:lo lat:la lav:lv lim:li lit:lt ltz:lb mac:mk mkd:mk mal:ml mao:mi mri:mi mar:mr may:ms msa:ms
        mlg:mg mlt:mt mon:mn nep:ne nno:nn nob:nb nor:no oci:oc ori:or pan:pa per:fa fas:fa pol:pl por:pt pus:ps que:qu
        roh:rm ron:ro rum:ro rus:ru san:sa sin:si slk:sk slo:sk slv:sl sme:se smo:sm sna:sn som:so spa:es srd:sc srp:sr
        sun:su swa:sw swe:sv tam:ta tat:tt tel:te tgk:tg tha:th tib:bo bod:bo tir:ti ton:to tuk:tk tur:tr uig:ug ukr:uk
        urd:ur uzb:uz vie:vi wol:wo xho:xh yid:yi yor:yo zul:zu
        """
    )
)
_LEAST_WORDS = 20
_LEAST_SHARE = 0.15
_LEAST_DIFFERENT = 4


_SURE_WORDS = word_set("the of and")


@lru_cache(maxsize=4096)
def tag_of(stated: str) -> str | None:
    """A BCP 47 tag of a language, hyphens for its underscores, the short code for ``eng``; ``None`` for what is none.

    No literal can have a tag such as ``en-GB-US``; "English" has the form of one, and is a name.
    """
    tag = stated.strip().replace("_", "-")
    if not _TAG.fullmatch(tag):
        return None
    primary, hyphen, rest = tag.partition("-")
    tag = f"{_SHORT.get(primary.lower(), primary)}{hyphen}{rest}"
    try:
        Literal("", language=tag)
    except ValueError:
        return None
    return tag


def seems_english(text: str) -> bool:
    """Whether a text, however short, has words by which English is told from another language that is at choice."""
    words = [word.strip(".,;:()\"'").lower() for word in text[:50_000].split()]
    common = [word for word in words if word in _STOP_WORDS]
    return len(set(common)) > 1 and len(common) >= _LEAST_SHARE * len(words) and bool(_SURE_WORDS.intersection(common))


def language_of(text: str) -> str | None:
    """``"en"``, or None where the text is too short or has too few English words to say."""
    words = [word.strip(".,;:()\"'").lower() for word in text[:50_000].split()]
    common = [word for word in words if word in _STOP_WORDS]
    enough = len(words) >= _LEAST_WORDS and len(common) >= _LEAST_SHARE * len(words)
    return "en" if enough and len(set(common)) >= _LEAST_DIFFERENT else None
