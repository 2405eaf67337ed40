"""Deterministic documents of the bulk kinds, each from its number alone."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping

from graph.warc import Capture

_WORDS = (
    *("care", "work", "housing", "rent", "school", "pupils", "transport", "rural", "health", "ageing", "income"),
    *("firms", "energy", "digital", "food", "sleep", "youth", "migration", "language", "market", "poverty"),
    *("family", "tenants", "survey", "panel", "diary", "interview", "cohort", "district", "in", "of", "the", "and"),
)


def _prose(chance: random.Random, words: int) -> str:
    """Sentences of about twelve words, which tell of no project."""
    picked = chance.choices(_WORDS, k=words)
    sentences = [" ".join(picked[at : at + 12]).capitalize() + "." for at in range(0, words, 12)]
    return " ".join(sentences)


def web_page(number: int, *, large: bool = False) -> bytes:
    """A study's page in an archive's catalogue: JSON-LD, microdata, RDFa, Highwire, Dublin Core and OpenGraph.

    About 7 kB, or 119 kB where ``large``: what a site adds in scripts, styles, navigation and text.
    """
    chance = random.Random(f"web-page {number}")
    title = _prose(chance, 8).rstrip(".") + f", study {number}"
    about = _prose(chance, 90)
    url = f"https://archive.example.org/studies/{number}"
    doi = f"10.5072/PAGE-{number}"
    people = [f"Person {chance.randrange(5000)} Example" for _ in range(2)]
    data = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"https://doi.org/{doi}",
        "name": title,
        "description": f"<p>{about}</p>",
        "identifier": [f"https://doi.org/{doi}", {"@type": "PropertyValue", "propertyID": "SN", "value": str(number)}],
        "url": f"/studies/{number}",
        "keywords": chance.sample(_WORDS[:24], 5),
        "temporalCoverage": f"{1990 + number % 30}/{1992 + number % 30}",
        "spatialCoverage": {"@type": "Place", "name": "United Kingdom"},
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "datePublished": f"20{10 + number % 15}-03-0{1 + number % 9}",
        "creator": [{"@type": "Person", "name": name} for name in people],
        "publisher": {"@type": "Organization", "name": "Example Archive", "url": "https://archive.example.org/"},
        "distribution": [{"@type": "DataDownload", "contentUrl": f"/data/{number}.csv", "encodingFormat": "text/csv"}],
    }
    metas = [
        ("citation_title", title),
        *(("citation_author", name) for name in people),
        ("citation_doi", doi),
        ("DC.publisher", "Example Archive"),
        ("DC.subject", "survey"),
        ("viewport", "width=device-width"),
        ("description", about[:150]),
    ]
    head = "".join(f'<meta name="{name}" content="{content}">\n' for name, content in metas)
    head += f'<meta property="og:title" content="{title}"><meta property="og:type" content="website">\n'
    head += f'<link rel="canonical" href="{url}">\n'
    head += f'<script type="application/ld+json">\n{json.dumps(data, indent=1)}\n</script>'
    links = "".join(f'<li class="nav-item"><a href="/topics/{word}">{word}</a></li>\n' for word in _WORDS[:20])
    body = (
        f'<nav><ul class="nav">{links}</ul></nav><main itemscope itemtype="https://schema.org/Dataset">'
        f'<h1 itemprop="name">{title}</h1><div itemprop="description"><p>{about}</p></div>'
        f'<span itemprop="publisher" itemscope itemtype="https://schema.org/Organization">'
        '<span itemprop="name">Example Archive</span></span></main>'
        f'<div vocab="http://schema.org/" typeof="Dataset" resource="{url}"><span property="name">{title}</span>'
        f'<span property="datePublished" content="{data["datePublished"]}"></span></div>'
    )
    if large:
        head += "<style>" + ".box{margin:0 auto;padding:1px}\n" * 1000 + "</style>"
        body += "".join(f"<p>{_prose(chance, 60)}</p>\n" for _ in range(100))
        body += "<script>" + "function f(a,b){return a>b?a:b}\n" * 1300 + "</script>"
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title} | Archive</title>\n'
        f"{head}</head>\n<body>{body}</body></html>\n"
    ).encode()


def ddi(number: int, *, prose: int = 180) -> bytes:
    """A study in DDI Codebook 2.5 as an archive's repository sends it, about 6 kB; its abstract has ``prose`` words."""
    chance = random.Random(f"ddi {number}")
    title = _prose(chance, 8).rstrip(".") + f", study {number}"
    first = 1960 + number % 60
    vocabulary = "https://vocabulary.example.org/thesaurus/"
    keywords = "".join(
        f'<keyword vocab="THESAURUS" vocabURI="{vocabulary}{place}" xml:lang="en">{word.upper()}</keyword>'
        for place, word in enumerate(chance.sample(_WORDS[:28], 12))
    )
    people = "".join(
        f'<AuthEnty xml:lang="en">Example{chance.randrange(5000)}, {chance.choice("ABCDE")}.{chance.choice("HJKLM")}., '
        f"University of Example. Department of {chance.choice(_WORDS[:28]).capitalize()}</AuthEnty>"
        for _ in range(2)
    )
    related = "".join(
        f"<relPubl>Example, A. ({first + place}) &lt;i&gt;{_prose(chance, 10)}&lt;/i&gt; "
        f"doi:10.5072/P-{number}-{place}.</relPubl>"
        for place in range(2)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<codeBook xmlns="ddi:codebook:2_5" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" version="2.5" xml:lang="en">
<docDscr><citation><titlStmt><titl xml:lang="en">Record of study {number}</titl></titlStmt>
<prodStmt><prodDate>2014-04-04 14:42:58.543</prodDate></prodStmt></citation></docDscr>
<stdyDscr><citation><titlStmt><titl xml:lang="en">{title}</titl><altTitl>S{number}</altTitl>
<IDNo agency="EXARCH">{number}</IDNo><IDNo agency="datacite">10.5072/EXARCH-{number}-1</IDNo></titlStmt>
<rspStmt>{people}</rspStmt>
<prodStmt><copyright>Copyright of its makers</copyright><fundAg>Council for Examples</fundAg>
<grantNo>EX/A{number:06d}/1</grantNo></prodStmt>
<distStmt><distrbtr xml:lang="en" abbr="EXA">Example Data Archive</distrbtr><depositr>Example, A.</depositr>
<depDate date="2018-09-06 16:25:04.447">06 September 2018</depDate>
<distDate date="2014-04-04 14:42:58.000">04 April 2014</distDate></distStmt>
<verStmt><version date="2019-07-24 16:12:40.905">1st Edition</version></verStmt>
<holdings URI="https://archive.example.org/studies/{number}" xml:lang="en"/></citation>
<stdyInfo><subject>{keywords}<keyword vocab="YEAR">{first}-{first + 9}</keyword>
<keyword vocab="GEO">Wales</keyword><topcClas xml:lang="en">Housing</topcClas></subject>
<abstract xml:lang="en">&lt;p&gt;Abstract copyright UK Data Service and data collection copyright owner.&lt;/p&gt;
{_prose(chance, prose // 2)}&lt;br&gt; &lt;br&gt;{_prose(chance, prose // 2)}</abstract>
<sumDscr><timePrd date="{first}-01-01 00:00:00.000" event="start">01 January {first}</timePrd>
<timePrd date="{first + 9}-12-31 12:00:00.000" event="end">31 December {first + 9}</timePrd>
<collDate date="{first}-01-01" event="start"/><collDate date="{first + 9}-12-31" event="end"/>
<nation xml:lang="en">Wales</nation><nation xml:lang="en">Scotland</nation><geogUnit>Counties</geogUnit>
<anlyUnit xml:lang="en">Individuals</anlyUnit><universe>{_prose(chance, 18)}</universe>
<dataKind>Numeric</dataKind></sumDscr></stdyInfo>
<method><dataColl><timeMeth xml:lang="en">Cross-sectional study</timeMeth><sampProc>{_prose(chance, 20)}</sampProc>
<deviat>{number} cases</deviat><collMode>Face-to-face interview</collMode><weight>Not applicable</weight>
</dataColl></method>
<dataAccs><setAvail><accsPlac>Example Data Archive</accsPlac><collSize>{number % 90} variables</collSize></setAvail>
<useStmt><specPerm>Safeguarded</specPerm><restrctn xml:lang="en">The depositor has specified that registration is
required and standard conditions of use apply.</restrctn>
<contact>&lt;a href="https://archive.example.org/help"&gt;Get in touch&lt;/a&gt;</contact>
<conditions>See <restrctn/></conditions><disclaimer>{_prose(chance, 40)}</disclaimer></useStmt></dataAccs>
<othrStdyMat>{related}<othRefs>Language Of Dataset: English</othRefs></othrStdyMat></stdyDscr></codeBook>
""".encode()


def oai_pmh(documents: list[bytes], token: str | None = None) -> bytes:
    """An answer to ListRecords with these documents as payloads, and a resumption token where the list goes on."""
    records = b"".join(
        f"<record><header><identifier>oai:archive.example.org:{place}</identifier><datestamp>2026-01-01</datestamp>"
        "</header><metadata>".encode()
        + document[document.index(b"?>") + 2 :]
        + b"</metadata></record>"
        for place, document in enumerate(documents)
    )
    end = f"<resumptionToken>{token}</resumptionToken>" if token else ""
    return (
        b'<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        b'<responseDate>2026-01-01T00:00:00Z</responseDate><request verb="ListRecords" metadataPrefix="oai_ddi25">'
        b"https://archive.example.org/oai</request><ListRecords>" + records + f"{end}</ListRecords></OAI-PMH>".encode()
    )


def gtr(number: int) -> bytes:
    """A project of Gateway to Research as its API gives it, with links and an abstract; about 4 kB."""
    chance = random.Random(f"gtr {number}")
    api = "http://gateway.example.org:80/gtr/api"

    def link(collection: str, place: int, rel: str) -> dict[str, object]:
        href = f"{api}/{collection}/{place:08X}-0000-4000-8000-{number:012X}"
        return {"href": href, "rel": rel, "start": 1433113200000, "end": 1480464000000, "otherAttributes": {}}

    people = [link("persons", place, "PI_PER" if place == 1 else "COI_PER") for place in range(1, 5)]
    project = {
        "links": {"link": [*people, link("organisations", 5, "LEAD_ORG"), link("funds", 6, "FUND")]},
        "id": f"00000000-0000-4000-8000-{number:012X}",
        "href": f"{api}/projects/00000000-0000-4000-8000-{number:012X}",
        "identifiers": {"identifier": [{"value": f"ES/X{number:06}/1", "type": "RCUK"}]},
        "title": _prose(chance, 8).rstrip("."),
        "status": "Closed",
        "grantCategory": "Research Grant",
        "leadFunder": "ESRC",
        "leadOrganisationDepartment": "Sch of Samples",
        "abstractText": _prose(chance, 60),
        "start": None,
        "end": None,
    }
    return json.dumps(project).encode()


def datacite(number: int) -> bytes:
    """A DOI of a data set as DataCite's API gives it, with four creators; about 4 kB."""
    chance = random.Random(f"datacite {number}")
    creators = [
        {
            "name": f"Example, Person {chance.randrange(5000)}",
            "nameType": "Personal",
            "affiliation": [f"University {chance.randrange(50)}"],
            "nameIdentifiers": [{"nameIdentifier": "0000-0002-1825-0097", "nameIdentifierScheme": "ORCID"}],
        }
        for _ in range(4)
    ]
    attributes = {
        "doi": f"10.5072/bulk-{number}",
        "creators": creators,
        "titles": [{"title": _prose(chance, 8).rstrip("."), "lang": "en"}],
        "publisher": {"name": "Example Archive"},
        "publicationYear": 2010 + number % 15,
        "subjects": [{"subject": word} for word in chance.sample(_WORDS[:24], 5)],
        "dates": [{"date": "2020-01/2020-12", "dateType": "Collected"}, {"date": "2021-05-04", "dateType": "Issued"}],
        "language": "en",
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Survey data"},
        "descriptions": [{"description": f"<p>{_prose(chance, 60)}</p>", "descriptionType": "Abstract"}],
        "fundingReferences": [{"funderName": "Council for Samples", "awardNumber": f"ES/X{number:06}/1"}],
        "rightsList": [{"rightsUri": "https://creativecommons.org/licenses/by/4.0/"}],
        "geoLocations": [{"geoLocationPlace": "United Kingdom"}],
        "url": f"https://archive.example.org/studies/{number}",
    }
    return json.dumps({"data": {"id": attributes["doi"], "type": "dois", "attributes": attributes}}).encode()


def crossref(number: int) -> bytes:
    """A journal article as Crossref's API gives it, with four authors; about 4 kB."""
    chance = random.Random(f"crossref {number}")
    authors = [
        {
            "given": f"Person {chance.randrange(5000)}",
            "family": "Example",
            "ORCID": "https://orcid.org/0000-0002-1825-0097",
            "sequence": "additional",
            "affiliation": [{"name": f"University {chance.randrange(50)}"}],
        }
        for _ in range(4)
    ]
    work = {
        "DOI": f"10.5072/article-{number}",
        "type": "journal-article",
        "title": [_prose(chance, 8).rstrip(".")],
        "container-title": ["Journal of Samples"],
        "volume": "12",
        "page": "45-67",
        "author": authors,
        "abstract": f"<jats:p>{_prose(chance, 60)}</jats:p>",
        "published": {"date-parts": [[2010 + number % 15, 4, 9]]},
        "language": "en",
        "publisher": "Sample Press",
        "funder": [{"name": "Council for Samples", "DOI": "10.13039/501100009999", "award": [f"ES/X{number:06}/1"]}],
        "license": [{"URL": "https://creativecommons.org/licenses/by/4.0/", "content-version": "vor"}],
        "reference": [{"key": f"ref{place}", "unstructured": _prose(chance, 12)} for place in range(8)],
    }
    answer = {"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": work}
    return json.dumps(answer).encode()


def ckan(number: int) -> bytes:
    """A package of a CKAN catalogue with four resources and six extras; about 4 kB."""
    chance = random.Random(f"ckan {number}")
    extras = {
        "spatial_text": '["United Kingdom"]',
        "temporal_start": "2020-01-01",
        "temporal_end": "2020-12-31",
        "language": '["en"]',
        "contact_name": "Data Desk",
        "contact_email": "desk@example.org",
    }
    files = [
        {
            "id": str(place),
            "name": f"File {place}",
            "format": "CSV",
            "url": f"https://a.example.org/{number}/{place}.csv",
        }
        for place in range(4)
    ]
    package = {
        "id": f"00000000-0000-4000-8000-{number:012x}",
        "name": f"package-{number}",
        "title": _prose(chance, 8).rstrip("."),
        "notes": f"**Sample.** {_prose(chance, 60)}",
        "author": "Example, Person",
        "maintainer": "Data Desk",
        "license_url": "https://creativecommons.org/licenses/by/4.0/",
        "metadata_created": "2021-05-04T09:30:00.123456",
        "metadata_modified": "2022-01-31T10:00:00",
        "organization": {"id": "o", "name": "council", "title": "Sample Council"},
        "tags": [{"name": word, "display_name": word} for word in chance.sample(_WORDS[:24], 5)],
        "extras": [{"key": key, "value": value} for key, value in extras.items()],
        "resources": files,
    }
    return json.dumps({"help": "x", "success": True, "result": package}).encode()


def dcat(number: int) -> bytes:
    """One dataset in DCAT-AP, as Turtle, with agents, two distributions, period, place, contact: 49 statements."""
    chance = random.Random(f"dcat {number}")
    here = f"https://data.example.org/set/{number}"
    year = 1990 + number % 30
    keywords = ", ".join(f'"{word}"@en' for word in sorted(set(chance.choices(_WORDS[:30], k=4))))
    files = " , ".join(
        f"""[ a dcat:Distribution ; dct:title "File {name}" ; dcat:accessURL <{here}/{name}> ;
        dcat:downloadURL <{here}/{name}.csv> ; dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> ;
        dct:license <https://creativecommons.org/licenses/by/4.0/> ]"""
        for name in ("a", "b")
    )
    return f"""@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix eu: <http://publications.europa.eu/resource/authority/> .
<https://data.example.org/> a dcat:Catalog ; dct:title "Corpus"@en ; dcat:dataset <{here}> .
<{here}> a dcat:Dataset ; dct:title "{_prose(chance, 8).rstrip(".")}, dataset {number}"@en ;
    dct:description "{_prose(chance, 60)}"@en ; dct:identifier "SET-{number}", "https://doi.org/10.5072/SET-{number}" ;
    dcat:keyword {keywords} ; dcat:theme eu:data-theme\\/SOCI ; dct:language eu:language\\/ENG ;
    dct:accessRights eu:access-right\\/PUBLIC ; dct:accrualPeriodicity eu:frequency\\/ANNUAL ;
    dct:issued "{year + 3}-05-0{1 + number % 9}"^^xsd:date ; dct:modified "{year + 4}-01-02"^^xsd:date ;
    dct:publisher <https://data.example.org/org/{number % 40}> ; dcat:landingPage <{here}.html> ;
    dct:creator [ a foaf:Person ; foaf:name "Person {chance.randrange(5000)} Example" ] ;
    dcat:contactPoint [ a vcard:Kind ; vcard:fn "Desk" ; vcard:hasEmail <mailto:desk@data.example.org> ] ;
    dct:temporal [ a dct:PeriodOfTime ; dcat:startDate "{year}-01-01"^^xsd:date ;
        dcat:endDate "{year + 2}-12-31"^^xsd:date ] ;
    dct:spatial [ a dct:Location ; skos:prefLabel "Place {number % 50}"@en ] ;
    dcat:distribution {files} .
<https://data.example.org/org/{number % 40}> a foaf:Organization ; foaf:name "Organisation {number % 40}"@en .
""".encode()


TABLE_MAPPING = b"""key: No
language: en
columns:
  No: {property: identifier, label: Number}
  Title: title
  About: description
  Subjects: {property: keywords, separator: ";"}
  People: {property: creator.name, separator: ";"}
  From: {property: start, format: DD.MM.YYYY}
  To: {property: end, format: DD.MM.YYYY}
  Terms: {property: access, lookup: {O: Open access, R: Requires registration}}
  DOI: doi
  Data: distribution.url
"""


def table(rows: int) -> Iterator[bytes]:
    """The lines of a CSV of so many studies, to be read by :data:`TABLE_MAPPING`."""
    yield b"No,Title,About,Subjects,People,From,To,Terms,DOI,Data\r\n"
    for number in range(rows):
        chance = random.Random(f"table {number}")
        year = 1990 + number % 30
        yield (
            f"R-{number},{_prose(chance, 8).rstrip('.')}, {number},".replace(", ", " ", 1)
            + f'"{_prose(chance, 60)}",{";".join(chance.choices(_WORDS[:30], k=4))},'
            f'"Example, Person {chance.choice("ABCDEF")}",01.01.{year},31.12.{year + 2},{chance.choice("OR")},'
            f"10.5072/ROW-{number},https://data.example.org/row/{number}.csv\r\n"
        ).encode()


def harmony(number: int) -> bytes:
    """A study's page as the rows of a React flight, about 3 kB, with the study in two forms of text."""
    chance = random.Random(f"harmony {number}")
    about = _prose(chance, 120)
    schema = {
        "@type": "Dataset",
        "name": f"{_prose(chance, 8).rstrip('.')}, study {number}",
        "description": "$15",
        "url": [f"https://archive.example.org/studies/{number}"],
        "keywords": [word.upper() for word in chance.sample(_WORDS[:24], 6)],
        "identifier": [f"http://dx.doi.org/10.5072/HARMONY-{number}"],
        "includedInDataCatalog": [{"@type": "DataCatalog", "name": "Example Archive", "url": "https://a.example.org/"}],
        "sponsor": [{"@type": "Organization", "name": "Council for Examples"}],
        "temporalCoverage": f"{1990 + number % 30}-03-01/{1991 + number % 30}-09-30",
    }
    extra = {
        "country_codes": ["GB"],
        "language_codes": ["en"],
        "geographic_coverage": "Wales",
        "data_access": "Registration is required.",
        "slug": f"study-{number}",
        "harmony_id": f"sample/{number}",
    }
    study = json.dumps([["$", "$L2", None, {"study": {"dataset_schema": schema, "extra_data": extra, "distance": 0}}]])
    frame = '["$","$1","c",{"children":["$La",["$","$L2",null,{"children":"$Lc"}]]}]'
    return (
        f'1:"$Sreact.fragment"\n2:I[12,["1","a.js"],"default"]\n0:{{"P":null,"f":[{frame}]}}\n'
        f"15:T{len(about):x},{about}a:{study}\nc:null\n"
    ).encode()


def text(number: int) -> bytes:
    """A project's page as a browser saves it as text, about 2 kB, with people and work packages in its prose."""
    chance = random.Random(f"text {number}")
    name = f"Project {chance.choice(_WORDS[:28]).capitalize()} {number}"
    return (
        f"{name}\n\n{_prose(chance, 60)} The two-year project is led by Dr Ada Example{chance.randrange(5000)} and is "
        f"funded by the Council for Examples (EX/A{number:06d}/1).\n\nThe aims of the project are:\n\n"
        f"  1. To measure {chance.choice(_WORDS[:28])} in twelve towns.\n  2. To compare them over ten years.\n\n"
        f"Work packages\n\nWP1 collects the records of {number % 90 + 10} towns. WP2 compares them.\n\n"
        f"{_prose(chance, 100)}\n"
    ).encode()


def archived(pages: int, *, large: bool = False) -> Iterator[Capture]:
    """A crawl of so many web pages, for ``graph.warc.write``."""
    for number in range(pages):
        url = f"https://archive.example.org/studies/{number}"
        yield Capture(url, "2026-01-01T00:00:00Z", 200, (("Content-Type", "text/html"),), web_page(number, large=large))


def listing(kind: str, numbers: range) -> bytes:
    """A page of an API's or a feed's listing with these documents: of ckan, datacite, crossref or oai-pmh."""
    if kind == "oai-pmh":
        return oai_pmh([ddi(number) for number in numbers])
    each = [json.loads(_BY_KIND[kind](number)) for number in numbers]
    if kind == "ckan":
        found = {"count": len(each), "results": [one["result"] for one in each]}
        return json.dumps({"help": "x", "success": True, "result": found}).encode()
    if kind == "datacite":
        return json.dumps({"data": [one["data"] for one in each], "meta": {"total": len(each)}}).encode()
    found = {"total-results": len(each), "items": [one["message"] for one in each]}
    answer = {"status": "ok", "message-type": "work-list", "message-version": "1.0.0", "message": found}
    return json.dumps(answer).encode()


_BY_KIND: Mapping[str, Callable[[int], bytes]] = {"ckan": ckan, "datacite": datacite, "crossref": crossref}
