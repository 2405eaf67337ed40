"""The metadata formats that are disseminated: one row for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pyoxigraph import RdfFormat, parse

from graph import serialization
from graph.namespaces import RDF
from graph.provider import codebook, dublin_core, kernel
from graph.provider.described import Described

_RDF_XML = next(format for format in serialization.FORMATS if format.rdf is RdfFormat.RDF_XML)


@dataclass(frozen=True, slots=True)
class MetadataFormat:
    """A format (OAI-PMH 2.0, 3.4). ``write`` makes one element of a dataset's content.

    It is given canonical N-Triples, the base, the slug, and since when the dataset is listed.
    """

    prefix: str
    schema: str
    namespace: str
    write: Callable[[bytes, str, str, str], str]


def _by(write: Callable[[Described], str]) -> Callable[[bytes, str, str, str], str]:
    return lambda lines, base, slug, since: write(Described(lines, base, slug, since))


def _dcat(lines: bytes, base: str, slug: str, since: str) -> str:  # noqa: ARG001
    triples = [quad.triple for quad in parse(lines, format=RdfFormat.N_TRIPLES)]
    written = serialization.write(triples, _RDF_XML).decode()
    return written.partition("?>")[2].strip() if written.startswith("<?xml") else written


FORMATS = {
    each.prefix: each
    for each in (
        MetadataFormat("oai_dc", dublin_core.SCHEMA, dublin_core.NAMESPACE, _by(dublin_core.write)),
        MetadataFormat("oai_ddi25", codebook.SCHEMA, codebook.NAMESPACE, _by(codebook.write)),
        MetadataFormat("oai_datacite", kernel.SCHEMA, kernel.NAMESPACE, _by(kernel.write)),
        MetadataFormat("dcat_ap", "http://www.openarchives.org/OAI/2.0/rdf.xsd", str(RDF), _dcat),
    )
}
