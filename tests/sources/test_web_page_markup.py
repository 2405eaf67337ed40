"""Every syntax of a page, alone and together, as servers send it: with its faults, encodings and hostile markup."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from graph.narrative.words import word_set
from graph.records import Evidence, Organization, Person, Project, Publication, Reading, Study
from graph.sources import recognise, web_page
from graph.sources.base import Document, DocumentError
from graph.sources.markup import html, json_blocks
from tests.sources.hostile import written

HERE = "https://archive.example.org/studies/7"
LD = '<script type="application/ld+json">{}</script>'


def document(head: str = "", body: str = "", *, url: str | None = HERE, lang: str = "en") -> Document:
    html = f'<!DOCTYPE html><html lang="{lang}"><head>{head}</head><body>{body}</body></html>'
    return Document(html.encode(), "page.html", "2026-01-01T00:00:00Z", url)


def ld(*blocks: Any) -> str:
    return "".join(LD.format(block if isinstance(block, str) else json.dumps(block)) for block in blocks)


def study(given: Document) -> Study:
    (found,) = web_page.read(given).records
    assert isinstance(found, Study)
    return found


def publication(given: Document) -> Publication:
    (found,) = web_page.read(given).records
    assert isinstance(found, Publication)
    return found


def said(values: Any) -> list[Any]:
    return [getattr(value.value, "value", value.value) for value in values]


def names(values: Any) -> list[str]:
    return [value.value.name.value for value in values]


MICRODATA = """
<div itemscope itemtype="https://schema.org/Dataset" id="main">
 <h1 itemprop="name">Rents <i>in</i> Leeds</h1>
 <div itemprop="description"><p>Tenants kept  a diary.</p><p>It had
 two parts.<br>One was short.</p><script>x()</script></div>
 <a itemprop="license" href="/licences/1">Licence</a>
 <link itemprop="url" href="7">
 <time itemprop="datePublished" datetime="2019-05-01">1 May</time>
 <span itemprop="creator" itemscope itemtype="http://schema.org/Person"><b itemprop="name">Josiah Carberry</b></span>
 <span itemprop="keywords">rent, diary</span>
</div>"""
RDFA = """
<div vocab="http://schema.org/" typeof="Dataset" resource="#it">
 <h1 property="name">Rents in Leeds</h1>
 <div property="publisher" typeof="Organization"><span property="name">Sample Archive</span></div>
 <a property="license" href="/licences/1">Licence</a>
 <meta property="datePublished" content="2019-05-01">
</div>
<p about="#it" property="schema:keywords">diary</p>"""


def test_microdata_is_read() -> None:
    found = study(document(body=MICRODATA))
    assert found.title
    assert found.title.value == "Rents in Leeds"
    assert found.description
    assert found.description.value == "Tenants kept a diary.\n\nIt had two parts.\nOne was short."
    assert found.license
    assert found.license.value == "https://archive.example.org/licences/1"
    assert said(found.landing_pages) == [HERE]
    assert found.issued
    assert found.issued.value == "2019-05-01"
    assert names(found.creators) == ["Josiah Carberry"]
    assert said(found.keywords) == ["rent", "diary"]


def test_what_stands_elsewhere_is_an_items_by_itemref() -> None:
    body = '<div itemscope itemtype="http://schema.org/Dataset" itemref="a b"></div><p id="a" itemprop="name">Rents</p>'
    body += '<div id="b"><p itemprop="description">Of tenants.</p></div>'
    found = study(document(body=body))
    assert found.description
    assert found.description.value == "Of tenants."


def test_rdfa_lite_is_read() -> None:
    found = study(document(body=RDFA))
    assert found.title
    assert found.title.value == "Rents in Leeds"
    assert names(found.publishers) == ["Sample Archive"]
    assert said(found.keywords) == ["diary"]
    assert found.license
    assert found.license.value == "https://archive.example.org/licences/1"


@pytest.mark.parametrize("prefix", ['prefix="d: http://www.w3.org/ns/dcat# t: http://purl.org/dc/terms/"', ""])
def test_rdfa_in_the_terms_of_dcat_and_dublin_core(prefix: str) -> None:
    dcat, dct = ("d", "t") if prefix else ("dcat", "dct")
    body = f"""<div {prefix} typeof="{dcat}:Dataset" about="https://archive.example.org/d/1">
      <span property="{dct}:title">Rents</span><span property="{dct}:description">Of tenants.</span>
      <span property="{dcat}:keyword">rent</span><span property="{dct}:issued" content="2019"></span>
      <div rel="{dct}:publisher"><div typeof="foaf:Organization"><span property="foaf:name">Sample Archive</span>
      </div></div>
      <div rel="{dcat}:distribution"><div typeof="{dcat}:Distribution"><a rel="{dcat}:downloadURL" href="/f.csv">f</a>
        <span property="{dcat}:mediaType">text/csv</span></div></div>
      <a rel="{dcat}:landingPage" href="/studies/7">page</a></div>"""
    found = study(document(body=body))
    assert names(found.publishers) == ["Sample Archive"]
    assert [d.value.url.value for d in found.distributions] == ["https://archive.example.org/f.csv"]
    assert found.issued
    assert said(found.landing_pages) == [HERE]
    assert said(found.keywords) == ["rent"]


def test_highwire_tags_are_a_publication() -> None:
    tags = {
        "citation_title": "On rents",
        "citation_author": "Carberry, Josiah",
        "citation_author_orcid": "https://orcid.org/0000-0002-1825-0097",
        "citation_author_institution": "Example University",
        "citation_publication_date": "2019/5/1",
        "citation_year": "2019",
        "citation_doi": "10.5072/R-1",
        "citation_journal_title": "Journal of Samples",
        "citation_abstract": "&lt;p&gt;Short.&lt;/p&gt;",
        "citation_publisher": "Sample Press",
        "citation_colour": "blue",
    }
    given = document("".join(f'<meta name="{name}" content="{content}">' for name, content in tags.items()))
    found = publication(given)
    assert (found.kind, said(found.identifiers)) == ("ScholarlyArticle", ["10.5072/R-1"])
    assert found.issued
    assert found.issued.value == "2019-05-01"
    assert found.abstract
    assert found.abstract.value == "Short."
    (author,) = (value.value for value in found.authors)
    assert isinstance(author, Person)
    assert (author.name.value, said(author.identifiers)) == ("Josiah Carberry", ["0000-0002-1825-0097"])
    assert names(author.affiliations) == ["Example University"]
    assert web_page.read(given).unknown == (("citation_colour", 1),)


@pytest.mark.parametrize(
    ("extra", "kind"),
    [
        ('<meta name="citation_dissertation_institution" content="X">', "Thesis"),
        ('<meta name="citation_technical_report_institution" content="X">', "Report"),
        ('<meta name="DC.type" content="http://purl.org/dc/dcmitype/Text">', "CreativeWork"),
        ("", "ScholarlyArticle"),
    ],
)
def test_the_tags_say_what_kind_of_text_it_is(extra: str, kind: str) -> None:
    assert publication(document(f'<meta name="citation_title" content="On rents">{extra}')).kind == kind


@pytest.mark.parametrize("form", ["DC.{}", "dc.{}", "DCTERMS.{}", "dcterms:{}"])
def test_dublin_core_tags_of_a_dataset_are_a_study(form: str) -> None:
    tags = {"title": "Rents", "type": "Dataset", "creator": "Carberry, Josiah", "identifier": "doi:10.5072/R-2"}
    head = "".join(f'<meta name="{form.format(name)}" content="{content}">' for name, content in tags.items())
    found = study(document(head))
    assert (said(found.identifiers), names(found.creators)) == (["10.5072/R-2"], ["Josiah Carberry"])


def test_opengraph_alone_is_a_page_only_where_it_is_an_article() -> None:
    tags = '<meta property="og:title" content="On rents"><meta property="og:type" content="{}">'
    tags += '<meta property="article:published_time" content="2019-05-01T10:00:00Z">'
    found = publication(document(tags.format("article")))
    assert (found.kind, found.issued and found.issued.value) == ("WebPage", "2019-05-01T10:00:00Z")
    with pytest.raises(DocumentError, match="no metadata"):
        web_page.read(document(tags.format("website")))


def test_one_thing_in_all_syntaxes_is_one_study_with_all_that_is_said() -> None:
    data = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": "Rents in Leeds",
        "creator": "Sample Institute",
    }
    head = (
        ld(data)
        + '<meta name="citation_title" content="Rents in Leeds"><meta name="citation_doi" content="10.5072/R-3">'
    )
    head += '<meta name="citation_author" content="Carberry, J."><link rel="canonical" href="/studies/7">'
    found = study(document(head, MICRODATA + RDFA))
    assert said(found.identifiers) == ["10.5072/R-3"]
    assert names(found.creators) == ["Sample Institute", "Josiah Carberry"]
    assert names(found.publishers) == ["Sample Archive"]
    assert found.title
    assert [e.pointer for e in found.title.evidence] == [
        "/0/name",
        "/html/body/div[1]/h1",
        "/html/body/div[2]/h1",
        "/html/head/meta[1]/@content",
    ]


def test_two_things_in_two_syntaxes_stay_two() -> None:
    other = {"@type": "Dataset", "name": "Rents in Leeds", "identifier": "https://doi.org/10.5072/A"}
    tags = '<meta name="citation_title" content="Rents in Leeds"><meta name="citation_doi" content="10.5072/B">'
    first, second = web_page.read(document(ld(other) + tags)).records
    assert (type(first), type(second)) == (Study, Publication)
    two = [{**other, "identifier": f"https://doi.org/10.5072/{letter}"} for letter in "AB"]
    assert len(web_page.read(document(ld(*two))).records) == 2


def test_what_syntaxes_disagree_on_is_told() -> None:
    data = {"@type": "Dataset", "name": "Rents in Leeds", "datePublished": "2020"}
    read = web_page.read(document(ld(data), MICRODATA))
    assert any("issued in two ways: '2020' was taken, '2019-05-01' was not" in note for note in read.notes)


def test_a_head_fills_what_is_lacking() -> None:
    head = ld({"@type": "Dataset"}) + "<title>Rents</title>"
    found = study(document(head + '<meta name="description" content="Of tenants."><link rel=canonical href="/7">'))
    assert found.title
    assert found.title.value == "Rents"
    assert found.description
    assert said(found.landing_pages) == ["https://archive.example.org/7"]


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ('{"@type":"Dataset","name":"Rents","keywords":["a","b",],}', "commas too many"),
        ('{"@type":"Dataset",\n"name":"Rents","description":"one\n\ttwo"}', "raw line breaks"),
        ('<!--\n{"@type":"Dataset","name":"Rents"}\n-->', "marks around it"),
        ('//<![CDATA[\n{"@type":"Dataset","name":"Rents"}\n//]]>', "marks around it"),
        ('/*<![CDATA[*/{"@type":"Dataset","name":"Rents"}/*]]>*/', "marks around it"),
        ('{"@type":"Dataset", // what it is\n"name":"Rents" /* so */}', "comments"),
        ('{"@type":"Dataset","name":"Rents"};', "marks around it"),
        ('{"@type":"Person","name":"A B"}\n{"@type":"Dataset","name":"Rents"}', "several values"),
        ("{&quot;@type&quot;:&quot;Dataset&quot;,&quot;name&quot;:&quot;Rents&quot;}", "entities"),
        (r'{"@type":"Dataset","name":"Rents","description":"tenants\' diaries, http://x // y"}', "escapes"),
    ],
)
def test_json_that_is_not_quite_json_is_put_right_and_told(block: str, told: str) -> None:
    read = web_page.read(document(ld(block)))
    (found,) = read.records
    assert isinstance(found, Study)
    assert found.title
    assert found.title.value == "Rents"
    assert any(told in note for note in read.notes)


@pytest.mark.parametrize(
    "block", ['{"@type":"Dataset","name":"Ren', '{"@type" "Dataset"}', '{"name": Rents}', "", "null"]
)
def test_what_is_wrong_otherwise_is_not_guessed_at(block: str) -> None:
    with pytest.raises(DocumentError, match=r"not JSON|no dataset"):
        web_page.read(document(ld(block)))
    read = web_page.read(document(ld(block, {"@type": "Dataset", "name": "Rents"})))
    assert len(read.records) == 1
    assert block == "null" or any("block 1 is not JSON" in note for note in read.notes)


@pytest.mark.parametrize(
    "context",
    [
        "http://schema.org",
        "https://schema.org/docs/jsonldcontext.jsonld",
        {"@vocab": "http://schema.org/"},
        {"@vocab": "https://schema.org"},
        ["https://schema.org/", {"dct": "http://purl.org/dc/terms/"}],
        [{"@vocab": "http://schema.org/"}, {"x": {"@id": "http://example.org/x"}}],
        None,
    ],
)
def test_every_form_of_schema_orgs_context_is_known(context: Any) -> None:
    data = {"@context": context, "@type": "Dataset", "name": "Rents", "creator": {"@type": "Person", "name": "A B"}}
    found = study(document(ld({k: v for k, v in data.items() if v is not None})))
    assert names(found.creators) == ["A B"]


def test_aliases_prefixes_and_other_vocabularies_are_read_by_what_they_mean() -> None:
    context = {
        "dct": "http://purl.org/dc/terms/",
        "dcat": "http://www.w3.org/ns/dcat#",
        "kind": "@type",
        "called": "dct:title",
        "subject": {"@id": "dcat:keyword", "@container": "@set"},
        "s": "http://schema.org/",
    }
    block = {
        "@context": context,
        "kind": "dcat:Dataset",
        "called": "Rents",
        "subject": ["rent"],
        "http://purl.org/dc/terms/issued": {"@value": "2019", "@type": "http://www.w3.org/2001/XMLSchema#gYear"},
        "s:creator": {"@list": [{"kind": "s:Person", "s:name": "A B"}]},
    }
    read = web_page.read(document(ld(block)))
    (found,) = read.records
    assert isinstance(found, Study)
    assert (said(found.keywords), names(found.creators)) == (["rent"], ["A B"])
    assert found.issued
    assert found.issued.evidence[0].pointer == "/0/http:~1~1purl.org~1dc~1terms~1issued/@value"
    assert found.creators[0].value.name.evidence[0].pointer == "/0/s:creator/@list/0/s:name"


def test_a_context_that_is_elsewhere_is_not_fetched_and_told() -> None:
    block = {
        "@context": "https://context.example.org/dcat.jsonld",
        "@type": "Dataset",
        "title": "Rents",
        "keyword": "x",
    }
    read = web_page.read(document(ld(block)))
    (found,) = read.records
    assert isinstance(found, Study)
    assert found.title
    assert said(found.keywords) == ["x"]
    assert any("https://context.example.org/dcat.jsonld is not fetched" in note for note in read.notes)


def test_texts_in_several_languages_keep_theirs() -> None:
    texts = [{"@value": "Mieten", "@language": "de"}, {"@value": "Rents", "@language": "en"}]
    found = study(document(ld({"@type": "Dataset", "name": texts, "description": texts})))
    assert found.title
    assert (found.title.value, found.title.language) == ("Rents", "en")
    assert [(t.value, t.language) for t in found.alternate_titles] == [("Mieten", "de")]
    assert [(t.value, t.language) for t in found.alternate_descriptions] == [("Mieten", "de")]
    assert found.title.evidence[0].pointer == "/0/name/1/@value"


def test_objects_of_other_blocks_are_joined_and_cycles_end() -> None:
    blocks = [
        {"@type": "Dataset", "@id": "#d", "name": "Rents", "publisher": {"@id": "#o"}, "citation": {"@id": "#d"}},
        {"@id": "#o", "@type": "Organization", "name": "Sample Archive", "parentOrganization": {"@id": "#o"}},
    ]
    found = study(document(ld(*blocks)))
    assert found.publishers[0].value.name.evidence[0].pointer == "/1/name"


def test_pages_catalogues_and_lists_lead_to_what_they_hold() -> None:
    data = {"@type": "Dataset", "name": "Rents"}
    catalogue = {"@type": "DataCatalog", "name": "Sample Catalogue", "url": "/", "dataset": [data]}
    found = study(document(ld(catalogue)))
    assert names(found.catalogues) == ["Sample Catalogue"]
    for block in (
        {"@type": "WebPage", "mainEntity": data},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": data}]},
        {
            "@graph": [
                {"@type": "WebPage", "about": {"@id": "#d"}},
                {**data, "@id": "#d"},
                {"@type": "Organization", "name": "X"},
            ]
        },
    ):
        assert study(document(ld(block))).title


@pytest.mark.parametrize(
    ("block", "type_"),
    [
        (
            {"@type": "ScholarlyArticle", "headline": "On rents", "author": {"@type": "Person", "name": "A B"}},
            Publication,
        ),
        ({"@type": "Report", "name": "On rents"}, Publication),
        ({"@type": "BlogPosting", "headline": "On rents", "articleBody": "Long."}, Publication),
        ({"@type": "Thesis", "name": "On rents"}, Publication),
        ({"@type": "ResearchProject", "name": "Rents", "startDate": "2019-01-01", "endDate": "2020-01-01"}, Project),
        ({"@type": "ProfilePage", "mainEntity": {"@type": "Person", "name": "A B"}}, Person),
        ({"@type": "Organization", "name": "Sample Archive", "url": HERE}, Organization),
    ],
)
def test_other_things_are_read_as_what_they_are(block: dict[str, Any], type_: type) -> None:
    (found,) = web_page.read(document(ld(block))).records
    assert isinstance(found, type_)


def test_the_organisation_of_every_page_is_not_what_a_page_is_about() -> None:
    with pytest.raises(DocumentError, match="no dataset"):
        web_page.read(
            document(ld({"@type": "Organization", "name": "Sample Archive", "url": "https://archive.example.org/"}))
        )


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<p>One &amp; two.</p><p>Three.</p>", "One & two.\n\nThree."),
        ("&lt;p&gt;One.&lt;/p&gt;", "One."),
        ("a < b, and <5 years", "a < b, and <5 years"),
        ("One<br/>two &eacute;", "One\ntwo é"),
    ],
)
def test_markup_inside_texts_is_taken_out_and_paragraphs_are_kept(text: str, plain: str) -> None:
    found = study(document(ld({"@type": "Dataset", "name": "Rents", "description": text})))
    assert found.description
    assert found.description.value == plain


@pytest.mark.parametrize(
    ("head", "url", "expected"),
    [
        ("", HERE, "https://archive.example.org/s/9"),
        ('<base href="https://other.example.org/x/">', HERE, "https://other.example.org/s/9"),
        ('<link rel="canonical" href="https://canon.example.org/a">', None, "https://canon.example.org/s/9"),
    ],
)
def test_relative_addresses_are_made_absolute(head: str, url: str | None, expected: str) -> None:
    data = {"@type": "Dataset", "name": "Rents", "url": "/s/9"}
    assert said(study(document(head + ld(data), url=url)).landing_pages) == [expected]


def test_a_relative_address_without_a_base_stays_out_and_is_told() -> None:
    read = web_page.read(document(ld({"@type": "Dataset", "name": "Rents", "url": "/s/9"}), url=None))
    assert any("'/s/9' is no absolute" in note for note in read.notes)


ACCENTED = ld({"@type": "Dataset", "name": "Rents"}).replace("Rents", "Lohn für Bäcker")


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ('<meta charset="iso-8859-1">', "latin-1"),
        ("<meta charset=windows-1252>", "cp1252"),
        ('<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=ISO-8859-1">', "latin-1"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ("<meta charset=latin1>", "utf-8"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_has(head: str, encoding: str) -> None:
    given = Document(f"<!DOCTYPE html><html><head>{head}{ACCENTED}".encode(encoding), "p.html", "2026-01-01T00:00:00Z")
    assert recognise(given).kind == "web-page"
    found = study(given)
    assert found.title
    assert found.title.value == "Lohn für Bäcker"


def test_other_encodings_by_their_names() -> None:
    for charset, codec in (("Shift_JIS", "cp932"), ("gb2312", "gb18030"), ("euc-kr", "cp949"), ("koi8-r", "koi8-r")):
        name = {"koi8-r": "Аренда", "euc-kr": "임대료"}.get(codec, "日本")
        html = f'<html><head><meta charset="{charset}">' + LD.format(f'{{"@type":"Dataset","name":"{name}"}}')
        found = study(Document(html.encode(codec), "p.html", "2026-01-01T00:00:00Z"))
        assert found.title
        assert found.title.value == name


@pytest.mark.parametrize("head", ["", "<meta charset=utf-8>", "<meta charset=zlib>", "<meta charset=nonsense>"])
def test_bytes_that_fit_no_declared_encoding_are_refused(head: str) -> None:
    with pytest.raises(DocumentError, match="not UTF-8"):
        web_page.read(Document(f"<html><head>{head}{ACCENTED}".encode("latin-1"), "p.html", "2026-01-01T00:00:00Z"))


def pointers(value: Any) -> list[tuple[str, Evidence]]:
    """Each text of a record with its places in the document."""
    found = []
    for name in getattr(value, "__dataclass_fields__", {}):
        held = getattr(value, name)
        for item in held if isinstance(held, tuple) else (held,):
            if hasattr(item, "evidence") and isinstance(item.value, str):
                found += [(item.value, evidence) for evidence in item.evidence if evidence.pointer]
            found += pointers(getattr(item, "value", item))
    return found


def test_each_xpath_leads_to_the_words_that_say_it() -> None:
    head = (
        '<meta name="citation_title" content="Rents in Leeds"><meta name="citation_author" content="Carberry, Josiah">'
    )
    given = document(head, f"<o:p><b>odd</b></o:p>{MICRODATA}{RDFA}")
    tree = etree.fromstring(given.content, etree.HTMLParser(encoding="utf-8"))
    told = [(text, e.pointer) for text, e in pointers(study(given)) if e.syntax == "xpath" and e.pointer]
    assert len(told) > 12
    for text, pointer in told:
        places: Any = tree.xpath(pointer)
        assert len(places) == 1, pointer
        words = places[0] if isinstance(places[0], str) else "".join(places[0].itertext())
        assert text.startswith("http") or all(word in words for word in text.split()), pointer
        assert not text.startswith("http") or text.endswith(words), pointer


def test_a_page_without_metadata_is_read_as_text() -> None:
    prose = "The survey asked tenants in three towns about their rent and their landlords over a year. " * 6
    body = f"<nav><a>Home</a></nav><main><h1>Rents in three towns</h1><p>{prose}</p></main><footer>Contact us</footer>"
    read = web_page.read(document(body=body))
    (found,) = read.records
    assert found.title.value == "Rents in three towns"  # type: ignore[union-attr]
    assert "Home" not in read.text
    assert "Contact" not in read.text
    assert any("read as text" in note for note in read.notes)


def test_nextjs_pages_are_harmonys_only_where_they_are() -> None:
    push = '<script>self.__next_f.push([1,"0:{}\\n"])</script>'
    assert recognise(document(ld({"@type": "Dataset", "name": "Rents"}), push)).kind == "web-page"
    assert (
        recognise(document(ld({"@type": "Dataset"}), push.replace("{}", '{\\"dataset_schema\\":{}}'))).kind == "harmony"
    )
    assert recognise(document("", push)).kind == "harmony"


GOOD = ld({"@type": "Dataset", "name": "Rents"})


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000,
        "<div itemscope itemprop=a itemtype=http://schema.org/Dataset>" * 20_000,
        "<div vocab=http://schema.org/ typeof=Dataset property=hasPart>" * 20_000,
        "<div itemscope itemtype=http://schema.org/Dataset><b itemprop=name>x</b></div>" * 3_000,
        "<div id=a itemscope itemref='a b' itemprop=x></div><div id=b itemscope itemref='a b' itemprop=x></div>",
        "<div rel=schema:author>" * 2_000 + "<i typeof=schema:Person>" * 5_000,
        f"<p title='{'x ' * 5_000_000}'>",
        "<!--" * 100_000,
        "<" * 500_000,
    ],
)
def test_hostile_markup_ends_and_hides_nothing_before_it(body: str) -> None:
    records = web_page.read(document(GOOD, body)).records
    assert any(isinstance(one, Study) and one.title and one.title.value == "Rents" for one in records)


@pytest.mark.parametrize("value", ["1", "'>'", '"<b>"'])
def test_a_tag_of_a_hundred_thousand_attributes_is_refused(value: str) -> None:
    with pytest.raises(DocumentError, match="attributes"):
        web_page.read(document(GOOD, "<p " + " ".join(f"a{n}={value}" for n in range(100_000)) + ">"))


@pytest.mark.parametrize(
    "block",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        "/*" * 500_000,
        '{"a":"' + '\\"' * 500_000,
        '{"a":' + '"' * 500_001,
        '{"a":' + "," * 500_000,
        '{"a":' + "9" * 100_000 + "}",
        json.dumps({"@type": "Dataset", "name": "x", "description": "<script>" * 100_000 + "<!--" * 100_000}),
        json.dumps({"@context": [[[[[[[[[["https://schema.org"]]]]]]]]]], "@type": "Dataset"}),
        json.dumps({"@context": {"a": "b:c", "b": "a:d", "@vocab": "a:"}, "@type": "Dataset", "a": "x"}),
    ],
)
def test_hostile_blocks_end_and_hide_no_other(block: str) -> None:
    records = web_page.read(document(ld(block) + GOOD)).records
    assert any(isinstance(one, Study) and one.title and one.title.value == "Rents" for one in records)


@pytest.mark.parametrize("name", ["@id", "url", "mainEntityOfPage", "@type", "name", "@context"])
@pytest.mark.parametrize("odd", [[], [1], {}, {"@value": None}, 3, None])
def test_fields_of_another_type_than_they_have_break_nothing(name: str, odd: Any) -> None:
    given = document(ld({"@type": "Organization", "name": "X", name: odd}) + GOOD)
    assert any(isinstance(one, Study) for one in web_page.read(given).records)
    with pytest.raises(DocumentError):
        web_page.read(document(ld({"@type": "Organization", "name": "X", name: odd})))


def test_references_and_blocks_without_end_are_bounded_and_told() -> None:
    organizations = [
        {
            "@id": f"#{n}",
            "@type": "Organization",
            "name": f"O {n}",
            "parentOrganization": [{"@id": f"#{m}"} for m in range(80)],
        }
        for n in range(80)
    ]
    graph = [*organizations, {"@type": "Dataset", "name": "Rents", "creator": [{"@id": f"#{n}"} for n in range(80)]}]
    assert any("references" in note for note in web_page.read(document(ld({"@graph": graph}))).notes)
    many = "".join(ld({"@type": "Dataset", "name": f"Rents {n}"}) for n in range(1_500))
    read = web_page.read(document(many))
    assert len(read.records) == 1_000
    assert any("500 things more" in note for note in read.notes)


_TAGS = st.sampled_from(
    [
        *(
            "<div itemscope itemtype='https://schema.org/Dataset'>",
            "<b itemprop=name>",
            "<i itemprop='creator' itemscope>",
        ),
        *(
            "<div vocab='http://schema.org/' typeof=Dataset>",
            "<p property='name'>",
            "<a rel='dct:license' href='x'>",
            "</div>",
        ),
        *(
            "<meta name=citation_title content='T'>",
            "<meta name=DC.type content=dataset>",
            "<base href='//['>",
            "</b>",
            "<o:p>",
        ),
        *(
            '<script type="application/ld+json">',
            "</script>",
            '{"@type":"Dataset","name":["a",{"@value":1}],',
            '"@id":"#a"}',
        ),
        *(
            '{"@graph":[{"@id":"#a","creator":{"@id":"#a"}},',
            "]}",
            '"@context":{"a":null,"@vocab":3}',
            "<!--",
            "-->",
            "\\",
            '"',
        ),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(_TAGS, st.text(max_size=12)), max_size=25))
def test_whatever_a_page_holds_it_is_read_or_refused(pieces: list[str]) -> None:
    content = ("<!DOCTYPE html><html>" + "".join(pieces)).encode("utf-8", "surrogatepass")
    try:
        read = web_page.read(Document(content, "p.html", "2026-01-01T00:00:00Z", HERE))
    except DocumentError:
        return
    assert isinstance(read, Reading)
    written(read)


_NAMES = word_set(
    """@type @id @graph @context @value @language @list name description creator url identifier funding keywords
    temporalCoverage distribution license citation publisher mainEntity dataset sameAs"""
)
_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["Dataset", "#a", "2019"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(sorted(_NAMES)),
            inner,
            max_size=6,
        )
    ),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(_JSON)
def test_whatever_a_block_holds_it_is_read_or_refused(value: Any) -> None:
    block = json.dumps({"@type": "Dataset", "name": "Rents", "x": value} | (value if isinstance(value, dict) else {}))
    try:
        read = web_page.read(document(ld(block.replace("</", "<\\/"))))
    except DocumentError:
        return
    written(read)


def test_comments_before_the_json_and_behind_its_lines_are_left_out() -> None:
    block = json_blocks.block('/* made by hand */ {"a": "b // c", // why\n "d": [1, /* two */ 2]}')
    assert block.value == {"a": "b // c", "d": [1, 2]}
    assert block.mended == ("comments",)


def test_an_element_states_the_language_of_its_text() -> None:
    body = (
        '<div vocab="https://schema.org/" typeof="Dataset"><h1 property="name" lang="cy">Afonydd</h1>'
        '<div lang="de"><p property="description">Flüsse wurden gezählt.</p></div></div>'
    )
    found = study(document(body=body))
    assert found.title
    assert found.description
    assert (found.title.language, found.description.language) == ("cy", "de")


def test_each_file_of_a_distribution_and_the_title_of_a_grant() -> None:
    grant = {"@type": "Grant", "identifier": "EX/1", "name": "Rivers"}
    data = {"@type": "Dataset", "name": "W", "distribution": {"contentUrl": ["/a.csv", "/b.csv"]}, "funding": grant}
    found = study(document(ld({"@context": "https://schema.org", **data})))
    assert [said.value.url.value.rpartition("/")[2] for said in found.distributions] == ["a.csv", "b.csv"]
    assert found.project
    assert [said.value.title and said.value.title.value for said in found.project.value.grants] == ["Rivers"]


def test_what_two_things_refer_to_is_counted_once() -> None:
    graph = [
        {"@type": "WebPage", "mainEntity": {"@id": "#d"}},
        {"@type": "Dataset", "@id": "#d", "name": "W", "moon": 1},
    ]
    made = web_page.read(document(ld({"@context": "https://schema.org", "@graph": graph})))
    assert made.unknown == (("moon", 1),)


def test_a_page_about_something_else_says_what() -> None:
    with pytest.raises(DocumentError, match=r"no dataset, publication or project \(but: Event\)"):
        web_page.read(document(ld({"@context": "https://schema.org", "@type": "Event", "name": "Open day"})))


@pytest.mark.parametrize("count", [0, 2, 600])
def test_elements_are_found_by_their_attributes_few_or_many(count: int) -> None:
    body = '<div itemscope property="x"><p rel="y">a</p></div><p>b</p>' * count + "<i typeof>c</i>"
    page = html.parse(document(body=body))
    own = [e for e in page.root.iter("*") if {"typeof", "property", "rel"}.intersection(e.keys())]
    assert page.having("rdfa") == own


@pytest.mark.parametrize("name", ["Lee", "UCL"])
def test_an_author_of_one_word_is_neither_a_person_nor_an_organisation(name: str) -> None:
    head = f'<meta name="citation_title" content="Rents"><meta name="citation_author" content="{name}">'
    head += '<meta name="citation_author_institution" content="Example University">'
    made = web_page.read(document(head))
    assert isinstance(made.records[0], Publication)
    assert made.records[0].authors == ()
    assert f"author {name!r} may be a person or an organisation: left out" in made.notes
    assert dict(made.unknown)["citation_author_institution"] == 1


def test_markup_that_says_nothing_of_a_typed_thing_is_counted() -> None:
    body = '<div vocab="https://schema.org/" typeof="Dataset"><b property="name">Rents</b></div>'
    body += '<p typeof="Thing"><i property="colour">red</i><a rev="x:owner" rel="nofollow" href="/a">b</a></p>'
    body += '<p property="dc:subject">Rents</p><p itemprop="depth">4</p><a about="/b" property="dc:title">B</a>'
    made = web_page.read(document(body=body))
    counted = ("rdfa.Thing", "rdfa.colour", "rdfa.x:owner", "thing.keywords", "thing.depth", "thing.name")
    assert dict(made.unknown) == dict.fromkeys(counted, 1)
    assert isinstance(made.records[0], Study)
    without = web_page.read(document(ld({"@type": "Dataset", "name": "Rents"}), '<b property="dc:title">B</b>'))
    assert dict(without.unknown) == {"thing.name": 1}


def test_elements_beyond_the_bound_are_told() -> None:
    body = '<div itemscope itemtype="https://schema.org/Dataset"><b itemprop="name">Rents</b>{}</div>'
    made = web_page.read(document(body=body.format('<i itemprop="a"></i>' * 10_000)))
    assert made.notes[0] == "the page marks more than 10,000 elements: the rest of them was not read"
