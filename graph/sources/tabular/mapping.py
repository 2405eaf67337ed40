"""A table's mapping: YAML that a curator writes, checked so that each error says its line and column."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml

from graph.sources.base import DocumentError
from graph.sources.tabular.properties import PROPERTIES
from graph.sources.values.language import tag_of

MAX_BYTES = 256 * 1024
_MAX_DEPTH = 8
_TOP = (
    *("title", "publisher", "licence", "home", "language", "sheet", "encoding", "delimiter", "header", "skip", "last"),
    *("key", "columns", "constants", "ignore"),
)
_COLUMN = ("property", "separator", "lookup", "format", "decimal", "language", "label", "type", "currency")
_TYPES = ("person", "organization")
_TOKENS = (("YYYY", "%Y"), ("YY", "%y"), ("MMMM", "%B"), ("MMM", "%b"), ("MM", "%m"), ("DD", "%d"))
_TOKENS_TIME = (("hh", "%H"), ("mm", "%M"), ("ss", "%S"))


@dataclass(frozen=True, slots=True)
class Column:
    """What a column means. ``separator`` parts several values, ``lookup`` gives the value that one stands for."""

    property: str
    separator: str | None = None
    lookup: Mapping[str, str] = field(default_factory=dict)
    formats: tuple[str, ...] = ()
    decimal: str | None = None
    language: str | None = None
    label: str | None = None
    type: str | None = None
    currency: str | None = None
    position: str | None = None


@dataclass(frozen=True, slots=True)
class TableMapping:
    """A mapping. ``header`` are the numbers of the rows that name the columns, from 1; ``columns`` are by their names.

    ``title``, ``publisher``, ``licence`` and ``home`` are those of the table as a source of its own.
    """

    columns: Mapping[str, Column]
    constants: Mapping[str, str]
    ignore: Mapping[str, str]
    key: tuple[str, ...] = ()
    header: tuple[int, ...] = (1,)
    skip: frozenset[int] = frozenset()
    last: int | None = None
    title: str | None = None
    publisher: str | None = None
    licence: str | None = None
    home: str | None = None
    language: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None


@lru_cache(maxsize=64)
def parse_mapping(content: bytes) -> TableMapping:
    """The mapping that YAML states.

    Raises :class:`DocumentError`, with line and column, where it is not YAML, has anchors or aliases, names
    something twice, or something that is not known.
    """
    if len(content) > MAX_BYTES:
        raise DocumentError(f"the mapping is larger than {MAX_BYTES // 1024} KB")
    top = dict(_pairs(_composed(content), "the mapping"))
    for name, (mark, _) in top.items():
        _known(name, _TOP, mark, "key of a mapping")
    if "columns" not in top:
        raise DocumentError("the mapping has no columns: say which column is which property")
    listed = list(_pairs(top["columns"][1], "columns"))
    text = {name: _text(top[name][1], name) for name in _TOP if name in top and name not in _STRUCTURED}
    _spoken(text, top)
    return TableMapping(
        columns={name: _column(node, mark) for name, (mark, node) in listed},
        constants={name: _constant(name, mark, node) for name, (mark, node) in _section(top, "constants")},
        ignore=dict(_ignored(top)),
        key=tuple(_list(top, "key")),
        header=tuple(_number(top["header"][1], v, "header") for v in _list(top, "header")) or (1,),
        skip=frozenset(_number(top["skip"][1], v, "skip") for v in _list(top, "skip")),
        last=_number(top["last"][1], text["last"], "last") if "last" in text else None,
        **{name: text[name] for name in text if name != "last"},
    )


_STRUCTURED = ("columns", "constants", "ignore", "key", "header", "skip")


def skeleton(names: list[str]) -> str:
    """A mapping to begin with, for a table whose columns have these names."""
    lines = ["title: ", "publisher: ", "licence: ", "home: ", "columns:"]
    for name in names[:200]:
        guessed = re.sub(r"\W+", "_", name.casefold()).strip("_")
        lines.append(
            f"  {_quoted(name)}: {guessed if guessed in PROPERTIES else '  # a property, or move it to ignore'}"
        )
    return "\n".join(lines)


def _quoted(text: str) -> str:
    if re.fullmatch(r"[A-Za-z][\w ()/-]*", text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _composed(content: bytes) -> yaml.Node:
    try:
        text = content.decode("utf-8-sig")
        depth = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise DocumentError("the mapping has an anchor or an alias: write the value out", _at(event.start_mark))
            if getattr(event, "tag", None):
                raise DocumentError("the mapping has a tag: leave it out", _at(event.start_mark))
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _MAX_DEPTH:
                raise DocumentError("the mapping is nested too deeply", _at(event.start_mark))
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise DocumentError("the mapping is not UTF-8", f"byte {error.start}") from None
    except yaml.MarkedYAMLError as error:
        raise DocumentError(f"the mapping is not YAML: {error.problem}", _at(error.problem_mark)) from None
    except yaml.YAMLError as error:
        raise DocumentError(f"the mapping is not YAML: {error}") from None
    except RecursionError:
        raise DocumentError("the mapping is nested too deeply to be read") from None
    if node is None:
        raise DocumentError("the mapping is empty")
    return node


def _at(mark: Any) -> str | None:
    return f"line {mark.line + 1}, column {mark.column + 1}" if mark else None


def _pairs(node: yaml.Node, what: str) -> Iterator[tuple[str, tuple[yaml.Mark, yaml.Node]]]:
    """The pairs of a YAML mapping, all keys as texts; one that stands twice is an error."""
    if not isinstance(node, yaml.MappingNode):
        raise DocumentError(f"{what} must be a list of names and values", _at(node.start_mark))
    seen: set[str] = set()
    for key, value in node.value:
        name = _text(key, f"a name in {what}")
        if name in seen:
            raise DocumentError(f"{what} names {name!r} twice", _at(key.start_mark))
        seen.add(name)
        yield name, (key.start_mark, value)


def _text(node: yaml.Node, what: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise DocumentError(f"{what} must be a single value", _at(node.start_mark))
    return str(node.value)


def _texts(node: yaml.Node, what: str) -> list[str]:
    if isinstance(node, yaml.SequenceNode):
        return [_text(item, what) for item in node.value]
    return [_text(node, what)] if not isinstance(node, yaml.ScalarNode) or node.value else []


def _list(top: Mapping[str, tuple[yaml.Mark, yaml.Node]], name: str) -> list[str]:
    return _texts(top[name][1], name) if name in top else []


def _section(
    top: Mapping[str, tuple[yaml.Mark, yaml.Node]], name: str
) -> Iterator[tuple[str, tuple[yaml.Mark, yaml.Node]]]:
    if name in top:
        yield from _pairs(top[name][1], name)


def _ignored(top: Mapping[str, tuple[yaml.Mark, yaml.Node]]) -> Iterator[tuple[str, str]]:
    """Columns that are left out on purpose: a list of names, or names with reasons."""
    if "ignore" not in top:
        return
    node = top["ignore"][1]
    if isinstance(node, yaml.MappingNode):
        for name, (_, reason) in _pairs(node, "ignore"):
            yield name, _text(reason, "ignore")
    else:
        yield from ((name, "left out by the mapping") for name in _texts(node, "ignore"))


def _number(node: yaml.Node, text: str, what: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,6}", text):
        raise DocumentError(f"{what} must be the number of a row, from 1: not {text!r}", _at(node.start_mark))
    return int(text)


def _known(name: str, names: tuple[str, ...], mark: yaml.Mark | None, what: str) -> None:
    if name not in names:
        close = difflib.get_close_matches(name, names, 1)
        meant = f"; did you mean {close[0]!r}?" if close else ""
        raise DocumentError(f"{name!r} is no {what}{meant} There are: {', '.join(names)}", _at(mark))


def _spoken(text: Mapping[str, str], options: Mapping[str, tuple[yaml.Mark, yaml.Node]]) -> None:
    """Refuse a language that no text can be tagged with."""
    if (stated := text.get("language")) and tag_of(stated) != stated:
        where = _at(options["language"][1].start_mark)
        raise DocumentError(f"{stated!r} is no language: give its tag, such as en or cy", where)


def _column(node: yaml.Node, mark: yaml.Mark) -> Column:
    if isinstance(node, yaml.ScalarNode):
        if not node.value:
            raise DocumentError("say what property this column is, or list it under ignore", _at(mark))
        _known(node.value, tuple(PROPERTIES), node.start_mark, "property")
        return Column(node.value, position=_at(mark))
    options = dict(_pairs(node, "a column"))
    for name, (where, _) in options.items():
        _known(name, _COLUMN, where, "option of a column")
    if "property" not in options:
        raise DocumentError(
            f"say what property this column is: property: {next(iter(PROPERTIES))}", _at(node.start_mark)
        )
    given = {name: _text(value, name) for name, (_, value) in options.items() if name not in ("lookup", "format")}
    _known(given["property"], tuple(PROPERTIES), options["property"][1].start_mark, "property")
    _spoken(given, options)
    if given.get("type"):
        _known(given["type"], _TYPES, options["type"][1].start_mark, "type of an agent")
    if "separator" in given and not given["separator"]:
        raise DocumentError("the separator is empty", _at(options["separator"][1].start_mark))
    if "decimal" in given and given["decimal"] not in (",", "."):
        raise DocumentError("decimal is a comma or a point", _at(options["decimal"][1].start_mark))
    lookup = {n: _text(v, "lookup") for n, (_, v) in _section(options, "lookup")}
    formats = tuple(_format(text, options["format"][1]) for text in _list(options, "format"))
    return Column(lookup=lookup, formats=formats, position=_at(mark), **given)


def _format(text: str, node: yaml.Node) -> str:
    """``DD.MM.YYYY`` as ``strptime`` wants it; ``excel`` and ``excel-1904`` are days since an epoch."""
    if text in ("excel", "excel-1904") or "%" in text:
        return text
    date, _, time = text.partition("hh")
    for tokens, part in ((_TOKENS, date), (_TOKENS_TIME, f"hh{time}" if time or text.endswith("hh") else "")):
        made = part
        for token, directive in tokens:
            made = made.replace(token, directive)
        date, time = (made, time) if tokens is _TOKENS else (date, made)
    made = date + time
    if "%" not in made:
        raise DocumentError(
            f"{text!r} is no date format: use YYYY, MM, DD, MMM (or %Y, %m, %d), or excel", _at(node.start_mark)
        )
    return made


def _constant(name: str, mark: yaml.Mark, node: yaml.Node) -> str:
    _known(name, tuple(PROPERTIES), mark, "property")
    return _text(node, name)
