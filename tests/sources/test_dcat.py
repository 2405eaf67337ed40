"""DCAT feeds: cutting, keys, paging, what each vocabulary says, and what real servers get wrong."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, Store, parse, serialize

from graph.records import Association, Evidence, Organization, Person, Reading, Study, Value
from graph.sources import dcat, follow, parts, read, recognise
from graph.sources.base import Document, DocumentError, Link, Part
from graph.sources.rdf import syntax
from tests.conftest import shared
from tests.sources.hostile import written

FEED = "https://data.example.org/catalog.ttl?page=2"
HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in syntax.PREFIXES.items())
FIXTURE = Path(__file__).parent / "dcat" / "input.ttl"


def document(content: str | bytes, url: str | None = FEED) -> Document:
    made = content.encode() if isinstance(content, str) else content
    return Document(made, "feed", "2026-01-01T00:00:00Z", url)


def turtle(text: str, url: str | None = FEED) -> Document:
    return document(HEAD + text, url)


def cut(given: Document) -> list[Part]:
    return list(parts(given, "dcat"))


def reading(part: Part) -> Reading:
    assert part.error is None, part.error
    return read(Document(part.content, f"feed#{part.key}", "2026-01-01T00:00:00Z", part.url), "dcat")


def one(text: str | Document) -> Reading:
    (part,) = cut(turtle(text) if isinstance(text, str) else text)
    return reading(part)


def study(text: str | Document) -> Study:
    (found,) = one(text).records
    assert isinstance(found, Study)
    return found


def said(values: tuple[Value[str], ...]) -> list[str]:
    return [value.value for value in values]


DATASET = "<https://data.example.org/set/1> a dcat:Dataset ; dct:title 'Tides'@en"


# Syntaxes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [RdfFormat.RDF_XML, RdfFormat.JSON_LD, RdfFormat.TURTLE, RdfFormat.TRIG], ids=str)
def test_every_syntax_gives_the_same_part(form: RdfFormat) -> None:
    content = serialize(parse(FIXTURE.read_bytes(), format=RdfFormat.TURTLE, base_iri=FEED), format=form)
    assert content
    given = document(content)
    assert recognise(given).kind == "dcat"
    assert cut(given) == cut(document(FIXTURE.read_bytes()))


def test_lines_in_any_order_and_named_graphs_give_the_same_part() -> None:
    quads = list(parse(FIXTURE.read_bytes(), format=RdfFormat.TURTLE, base_iri=FEED))
    lines = [f"{quad.triple} .\n" for quad in quads]
    random.Random(1).shuffle(lines)
    graphs = [line[:-3] + "<https://data.example.org/graph> .\n" for line in lines]
    for text in ("".join(lines), "".join(graphs), "# a dump\n\n" + "".join(lines)):
        given = document(text)
        assert syntax.syntax(given.content) == RdfFormat.N_QUADS
        assert cut(given) == cut(document(FIXTURE.read_bytes()))


def test_a_part_is_canonical_n_triples_that_reads_the_same_everywhere() -> None:
    (part,) = cut(document(FIXTURE.read_bytes()))
    lines = [line for line in part.content.split(b"\n") if not line.startswith(b"#")]
    assert lines == sorted(lines, key=lambda line: (line == b"", line))
    assert syntax.canonical_lines(part.content) is not None
    whole = reading(part)
    plain = Document(b"\n".join(lines), "x", "2026-01-01T00:00:00Z", part.url)
    assert read(plain, "dcat").records == whole.records
    assert whole.key == part.key


def test_other_encodings_are_read() -> None:
    xml = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" '
        'xmlns:dct="http://purl.org/dc/terms/"><dcat:Dataset rdf:about="https://x.example/1">'
        "<dct:title>Łódź à vélo</dct:title></dcat:Dataset></rdf:RDF>"
    )
    for name, text in (("utf-8", xml), ("utf-16", xml), ("iso-8859-1", xml.replace("Łódź", "Ete"))):
        made = f'<?xml version="1.0" encoding="{name}"?>{text}'.encode(name)
        title = study(document(made)).title
        assert title
        assert title.value.endswith("à vélo")
    with pytest.raises(DocumentError, match="not UTF-8"):
        cut(document((HEAD + DATASET + ", 'é'.").encode("latin-1")))


JSON_LD: dict[str, Any] = {
    "@type": "dcat:Dataset",
    "@id": "https://x.example/1",
    "title": {"en": "Tides", "de": "Gezeiten"},
    "keyword": ["sea"],
    "issued": "2020-01-02",
    "publisher": {"@type": "foaf:Organization", "name": "Board"},
}


@pytest.mark.parametrize(
    "context",
    [
        "https://www.w3.org/ns/dcat.jsonld",
        "https://semiceu.github.io/DCAT-AP/releases/3.0.0/context/dcat-ap.jsonld",
        "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
        ["https://www.w3.org/ns/hydra/context.jsonld", "https://example.org/DCAT.jsonld", {"x": "https://x.example/"}],
    ],
)
def test_the_usual_remote_contexts_are_known(context: Any) -> None:
    found = study(document(json.dumps({**JSON_LD, "@context": context})))
    assert found.title
    assert (found.title.value, said(found.parallel_titles)) == ("Tides", ["Gezeiten"])
    assert found.issued
    assert found.issued.value == "2020-01-02"
    assert said(found.keywords) == ["sea"]
    assert found.publishers[0].value.name.value == "Board"


def test_schema_org_datasets_are_read() -> None:
    found = study(
        document(
            json.dumps(
                {
                    "@context": "https://schema.org/",
                    "@type": "Dataset",
                    "@id": "https://x.example/1",
                    "name": "Tides",
                    "keywords": "sea",
                    "license": "https://creativecommons.org/licenses/by/4.0/",
                    "creator": {"@type": "Person", "givenName": "Josiah", "familyName": "Carberry"},
                    "distribution": {
                        "@type": "DataDownload",
                        "contentUrl": "https://x.example/1.csv",
                        "encodingFormat": "text/csv",
                    },
                    "temporalCoverage": "2001/2004",
                    "includedInDataCatalog": {"@type": "DataCatalog", "name": "Shelf"},
                }
            )
        )
    )
    assert found.title
    assert found.license
    assert found.period
    assert (found.period.value.start, found.period.value.end) == ("2001", "2004")
    assert isinstance(found.creators[0].value, Person)
    assert found.creators[0].value.name.value == "Josiah Carberry"
    assert found.catalogues[0].value.name.value == "Shelf"
    assert found.distributions[0].value.media_type


@pytest.mark.parametrize(
    "context",
    ["https://elsewhere.example/c.jsonld", {"@import": "https://elsewhere.example/c"}, ["http://127.0.0.1/c"]],
)
def test_an_unknown_remote_context_is_named_and_not_fetched(context: Any) -> None:
    with pytest.raises(DocumentError, match=r"contexts are not fetched"):
        cut(document(json.dumps({**JSON_LD, "@context": context})))
    scoped = {"@context": {"x": {"@id": "https://x.example/", "@context": context}}}
    with pytest.raises(DocumentError, match=r"contexts are not fetched"):
        cut(document(json.dumps(scoped)))


# Keys and parts ----------------------------------------------------------------------------------------


def test_a_dataset_without_an_iri_is_known_by_its_identifier_at_its_catalogue() -> None:
    text = (
        "<https://c.example/> a dcat:Catalog ; dct:title 'C' ; dcat:dataset [ a dcat:Dataset ; "
        "dct:title 'T' ; dct:identifier 'ABC' ] ."
    )
    (first,) = cut(turtle(text))
    (other_page,) = cut(turtle(text, "https://data.example.org/catalog.ttl?page=7"))
    (lower,) = cut(turtle(text.replace("ABC", "abc")))
    (elsewhere,) = cut(turtle(text.replace("c.example", "d.example")))
    assert first.key == other_page.key == lower.key != elsewhere.key
    (bare,) = cut(turtle("[ a dcat:Dataset ; dct:title 'T' ; dct:identifier 'ABC' ] ."))
    (paged,) = cut(
        turtle("[ a dcat:Dataset ; dct:title 'T' ; dct:identifier 'ABC' ] .", FEED.replace("page=2", "page=3"))
    )
    assert bare.key == paged.key != first.key
    (doi,) = cut(turtle("[ a dcat:Dataset ; dct:title 'T' ; dct:identifier 'https://doi.org/10.5072/X' ] ."))
    assert doi.key
    assert doi.key.startswith("doi-org-10-5072-x-")


def test_a_dataset_with_neither_is_known_by_its_content() -> None:
    one_, other = (
        cut(turtle(f"[ a dcat:Dataset ; dct:title '{t}' ; dct:creator [ foaf:name 'N' ] ] ."))[0] for t in "AB"
    )
    (again,) = cut(turtle("_:x dct:creator _:y ; dct:title 'A' ; a dcat:Dataset . _:y foaf:name 'N' ."))
    assert one_.key == again.key != other.key
    assert one_.content == again.content
    assert one_.key
    assert one_.key.startswith("unnamed-")


def test_letter_case_of_an_iri_makes_no_second_dataset() -> None:
    upper, lower = (one(f"<https://x.example/{name}> a dcat:Dataset ; dct:title 'T' .") for name in ("ABC-1", "abc-1"))
    assert upper.key == lower.key
    both = (
        "<https://x.example/ABC-1> a dcat:Dataset ; dct:title 'T' ; dcat:keyword 'a' . "
        "<https://x.example/abc-1> a dcat:Dataset ; dct:title 'T' ; dcat:keyword 'b' ."
    )
    made = one(both)
    (found,) = made.records
    assert isinstance(found, Study)
    assert sorted(said(found.keywords)) == ["a", "b"]
    assert any("was read as one with it" in note for note in made.notes)


def test_iris_that_differ_in_case_but_say_otherwise_stay_two() -> None:
    text = (
        "<https://x.example/aB> a dcat:Dataset ; dct:title 'One' . <https://x.example/Ab> a "
        "dcat:Dataset ; dct:title 'Two' ."
    )
    found = cut(turtle(text))
    assert len({part.key for part in found}) == 2
    assert sorted(reading(part).records[0].title.value for part in found) == ["One", "Two"]  # type: ignore[union-attr]


def test_a_dataset_described_twice_in_a_document_is_one() -> None:
    xml = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" '
        'xmlns:dct="http://purl.org/dc/terms/"><dcat:Dataset rdf:about="https://x.example/1"><dct:title>T</dct:title>'
        '</dcat:Dataset><rdf:Description rdf:about="https://x.example/1"><dcat:keyword>k</dcat:keyword>'
        "</rdf:Description></rdf:RDF>"
    )
    assert said(study(document(xml)).keywords) == ["k"]


def test_parts_hold_no_more_of_other_datasets_and_catalogues_than_their_names() -> None:
    text = """<https://c.example/> a dcat:Catalog ; dct:title 'C' ; dct:description 'of many' ;
        dcat:dataset <https://x.example/1>, <https://x.example/2> .
    <https://x.example/1> a dcat:Dataset ; dct:title 'One' ; dct:relation <https://x.example/2> ;
        dcat:inSeries <https://x.example/s> .
    <https://x.example/2> a dcat:Dataset ; dct:title 'Two' ; dct:description 'secret of two' .
    <https://x.example/s> a dcat:DatasetSeries ; dct:title 'Series' ; dct:description 'of the series' ."""
    found = {reading(part).records[0].title.value: part for part in cut(turtle(text))}  # type: ignore[union-attr]
    assert sorted(found) == ["One", "Series", "Two"]
    assert b"secret" not in found["One"].content
    assert b"of many" not in found["One"].content
    assert b"of the series" not in found["One"].content
    first = reading(found["One"]).records[0]
    assert isinstance(first, Study)
    assert said(first.part_of) == ["https://x.example/s"]


def test_a_resource_that_is_a_dataset_and_a_series_is_one() -> None:
    assert len(cut(turtle("<https://x.example/1> a dcat:Dataset, dcat:DatasetSeries ; dct:title 'T' ."))) == 1


def test_relative_iris_are_those_of_the_document() -> None:
    found = study(
        turtle("<set/1> a dcat:Dataset ; dct:title 'T' ; dcat:landingPage <../page> .", "https://x.example/a/feed")
    )
    assert said(found.landing_pages) == ["https://x.example/page"]
    assert found.identifiers[0].value.value == "https://x.example/a/set/1"
    nowhere = one(turtle("<set/1> a dcat:Dataset ; dct:title 'T' ; dcat:landingPage <../page> .", None))
    assert any("no absolute http" in note for note in nowhere.notes)


# Paging ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "<?page=2> a hydra:PartialCollectionView ; hydra:next <?page=3> ; hydra:previous <?page=1> .",
        "<?page=2> a hydra:PagedCollection ; hydra:nextPage <?page=3> ; hydra:firstPage <?page=1> .",
        "<?page=2> a hydra:PagedCollection ; hydra:nextPage '?page=3' .",
        "[] hydra:next 'https://data.example.org/catalog.ttl?page=3' .",
    ],
)
def test_the_next_page_is_followed(text: str) -> None:
    given = turtle(DATASET + " . " + text)
    assert list(follow(given, "dcat")) == [Link("https://data.example.org/catalog.ttl?page=3", listing=True)]
    assert len(cut(given)) == 1


def test_a_page_that_leads_back_only_says_so() -> None:
    given = turtle("<?page=2> hydra:next <?page=1> .")
    assert list(follow(given, "dcat")) == [Link("https://data.example.org/catalog.ttl?page=1", listing=True)]
    assert list(follow(turtle("<?page=9> hydra:previous <?page=8> ."), "dcat")) == []


def test_an_empty_last_page_is_no_error() -> None:
    assert cut(turtle("<https://c.example/> a dcat:Catalog ; dct:title 'C' ; hydra:totalItems 0 .")) == []


def test_a_broken_listing_is_never_a_complete_one() -> None:
    for broken in (
        turtle("<?page=2> hydra:next 'somewhere else' .", None),
        turtle(DATASET + " ; dct:title 'cut"),
        turtle(DATASET + " . <https://x.example/2> oops:what 'x' ."),
        document("<html><body>error</body></html>"),
        document('{"error": '),
    ):
        with pytest.raises(DocumentError):
            list(follow(broken, "dcat"))


def test_datasets_that_a_catalogue_only_names_are_documents_of_their_own() -> None:
    text = (
        "<https://c.example/> a dcat:Catalog ; dct:title 'C' ; dcat:dataset <https://x.example/1>, "
        "<https://x.example/2> ."
    )
    assert list(follow(turtle(text), "dcat")) == [
        Link("https://x.example/1", kind="dcat"),
        Link("https://x.example/2", kind="dcat"),
    ]
    assert list(follow(turtle(text + " [] a hydra:PagedCollection ."), "dcat")) == []
    assert list(follow(turtle(text + " <https://x.example/2> a dcat:Dataset ; dct:title 'T' ."), "dcat")) == []


# What is read ------------------------------------------------------------------------------------------


def test_a_missing_title_falls_back_to_another_name_and_is_never_invented() -> None:
    labelled = one("<https://x.example/1> a dcat:Dataset ; rdfs:label 'Label' ; dct:identifier 'I' .")
    assert labelled.records[0].title.value == "Label"  # type: ignore[union-attr]
    assert "dct:title was taken from rdfs:label" in labelled.notes
    recorded = one(
        "<https://x.example/r> a dcat:CatalogRecord ; dct:title 'R' ; foaf:primaryTopic "
        "<https://x.example/1> . <https://x.example/1> a dcat:Dataset ."
    )
    assert recorded.records[0].title.value == "R"  # type: ignore[union-attr]
    nameless = one("<https://x.example/1> a dcat:Dataset ; dct:identifier 'I' ; dct:title '  ' .")
    assert nameless.records[0].title is None  # type: ignore[union-attr]
    assert any("nothing else names the dataset" in note for note in nameless.notes)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("[ dcat:startDate '2020-01-01'^^xsd:date ; dcat:endDate '2021-01-01'^^xsd:date ]", "2020-01-01", "2021-01-01"),
        ("[ schema:startDate '2020-01-01T00:00:00'^^xsd:dateTime ]", "2020-01-01", None),
        (
            (
                "[ time:hasBeginning [ time:inXSDDate '2020-01-01'^^xsd:date ] ; time:hasEnd [ "
                "time:inXSDgYear '2022'^^xsd:gYear ] ]"
            ),
            "2020-01-01",
            "2022",
        ),
        ("[ time:hasEnd [ time:inXSDDateTimeStamp '2022-01-01T00:00:00Z'^^xsd:dateTimeStamp ] ]", None, "2022-01-01"),
        ("'2020-01-01 / 2021-02-03'", "2020-01-01", "2021-02-03"),
        ("'start=2020; end=2021'", "2020", "2021"),
        ("'2019'", "2019", "2019"),
    ],
)
def test_periods_in_every_vocabulary(text: str, start: str | None, end: str | None) -> None:
    found = study(f"{DATASET} ; dct:temporal {text} .").period
    assert found
    assert (found.value.start, found.value.end) == (start, end)


def test_older_schema_org_namespaces_are_accepted() -> None:
    legacy = HEAD.replace("https://schema.org/", "http" + "://schema.org/")
    found = study(document(legacy + DATASET + "; dct:temporal [ schema:startDate '2020'^^xsd:gYear ] ."))
    assert found.period


@pytest.mark.parametrize(
    "text", ["[]", "'once'", "[ dcat:startDate 'soon' ]", "'2020/2021/2022'", "<https://x.example/t>"]
)
def test_what_is_no_period_is_noted(text: str) -> None:
    made = one(f"{DATASET} ; dct:temporal {text} .")
    assert made.records[0].period is None  # type: ignore[union-attr]
    assert any("dct:temporal" in note or "startDate" in note for note in made.notes)


@pytest.mark.parametrize(
    ("text", "value", "note"),
    [
        ("'2014-09-25'", "2014-09-25", "is a text"),
        ("'2014-09-25'^^xsd:date", "2014-09-25", None),
        ("'2014-09-25T00:00:00'^^xsd:dateTime", "2014-09-25", None),
        ("'2014'^^xsd:dateTime", "2014", "is typed dateTime, which it is not"),
        ("'2022-03-22T08:51:36'^^xsd:date", "2022-03-22T08:51:36", "is typed date"),
        ("'25/09/2014'", "25/09/2014", "is no date and is kept as it is written"),
        ("'2014-02-30'^^xsd:date", "2014-02-30", "is no date and is kept as it is written"),
        ("'soon', '2014-09-25'^^xsd:date", "2014-09-25", "is no date"),
    ],
)
def test_dates_as_they_are_written(text: str, value: str | None, note: str | None) -> None:
    made = one(f"{DATASET} ; dct:issued {text} .")
    issued = made.records[0].issued  # type: ignore[union-attr]
    assert (issued.value if issued else None) == value
    assert [n for n in made.notes if note and note in n] or not note
    assert note or not made.notes


def test_faults_of_iris_and_tags_are_put_right_and_told() -> None:
    xml = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="{syntax.PREFIXES["dcat"]}"
      xmlns:dct="{syntax.PREFIXES["dct"]}"><dcat:Dataset rdf:about="https://x.example/a b">
      <dct:title xml:lang="en_GB">T</dct:title><dct:description xml:lang="not a tag!">D</dct:description>
      <dcat:theme rdf:resource="https://x.example/t">Theme</dcat:theme>
      <dcat:landingPage rdf:resource="https://x.example/p q[1]"/></dcat:Dataset></rdf:RDF>"""
    made = one(document(xml))
    found = made.records[0]
    assert isinstance(found, Study)
    assert found.title
    assert found.title.language == "en-gb"
    assert found.description
    assert found.description.language is None
    assert said(found.landing_pages) == ["https://x.example/p%20q%5B1%5D"]
    told = " ".join(made.notes)
    for words in (
        "holds what no IRI may",
        "'en_gb' was read as 'en-gb'",
        "is none and was left out",
        "text inside elements",
    ):
        assert words in told
    assert written(made)


def test_faults_of_turtle_that_many_share_are_put_right_and_told() -> None:
    bare = "".join(
        line for line in HEAD.splitlines(True) if not line.startswith(("@prefix healthdcatap", "@prefix dct:"))
    )
    made = one(
        document(
            bare + "<https://x.example/1> a dcat:Dataset ; dct:title 'T'@en_GB, \"U\"@de_DE ; healthdcatap:x 'y' ; "
            "dct:issued '2020-01-01'^^<<http://www.w3.org/2001/XMLSchema#date> ."
        )
    )
    told = " ".join(made.notes)
    assert "dct: is not declared" in told
    assert "healthdcatap: is not declared" in told
    assert "doubled angle brackets" in told


def test_what_wrong_syntax_costs_is_told_and_the_rest_is_read() -> None:
    found = cut(
        turtle(
            DATASET + " . <https://x.example/2> oops:what 'x' . <https://x.example/3> a dcat:Dataset ; dct:title '3' ."
        )
    )
    assert [part.error is None for part in found] == [True, True, False]
    assert "oops" in str(found[-1].error)
    assert all(any("may be incomplete" in note for note in reading(part).notes) for part in found[:2])


@pytest.mark.parametrize("cut_at", [0.3, 0.6, 0.9, 0.99])
def test_a_document_that_breaks_off_is_refused_whole(cut_at: float) -> None:
    quads = list(parse(FIXTURE.read_bytes(), format=RdfFormat.TURTLE, base_iri=FEED))
    for form in (RdfFormat.RDF_XML, RdfFormat.JSON_LD, RdfFormat.TURTLE):
        content = serialize(quads, format=form) or b""
        with pytest.raises(DocumentError):
            cut(document(content[: int(len(content) * cut_at)]))


def test_agents_by_foaf_vcard_schema_and_name() -> None:
    made = one(
        DATASET
        + """ ; dct:creator [ a foaf:Person ; foaf:name 'Josiah Carberry' ;
            owl:sameAs <https://orcid.org/0000-0002-1825-0097> ],
          [ a vcard:Individual ; vcard:fn 'Maria Rossi' ; vcard:organization-name 'Test Institute' ],
          [ a schema:Organization ; schema:name 'Panel Works' ], 'Rossi, Maria Pia', 'Some Institute', 'Somebody',
          [ a foaf:Agent ; foaf:name 'Dr. Ada Example' ], <https://x.example/nobody> ;
        dct:publisher 'City Council', [ a foaf:Person ; foaf:name 'Ann Person' ] ;
        schema:funder [ a schema:FundingAgency ; schema:name 'Fund' ] ;
        dct:contributor [ a foaf:Organization ; foaf:name 'Helper Ltd' ] ;
        geodcatap:custodian [ a foaf:Organization ; foaf:name 'Keeper' ] ;
        prov:qualifiedAttribution [ prov:agent [ a foaf:Organization ; foaf:name 'Maker' ] ;
            dcat:hadRole <http://inspire.ec.europa.eu/metadata-codelist/ResponsiblePartyRole/author> ],
          [ prov:agent [ a foaf:Organization ; foaf:name 'Payer' ] ; dcat:hadRole <https://x.example/roles#funder> ],
          [ prov:agent [ a foaf:Organization ; foaf:name 'Desk' ; foaf:mbox <mailto:desk@x.example> ] ;
            dct:type <https://x.example/roles/pointOfContact> ] ."""
    )
    found = made.records[0]
    assert isinstance(found, Study)
    names = [agent.value.name.value for agent in found.creators]
    assert sorted(names) == sorted(
        [
            "Josiah Carberry",
            "Maria Rossi",
            "Panel Works",
            "Maria Pia Rossi",
            "Some Institute",
            "Ada Example",
            "Maker",
        ]
    )
    person = next(agent.value for agent in found.creators if agent.value.name.value == "Josiah Carberry")
    assert isinstance(person, Person)
    assert person.identifiers[0].value.value == "0000-0002-1825-0097"
    assert [o.value.name.value for o in found.publishers] == ["City Council"]
    assert sorted(o.value.name.value for o in found.funders) == ["Fund", "Payer"]
    assert sorted(_agent(c.value) for c in found.contributors) == ["Helper Ltd", "Keeper"]
    assert [c.value.email.value for c in found.contacts if c.value.email] == ["desk@x.example"]
    told = " ".join(made.notes)
    for words in ("'Somebody' may be", "'Ann Person' is a person", "nobody' has no name"):
        assert words in told


def _agent(association: Association) -> str:
    assert isinstance(association.agent, Organization | Person)
    return association.agent.name.value


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("vcard:hasEmail <mailto:a@b.example>", "a@b.example"),
        ("vcard:hasEmail 'mailto: a@b.example'", "a@b.example"),
        ("vcard:hasEmail [ vcard:hasValue <mailto:a@b.example> ]", "a@b.example"),
        ("foaf:mbox 'a@b.example'", "a@b.example"),
        ("vcard:hasEmail 'call us'", None),
    ],
)
def test_contact_points(text: str, email: str | None) -> None:
    made = one(f"{DATASET} ; dcat:contactPoint [ a vcard:Kind ; vcard:fn 'Desk' ; {text} ] .")
    (contact,) = made.records[0].contacts  # type: ignore[union-attr]
    assert (contact.value.email.value if contact.value.email else None) == email
    assert contact.value.name
    assert email or any("is no e-mail address" in note for note in made.notes)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("<http://publications.europa.eu/resource/authority/access-right/PUBLIC>", "open"),
        ("<http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC>", "closed"),
        ("<http://purl.org/coar/access_right/c_14cb>", "metadata-only"),
        ("<info:eu-repo/semantics/restrictedAccess>", "restricted"),
        ("[ rdfs:label 'This is open access.' ]", "open"),
        ("'Not open access'", None),
        ("<https://x.example/rights>", None),
    ],
)
def test_access_levels(text: str, status: str | None) -> None:
    found = study(f"{DATASET} ; dct:accessRights {text} .").access_status
    assert (found.value if found else None) == status


def test_languages_frequencies_themes_and_places_of_authority_tables() -> None:
    eu = "http://publications.europa.eu/resource/authority"
    made = one(
        f"{DATASET} ; dct:language <{eu}/language/FRE>, 'de-CH', "
        f"<http://id.loc.gov/vocabulary/iso639-1/en>, 'German (mostly)' ; "
        f"dct:accrualPeriodicity <{eu}/frequency/DAILY> ; dcat:theme <{eu}/data-theme/HEAL>, 'Text theme' ; "
        f"dct:spatial <{eu}/country/FRA>, <https://geo.example/1>, 'Brittany', '1.0,2.0,3.0,4.0' ."
    )
    found = made.records[0]
    assert isinstance(found, Study)
    assert sorted(said(found.languages)) == ["de-CH", "en", "fr"]
    assert found.frequency
    assert found.frequency.value == "DAILY"
    assert sorted(said(found.keywords)) == ["Health", "Text theme"]
    assert sorted(said(found.places)) == ["Brittany", "France"]
    assert said(found.places_elsewhere) == ["https://geo.example/1"]
    assert len([n for n in made.notes if "left out" in n]) == 2


@pytest.mark.parametrize(
    ("text", "code"), [("<http://purl.org/cld/freq/annual>", "ANNUAL"), ("'daily'", "DAILY"), ("'now and then'", None)]
)
def test_frequencies(text: str, code: str | None) -> None:
    found = study(f"{DATASET} ; dct:accrualPeriodicity {text} .").frequency
    assert (found.value if found else None) == code


def test_distributions() -> None:
    made = one(
        DATASET
        + """ ; dcat:distribution
        [ dcat:downloadURL <https://x.example/a.csv> ; dcat:accessURL <https://x.example/a> ; dct:format 'CSV' ],
        [ dcat:accessURL 'https://x.example/b b' ; dcat:mediaType 'application/json' ],
        [ dcat:accessURL <https://x.example/c> ; dct:format [ rdf:value 'application/pdf' ; rdfs:label 'PDF' ] ],
        [ dcat:accessURL <https://x.example/d> ; dct:format 'WWW:LINK-1.0-http--link' ],
        [ dct:title 'no address' ], <https://x.example/undescribed> ."""
    )
    found = {d.value.url.value: d.value for d in made.records[0].distributions}  # type: ignore[union-attr]
    formats = {url: d.media_type.value if d.media_type else None for url, d in found.items()}
    assert formats == {
        "https://x.example/a.csv": "text/csv",
        "https://x.example/b%20b": "application/json",
        "https://x.example/c": "application/pdf",
        "https://x.example/d": "WWW:LINK-1.0-http--link",
    }
    page = found["https://x.example/a.csv"].page
    assert page
    assert page.value == "https://x.example/a"
    assert len([note for note in made.notes if "has no http or https address" in note]) == 2


def test_the_licence_is_the_datasets_or_that_of_all_distributions() -> None:
    by, zero = "https://creativecommons.org/licenses/by/4.0/", "https://creativecommons.org/publicdomain/zero/1.0/"
    one_ = f"[ dcat:accessURL <https://x.example/a> ; dct:license <{by}> ]"
    other = f"[ dcat:accessURL <https://x.example/b> ; dct:license <{zero}> ]"
    same = study(f"{DATASET} ; dcat:distribution {one_}, {one_.replace('/a>', '/c>')} .").license
    assert same
    assert same.value == by
    assert study(f"{DATASET} ; dcat:distribution {one_}, {other} .").license is None
    own = study(f"{DATASET} ; dct:license 'Open Licence' ; dcat:distribution {one_} .").license
    assert own
    assert own.value == "Open Licence"


def test_the_project_its_money_and_what_the_prose_tells() -> None:
    found = study(
        DATASET
        + """ ; dct:description '''The study had two phases.
          Phase 1 counted boats. Phase 2 interviewed the crews in their homes.'''@en ;
        prov:wasGeneratedBy [ a prov:Activity ; rdfs:label 'Boats' ; foaf:homepage <https://boats.example/> ;
          prov:startedAtTime '2020-01-01T00:00:00Z'^^xsd:dateTime ;
          schema:funding [ schema:identifier 'ES/K002317/1' ;
            schema:funder [ a schema:Organization ; schema:name 'Fund' ] ] ] ."""
    )
    assert found.project
    project = found.project.value
    assert project.name
    assert project.period
    assert (project.name.value, project.period.value.start) == ("Boats", "2020-01-01")
    assert said(project.urls) == ["https://boats.example/"]
    assert project.grants[0].value.reference.value.value == "ES/K002317/1"
    assert len(project.work_packages) == 2


def test_an_activity_that_is_only_an_address_names_no_project() -> None:
    made = one(f"{DATASET} ; prov:wasGeneratedBy <https://x.example/activity> .")
    assert made.records[0].project is None  # type: ignore[union-attr]
    assert any("is not described here" in note for note in made.notes)
    named = study(
        f"{DATASET} ; prov:wasGeneratedBy [ a prov:Activity ; rdfs:label 'http://dbpedia.org/resource/Record' ] ."
    )
    assert named.project
    assert named.project.value.name is None


def test_unknown_properties_are_counted() -> None:
    made = one(
        f"{DATASET} ; <https://x.example/p> 1, 2 ; dcat:distribution [ dcat:accessURL "
        f"<https://x.example/a> ; <https://x.example/q> 1 ] ."
    )
    assert made.unknown == (("<https://x.example/p>", 2), ("dcat:distribution/<https://x.example/q>", 1))


def evidence(record: object) -> list[tuple[object, Evidence]]:
    found: list[tuple[object, Evidence]] = []
    for name in getattr(record, "__dataclass_fields__", {}):
        content = getattr(record, name)
        for item in content if isinstance(content, tuple) else (content,):
            if isinstance(item, Value):
                found += [(item.value, e) for e in item.evidence]
                found += evidence(item.value)
    return found


def test_every_pointer_is_a_property_path_that_leads_to_the_value() -> None:
    (part,) = cut(document(FIXTURE.read_bytes()))
    store = Store()
    store.load(part.content, RdfFormat.N_TRIPLES)
    prefixes = "".join(f"PREFIX {name}: <{iri}> " for name, iri in syntax.PREFIXES.items())
    checked = 0
    for value, place in evidence(reading(part).records[0]):
        if place.pointer and place.syntax == "sparql-path":
            found = store.query(
                f"{prefixes}SELECT ?v {{ <https://data.harbour.example/set/tides> {place.pointer} ?v }}"
            )
            texts = [getattr(row["v"], "value", "") for row in found]  # type: ignore[union-attr, index]
            assert texts, place.pointer
            if isinstance(value, str) and place.pointer in ("dct:title", "dcat:keyword", "dct:publisher/foaf:name"):
                assert value in texts
                checked += 1
    assert checked >= 4


def test_what_is_read_can_be_written_and_is_the_same_each_time() -> None:
    (part,) = cut(document(FIXTURE.read_bytes()))
    assert written(reading(part)) == written(reading(part))


# Recognition -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        "just words about http://www.w3.org/ns/dcat# in prose",
        "<!DOCTYPE html><html><head><script>http://www.w3.org/ns/dcat#</script></head></html>",
        '<?xml version="1.0"?><OAI-PMH><x xmlns="http://www.w3.org/ns/dcat#"/></OAI-PMH>',
        '{"success": true, "result": {"results": []}}',
        '<codeBook xmlns="ddi:codebook:2_5"/>',
        "a,b\n1,2\n",
    ],
)
def test_other_documents_are_not_taken(content: str) -> None:
    assert dcat.recognise(document(content)) == 0


def test_errors_are_plain() -> None:
    for content, words in (
        ("hello", "no RDF"),
        ('{"@context": {}, "a": NaN}', "not JSON"),
        ("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><a>", "not well-formed"),
    ):
        with pytest.raises(DocumentError, match=words):
            cut(document(content))
    with pytest.raises(DocumentError, match="no dataset"):
        read(turtle("<https://x.example/1> a foaf:Person ."), "dcat")
    with pytest.raises(DocumentError, match="2 datasets"):
        read(turtle("<https://x.example/1> a dcat:Dataset . <https://x.example/2> a dcat:Dataset ."), "dcat")


# The real feeds ----------------------------------------------------------------------------------------

REAL = {
    "ckan/catalog.rdf": 2,
    "ckan/catalog_datasets_list.rdf": 2,
    "ckan/catalog_with_at_graph.jsonld": 1,
    "ckan/dataset.ttl": 2,
    "ckan/dataset_gob_es.ttl": 1,
    "ckan/dataset_multilingual.ttl": 1,
    "ckan/dataset_sweden.rdf": 1,
    "udata/bnodes.jsonld": 3,
    "udata/bnodes.xml": 3,
    "udata/catalog.xml": 4,
    "udata/datara--5a26b0f6-0ccf-46ad-ac58-734054b91977.rdf.xml": 1,
    "udata/datara--f40c3860-7236-4b30-a141-23b8ae33f7b2.rdf.xml": 1,
    "udata/evian.json": 8,
    "udata/flat.jsonld": 3,
    "udata/geonetwork.xml": 1,
    "udata/nested.jsonld": 1,
    "udata/paged-collection-1.jsonld": 3,
    "udata/paged-collection-2.jsonld": 1,
    "udata/partial-collection-1.jsonld": 3,
    "udata/partial-collection-2.jsonld": 1,
    "udata/series.xml": 1,
    "udata/sig.oreme.rdf": 1,
    "udata/udata.xml": 2,
}


@pytest.mark.parametrize("name", REAL)
def test_real_feeds_are_cut_and_read(name: str) -> None:
    given = document(shared(f"inputs/dcat/{name}").read_bytes(), "http://data.test.org/feed")
    assert recognise(given).kind == "dcat"
    found = cut(given)
    assert not [part.error for part in found if part.error]
    assert len(found) == len({part.key for part in found}) == REAL[name]
    for part in found:
        made = reading(part)
        assert made.key == part.key
        assert made.records[0].title  # type: ignore[union-attr]
        assert written(made)


@pytest.mark.parametrize("vocabulary", ["paged", "partial"])
def test_real_pages_are_followed(vocabulary: str) -> None:
    pages = [document(shared(f"inputs/dcat/udata/{vocabulary}-collection-{n}.jsonld").read_bytes()) for n in (1, 2)]
    assert [list(follow(page, "dcat")) for page in pages] == [
        [Link("http://data.test.org/catalog.jsonld?page=2", listing=True)],
        [],
    ]


# Hostile -----------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_anything_ends_in_parts_or_a_document_error(data: st.DataObject) -> None:
    content = bytearray(FIXTURE.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content) - 1))
        piece = data.draw(
            st.binary(max_size=6)
            | st.sampled_from(
                [b"<", b"@", b'"', b"_:x", b"<a b>", b"^^", b"\\u0000", b"[", b"]", b";", b"'@en_X", b"\xed\xa0\x80"]
            )
        )
        content[start : start + data.draw(st.integers(0, 30))] = piece
    survived(bytes(content))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_end_in_parts_or_a_document_error(content: bytes) -> None:
    for head in (
        b"",
        HEAD.encode(),
        b"<rdf:RDF>",
        b'{"@context": {"@vocab": "http://www.w3.org/ns/dcat#"}, "@graph": [',
    ):
        survived(head + content)


def survived(content: bytes) -> None:
    try:
        found = cut(document(content))
        list(follow(document(content), "dcat"))
    except DocumentError:
        return
    for part in found:
        if part.error is None:
            try:
                made = reading(part)
            except DocumentError:
                continue
            assert written(made)


def rdf_xml(body: str, head: str = "") -> Document:
    names = " ".join(f'xmlns:{n}="{iri}"' for n, iri in syntax.PREFIXES.items() if n in ("rdf", "dcat", "dct"))
    return document(f'<?xml version="1.0"?>{head}<rdf:RDF {names}>{body}</rdf:RDF>')


def test_bombs_end_in_a_document_error() -> None:
    entities = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    laughs = f'<!DOCTYPE r [<!ENTITY a "ha">{entities}]>'
    outside = '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    dataset = '<dcat:Dataset rdf:about="https://x.example/1"><dct:title>{}</dct:title></dcat:Dataset>'
    for bomb in (
        rdf_xml(dataset.format("&i;"), laughs),
        rdf_xml(dataset.format("&a;"), outside),
        rdf_xml("<dcat:Dataset><dcat:x>" * 100_000 + "</dcat:x></dcat:Dataset>" * 100_000),
        document("[" * 300_000),
        document(
            '{"@context": {"@vocab": "http://www.w3.org/ns/dcat#"}, "x": ' + '{"x":' * 50_000 + "1" + "}" * 50_001
        ),
        document('{"@context":' * 50_000 + "1" + "}" * 50_000),
        turtle("<https://x.example/1> a dcat:Dataset ; dct:relation " + "[ dct:relation " * 200_000),
        turtle("<https://x.example/1> a dcat:Dataset ; dct:relation " + "(" * 200_000),
        turtle(f"<https://x.example/1> a dcat:Dataset ; dct:title '{'x' * 20_000_000}' ."),
        document("oops oops . " * 200_000),
    ):
        with pytest.raises(DocumentError):
            cut(bomb)


def test_a_ring_of_blank_nodes_is_bounded_and_canonical() -> None:
    def ring(size: int, start: int) -> str:
        order = [(start + n) % size for n in range(size)]
        return (
            DATASET
            + f" ; dct:relation _:n{start} . "
            + " ".join(f"_:n{a} dct:relation _:n{(a + 1) % size} ." for a in order)
        )

    (one_,), (other,) = (cut(turtle(ring(2_000, start))) for start in (0, 77))
    assert one_ == other
    (large,) = cut(turtle(ring(100_000, 0)))
    assert len(large.content) < 10_000


def test_datasets_that_all_reach_the_same_hub_are_bounded() -> None:
    hub = "<https://x.example/hub> " + " ; ".join(f"dct:relation <https://x.example/h{n}>" for n in range(1000)) + " . "
    sets = "".join(
        f"<https://x.example/{n}> a dcat:Dataset ; dct:title 'T' ; dct:relation <https://x.example/hub> . "
        for n in range(200)
    )
    found = cut(turtle(hub + sets))
    assert len(found) == 200
    assert any(part.error and "too often" in part.error for part in found)
    assert sum(len(part.content) for part in found) < 60_000_000


def test_a_dataset_that_reaches_too_much_is_an_error_of_its_own() -> None:
    many = " ".join(f"dcat:keyword 'k{n}' ;" for n in range(60_000))
    found = cut(
        turtle(
            f"<https://x.example/1> a dcat:Dataset ; {many} dct:title 'T' . <https://x.example/2> a "
            f"dcat:Dataset ; dct:title 'U' ."
        )
    )
    assert [bool(part.error) for part in found] == [True, False]


def test_what_is_not_known_of_agents_and_times_is_counted() -> None:
    """By the property that leads there; where an agent lives is left out on purpose."""
    told = one(
        """<https://x.example.org/d> a dcat:Dataset ; dct:title "Weirs" ; dct:description "All weirs." ;
          dct:publisher [ a foaf:Organization ; foaf:name "Mill Lab" ; <https://x.example.org/shade> "blue" ] ;
          dcat:contactPoint [ vcard:fn "Desk" ; vcard:hasEmail <mailto:desk@lab.example.org> ;
            vcard:hasTelephone <tel:+44> ; <https://x.example.org/hours> "9-5" ] ;
          dct:temporal [ dcat:startDate "2001"^^xsd:gYear ; <https://x.example.org/season> "dry" ] ."""
    )
    assert dict(told.unknown) == {
        "dct:publisher/<https://x.example.org/shade>": 1,
        "dcat:contactPoint/<https://x.example.org/hours>": 1,
        "dct:temporal/<https://x.example.org/season>": 1,
    }


def test_the_faults_of_a_context_are_told_in_one_order() -> None:
    """Whatever order the engine finds them in, which is another one each time."""
    terms = {f"t{n}": {"@id": f"Xsd:{name}", "@type": "@id"} for n, name in enumerate(("date", "decimal", "duration"))}
    content = json.dumps({"@context": {**terms, **{f"Xsd:{n}": f"http://x.example.org/{n}" for n in ("date", "decimal",
                          "duration")}}, "@id": "https://x.example.org/d"}).encode()  # fmt: skip
    told = [syntax.statements(Document(content, "c.jsonld", "2026-01-01T00:00:00Z", None)).faults for _ in range(8)]
    assert len(told[0]) > 1
    assert all(faults == told[0] for faults in told)
