"""Every namespace once.

schema.org is ``https://schema.org/`` here; documents that say ``http://schema.org/`` are accepted and
rewritten by :func:`canonical_schema_org`.
"""

from functools import lru_cache

from pyoxigraph import NamedNode


class Namespace(str):
    """An IRI prefix: ``SCHEMA.name`` is the node of the term ``name``. Each node is made once."""

    def __getattr__(self, term: str) -> NamedNode:
        if term.startswith("__"):
            raise AttributeError(term)
        node = NamedNode(f"{self}{term}")
        self.__dict__[term] = node  # found there before this is asked again
        return node

    @lru_cache(maxsize=4096)  # noqa: B019 – there are a few dozen namespaces, for good
    def term(self, name: str) -> NamedNode:
        """The node of a term whose name is also a method of ``str`` (``title``, ``format`` …), or comes from data."""
        return NamedNode(f"{self}{name}")


SCHEMA = Namespace("https://schema.org/")
SCHEMA_LEGACY = "http://schema.org/"
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
PROV = Namespace("http://www.w3.org/ns/prov#")
ORG = Namespace("http://www.w3.org/ns/org#")
OA = Namespace("http://www.w3.org/ns/oa#")
ADMS = Namespace("http://www.w3.org/ns/adms#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
SH = Namespace("http://www.w3.org/ns/shacl#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
DQV = Namespace("http://www.w3.org/ns/dqv#")
HYDRA = Namespace("http://www.w3.org/ns/hydra/core#")
VOID = Namespace("http://rdfs.org/ns/void#")
CG = Namespace("https://w3id.org/catalograph/ontology#")
ROLE = Namespace("https://w3id.org/catalograph/role/")
ACCESS = Namespace("https://w3id.org/catalograph/access/")
STATUS = Namespace("https://w3id.org/catalograph/status/")
KIND = Namespace("https://w3id.org/catalograph/kind/")


def canonical_schema_org(iri: str) -> str:
    """The same IRI with schema.org's terms under ``https://``."""
    if iri.startswith(SCHEMA_LEGACY):
        return f"{SCHEMA}{iri[len(SCHEMA_LEGACY) :]}"
    return iri
