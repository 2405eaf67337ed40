"""JSON-LD with contexts of its own: a remote one is never fetched, the usual ones are known here.

What they map is known by their terms' names; language maps are written out.
"""

from __future__ import annotations

import json
import re
from typing import Any

from graph.sources.base import DocumentError

_DCT, _DCAT, _FOAF = "http://purl.org/dc/terms/", "http://www.w3.org/ns/dcat#", "http://xmlns.com/foaf/0.1/"
_VCARD, _ADMS, _SKOS = (
    "http://www.w3.org/2006/vcard/ns#",
    "http://www.w3.org/ns/adms#",
    "http://www.w3.org/2004/02/skos/core#",
)
_PROV, _RDFS, _HYDRA = (
    "http://www.w3.org/ns/prov#",
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://www.w3.org/ns/hydra/core#",
)
_PREFIXES = {
    **{"dcat": _DCAT, "dct": _DCT, "dcterms": _DCT, "foaf": _FOAF, "vcard": _VCARD, "adms": _ADMS, "skos": _SKOS},
    **{"prov": _PROV, "rdfs": _RDFS, "hydra": _HYDRA, "org": "http://www.w3.org/ns/org#"},
    **{"xsd": "http://www.w3.org/2001/XMLSchema#", "schema": "https://schema.org/"},
    **{"time": "http://www.w3.org/2006/time#", "locn": "http://www.w3.org/ns/locn#"},
}
_TEXTS = {
    **{
        name: _DCT + name
        for name in ("title", "description", "identifier", "issued", "modified", "language", "license")
    },
    **{
        name: _DCT + name
        for name in ("rights", "accessRights", "abstract", "alternative", "format", "bibliographicCitation")
    },
    **{name: _DCAT + name for name in ("keyword", "mediaType", "byteSize", "version", "accessURL", "downloadURL")},
    **{name: _DCAT + name for name in ("landingPage", "startDate", "endDate", "bbox", "centroid", "compressFormat")},
    **{"name": _FOAF + "name", "fn": _VCARD + "fn", "hasEmail": _VCARD + "hasEmail", "notation": _SKOS + "notation"},
    **{"preferredLabel": _SKOS + "prefLabel", "prefLabel": _SKOS + "prefLabel", "label": _RDFS + "label"},
    **{"releaseDate": _DCT + "issued", "modificationDate": _DCT + "modified", "updateDate": _DCT + "modified"},
    **{"hasURL": _VCARD + "hasURL", "contactPage": _VCARD + "hasURL", "email": _VCARD + "hasEmail"},
    **{
        "licence": _DCT + "license",
        "listingDate": _DCT + "issued",
        "geographicName": "http://www.w3.org/ns/locn#geographicName",
    },
}
_NODES = {
    **{
        name: _DCT + name
        for name in ("publisher", "creator", "contributor", "temporal", "spatial", "accrualPeriodicity")
    },
    **{
        name: _DCT + name
        for name in ("conformsTo", "isReferencedBy", "isPartOf", "hasPart", "relation", "source", "provenance")
    },
    **{
        name: _DCAT + name
        for name in ("dataset", "distribution", "contactPoint", "theme", "record", "catalog", "service")
    },
    **{name: _DCAT + name for name in ("inSeries", "hadRole", "accessService", "themeTaxonomy", "qualifiedRelation")},
    **{"homepage": _FOAF + "homepage", "primaryTopic": _FOAF + "primaryTopic", "page": _FOAF + "page"},
    **{
        "qualifiedAttribution": _PROV + "qualifiedAttribution",
        "wasGeneratedBy": _PROV + "wasGeneratedBy",
        "agent": _PROV + "agent",
    },
    **{
        "geographicalCoverage": _DCT + "spatial",
        "temporalCoverage": _DCT + "temporal",
        "frequency": _DCT + "accrualPeriodicity",
    },
    **{
        "datasetDistribution": _DCAT + "distribution",
        "catalogue": _DCAT + "catalog",
        "otherIdentifier": _ADMS + "identifier",
    },
    **{"beginning": "http://www.w3.org/2006/time#hasBeginning", "end": "http://www.w3.org/2006/time#hasEnd"},
    **{"documentation": _FOAF + "page", "applicationProfile": _DCT + "conformsTo", "datasetSeries": _DCAT + "inSeries"},
}
_TYPES = {
    **{
        name: _DCAT + name
        for name in ("Catalog", "Dataset", "Distribution", "DatasetSeries", "DataService", "CatalogRecord")
    },
    **{
        "Catalogue": _DCAT + "Catalog",
        "CatalogueRecord": _DCAT + "CatalogRecord",
        "Kind": _VCARD + "Kind",
        "Agent": _FOAF + "Agent",
    },
    **{"Organization": _FOAF + "Organization", "Person": _FOAF + "Person", "PeriodOfTime": _DCT + "PeriodOfTime"},
    **{
        "Location": _DCT + "Location",
        "Concept": _SKOS + "Concept",
        "Document": _FOAF + "Document",
        "Activity": _PROV + "Activity",
    },
    **{"Attribution": _PROV + "Attribution", "Identifier": _ADMS + "Identifier"},
}
_DATES = ("issued", "modified", "startDate", "endDate", "releaseDate", "modificationDate", "updateDate", "listingDate")
_DCAT_CONTEXT: dict[str, Any] = {
    **_PREFIXES,
    **_TEXTS,
    **{name: {"@id": _TEXTS[name], "@type": "https://schema.org/DateTime"} for name in _DATES},
    **{name: {"@id": iri, "@type": "@id"} for name, iri in _NODES.items()},
    **_TYPES,
}
# DCAT-US ("Project Open Data") names the same terms, but gives texts where others give nodes.
_DCAT_US = {
    **_DCAT_CONTEXT,
    **{name: iri for name, iri in _NODES.items() if name in ("theme", "temporal", "spatial", "accrualPeriodicity")},
    **{"accessLevel": _DCT + "accessRights", "references": _FOAF + "page", "language": _DCT + "language"},
    **{"conformsTo": _DCT + "conformsTo", "isPartOf": _DCT + "isPartOf", "rights": _DCT + "rights"},
}
_HYDRA_CONTEXT = {
    "hydra": _HYDRA,
    **{
        name: {"@id": _HYDRA + name, "@type": "@id"} for name in ("view", "next", "previous", "first", "last", "member")
    },
    **{name: {"@id": _HYDRA + name, "@type": "@id"} for name in ("nextPage", "previousPage", "firstPage", "lastPage")},
    **{name: _HYDRA + name for name in ("Collection", "PagedCollection", "PartialCollectionView", "totalItems")},
}
_KNOWN: tuple[tuple[str, re.Pattern[str], dict[str, Any]], ...] = (
    ("schema.org", re.compile(r"https?://(?:www\.)?schema\.org(?:/|$)"), {"@vocab": "https://schema.org/"}),
    ("DCAT-US", re.compile(r"https?://(?:project-open-data\.cio\.gov|resources\.data\.gov)/"), _DCAT_US),
    ("Hydra", re.compile(r"https?://www\.w3\.org/ns/hydra/"), _HYDRA_CONTEXT),
    ("DCAT", re.compile(r"https?://(?:www\.)?w3\.org/ns/dcat|.*\bdcat", re.IGNORECASE), _DCAT_CONTEXT),
)
_STRING_CONTEXT = re.compile(rb"\"@(?:context|import)\"\s*:\s*(?:\"|\[)")
_LANGUAGE = re.compile(r"(?:[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*|@none)")
_MAX_DEPTH = 200


def expandable(content: bytes) -> bytes:
    """The same JSON-LD with contexts that the engine can use.

    Raises :class:`DocumentError` where it is not JSON, or names a remote context that is not known here.
    """
    try:
        value = json.loads(content, parse_constant=_no_constant)
    except ValueError as error:
        raise DocumentError(f"the document is not JSON: {error}") from None
    except RecursionError:
        raise DocumentError("the document is nested too deeply to be read") from None
    if not _STRING_CONTEXT.search(content):
        return content
    return json.dumps(_local(value, 0, False), ensure_ascii=False).encode("utf-8", "replace")


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")


def _local(value: Any, depth: int, mapped: bool) -> Any:
    """The value with local contexts; where one of ours is used (``mapped``), with language maps written out."""
    if depth > _MAX_DEPTH:
        raise DocumentError("the document is nested too deeply to be read")
    if isinstance(value, list):
        return [_local(item, depth + 1, mapped) for item in value]
    if not isinstance(value, dict):
        return value
    context = value.get("@context")
    mapped = (
        mapped or isinstance(context, str) or (isinstance(context, list) and any(isinstance(c, str) for c in context))
    )
    return {
        key: _context(item, depth + 1)
        if key == "@context"
        else _tagged(item)
        if mapped and key in _TEXTS and _is_language_map(item)
        else _local(item, depth + 1, mapped)
        for key, item in value.items()
    }


def _context(value: Any, depth: int) -> Any:
    if depth > _MAX_DEPTH:
        raise DocumentError("the document is nested too deeply to be read")
    if isinstance(value, list):
        return [_context(item, depth + 1) for item in value]
    if isinstance(value, dict):
        if "@import" in value:
            raise DocumentError(f"the document imports the context {value['@import']!r}: contexts are not fetched")
        return {
            key: _context(item, depth + 1) if key == "@context" else _scoped(item, depth) for key, item in value.items()
        }
    if not isinstance(value, str):
        return value
    for _, address, context in _KNOWN:
        if address.match(value):
            return context
    names = ", ".join(name for name, _, _ in _KNOWN)
    raise DocumentError(
        f"the document's context {value!r} is elsewhere, and contexts are not fetched: put it into the document"
        f" (known here are those of {names})"
    )


def _scoped(term: Any, depth: int) -> Any:
    """A term's definition; the context that it may bring along is made local too."""
    if not isinstance(term, dict) or "@context" not in term:
        return term
    return {**term, "@context": _context(term["@context"], depth + 1)}


def _is_language_map(value: Any) -> bool:
    return isinstance(value, dict) and bool(value) and all(_LANGUAGE.fullmatch(key) for key in value)


def _tagged(value: dict[str, Any]) -> list[Any]:
    return [
        {"@value": text} if tag == "@none" else {"@value": text, "@language": tag}
        for tag, texts in value.items()
        for text in (texts if isinstance(texts, list) else [texts])
        if isinstance(text, str)
    ]
