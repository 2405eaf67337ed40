"""Shapes → a typed report: what must not be published, what should be better, and how to mend it.

SHACL (https://www.w3.org/TR/shacl/) by pySHACL, the reference, and by a quicker engine where the two are proved
equal: see :mod:`graph.validation.engines`. Nothing is fetched, and ``owl:imports`` is not followed.
"""

from graph.report import SEVERITIES, Finding, Report, explain
from graph.validation.engines import ENGINES, validate
from graph.validation.profiles import profiles
from graph.validation.rdf import to_rdf
from graph.validation.shapes import OWN, Shapes, ShapesError, load_shapes, own_shapes, read_shapes

__all__ = [
    "ENGINES",
    "OWN",
    "SEVERITIES",
    "Finding",
    "Report",
    "Shapes",
    "ShapesError",
    "explain",
    "load_shapes",
    "own_shapes",
    "profiles",
    "read_shapes",
    "to_rdf",
    "validate",
]
