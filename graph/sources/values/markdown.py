"""Markdown → plain text that reads as well: marks of emphasis and headings go, addresses of links stay."""

from __future__ import annotations

import re

from graph.sources.values.plain_text import plain

_MARKS = (
    (re.compile(r"!\[([^\]\n]{0,300})\]\([^)\s]{0,1000}(?: \"[^\"\n]{0,300}\")?\)"), r"\1"),
    (re.compile(r"\[([^\]\n]{1,300})\]\((https?://[^)\s]{1,1000})(?: \"[^\"\n]{0,300}\")?\)"), r"\1 (\2)"),
    (re.compile(r"^ {0,3}#{1,6} +(.*?)(?: +#+)? *$", re.MULTILINE), r"\1"),
    (re.compile(r"^ {0,3}(?:[*_-] ?){3,} *$", re.MULTILINE), ""),
    (re.compile(r"(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,1000}?)(?<=[^\s*])\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w_])_(?=[^\s_])([^_\n]{1,1000}?)(?<=[^\s_])_(?![\w_])"), r"\1"),
    (re.compile(r"`([^`\n]{1,500})`"), r"\1"),
    (re.compile(r"^ {0,3}> ?", re.MULTILINE), ""),
    (re.compile(r"<(https?://[^<>\s]{1,1000})>"), r"\1"),
)


def readable(markdown: str) -> str:
    """Markdown as plain text: marks of emphasis and headings go, addresses of links stay."""
    text = markdown.replace("\r\n", "\n").replace("\r", "\n")
    if any(mark in text for mark in "#*_[`>-"):
        for pattern, instead in _MARKS:
            text = pattern.sub(instead, text)
    return plain(text)
