"""What a constraint asks for, in plain words, where a shape has no message of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from graph.namespaces import SH
from graph.report import short
from graph.validation.terms import Term

_WORDS: dict[str, str] = {
    "class": "Each value must be described here as a {}.",
    "datatype": "Each value must be written as {}.",
    "nodeKind": "Each value must be of the kind {}.",
    "minCount": "At least {} of these must be given.",
    "maxCount": "At most {} of these may be given.",
    "minExclusive": "Each value must be more than {}.",
    "minInclusive": "Each value must be at least {}.",
    "maxExclusive": "Each value must be less than {}.",
    "maxInclusive": "Each value must be at most {}.",
    "minLength": "Each value must have at least {} characters.",
    "maxLength": "Each value must have at most {} characters.",
    "pattern": "Each value must match the pattern {}.",
    "languageIn": "The language of each value must be one of those listed.",
    "uniqueLang": "There may be only one value in each language.",
    "equals": "The values must be the same as those of {}.",
    "disjoint": "No value may also be a value of {}.",
    "lessThan": "Each value must be less than those of {}.",
    "lessThanOrEquals": "Each value must be at most those of {}.",
    "not": "The value must not be like that: it conforms to a shape that is ruled out.",
    "and": "The value must conform to all of several shapes.",
    "or": "The value must conform to at least one of several shapes.",
    "xone": "The value must conform to exactly one of several shapes.",
    "node": "The value must conform to the shape {}.",
    "property": "The value must conform to a shape of its properties.",
    "qualifiedMinCount": "At least {} of the values must be of the kind that is asked for.",
    "qualifiedMaxCount": "At most {} of the values may be of the kind that is asked for.",
    "closed": "This property is not among those that are allowed here.",
    "hasValue": "The value {} must be among the values.",
    "in": "Each value must be one of those listed.",
}
_OTHER = "The value does not meet a constraint of the shape."
_QUALIFIED = {"qualifiedMinCount": "QualifiedMinCount", "qualifiedMaxCount": "QualifiedMaxCount"}
_PARAMETERS = {f"{SH}{name[0].upper()}{name[1:]}ConstraintComponent": name for name in _WORDS} | {
    f"{SH}{name}ConstraintComponent": parameter for parameter, name in _QUALIFIED.items()
}


def sentence(component: Term | None, shape: Mapping[str, Sequence[Term]]) -> str:
    """What a component (SHACL, 4) asks for, with its parameter as the shape gives it."""
    parameter = _PARAMETERS.get(getattr(component, "value", ""))
    if parameter is None:
        return _OTHER
    values = sorted({_shown(value) for value in shape.get(f"{SH}{parameter}", ())})
    return _WORDS[parameter].format(" or ".join(values) or "one that is stated elsewhere")


def _shown(value: Term) -> str:
    if isinstance(value, ox.NamedNode):
        return short(value.value).removeprefix("sh:")
    return "a shape without a name" if isinstance(value, ox.BlankNode) else value.value
