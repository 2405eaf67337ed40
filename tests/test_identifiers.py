from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import identifiers
from graph.records import Identifier


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.5072/ABC-1", "10.5072/ABC-1"),
        ("http://dx.doi.org/10.5255/UKDA-SN-856451", "10.5255/UKDA-SN-856451"),
        ("https://doi.org/10.5072/a(b)c.", "10.5072/a(b)c"),
        ("doi: 10.5072/x", "10.5072/x"),
        ("https://doi.org/10.5072/M%2F1", "10.5072/M/1"),
        ("https://doi.org/10.5072%2FX1", "10.5072/X1"),
        ("10.5072/(SICI)17:15%3C1661::AID%3E3.0", "10.5072/(SICI)17:15<1661::AID>3.0"),
        ("10.5072/half%2", "10.5072/half%2"),
        ("https://doi.org/10.5072/x%20", "10.5072/x"),
        ("10.5072/a%20b", None),
        ("10.5072/", None),
        ("11.5072/x", None),
        ("see 10.5072/x", None),
        ("10.5072/x y", None),
    ],
)
def test_doi(text: str, expected: str | None) -> None:
    assert identifiers.parse_doi(text) == expected


def test_the_address_of_a_doi_leads_to_it() -> None:
    """Whatever characters it has: those that an address would take for its own are encoded."""
    doi = "10.5072/(SICI)17:15<1661::AID>3.0;2-#?%[ä]"
    address = identifiers.resolver(Identifier("doi", doi))
    assert address == "https://doi.org/10.5072/(SICI)17:15%3C1661::AID%3E3.0;2-%23%3F%25%5B%C3%A4%5D"
    assert identifiers.parse_doi(address) == doi


@pytest.mark.parametrize(
    ("reader", "good", "bad"),
    [
        (identifiers.parse_orcid, "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0098"),
        (identifiers.parse_orcid, "000000021825009 7".replace(" ", ""), "0000-0002-1825"),
        (identifiers.parse_isni, "0000 0001 2103 4996", "0000 0001 2103 4997"),
        (identifiers.parse_ror, "https://ror.org/03n0ht308", "https://ror.org/03n0ht309"),
        (identifiers.parse_grant, "ES/ K002317/1", "K002317/1"),
        (identifiers.parse_url, "https://example.org/a?b=c", "https://exa mple.org/"),
        (identifiers.parse_url, "http://[::1]/", "http://[::1"),
        (identifiers.parse_url, "https://example.org/?filter[0]=100%", "https://example.org:a/"),
        (identifiers.parse_url, "HTTPS://example.org", "javascript:alert(1)"),
    ],
)
def test_checked_forms(reader, good: str, bad: str) -> None:  # type: ignore[no-untyped-def]
    assert reader(good)
    assert reader(bad) is None


def test_a_grant_keeps_its_council() -> None:
    assert identifiers.parse_grant("ES/ K002317/1") == "ES/K002317/1"
    one, other = (Identifier("grant", ref) for ref in ("AH/S012788/1", "ES/S012788/1"))
    assert identifiers.key(one) != identifiers.key(other)


def test_editions_of_one_study_share_its_number() -> None:
    assert identifiers.ukda_sn("10.5255/UKDA-SN-3535-6") == "3535"
    assert identifiers.ukda_sn("10.5255/UKDA-SN-3535") == "3535"
    assert identifiers.ukda_sn("10.5072/UKDA-SN-3535") is None


def test_keys_of_urls_ignore_scheme_www_and_final_slash() -> None:
    spellings = ("http://www.example.org/a/", "https://example.org/a")
    assert len({identifiers.key(Identifier("url", text)) for text in spellings}) == 1


@given(st.text(max_size=80))
def test_no_text_breaks_a_reader(text: str) -> None:
    identifier = identifiers.parse(text)
    if identifier:
        assert identifiers.key(identifier)
    assert identifiers.slug(text) == identifiers.slug(identifiers.slug(text))
    normal = identifiers.normal_name(text)
    assert identifiers.normal_name(normal) == normal or not text.isascii()


def test_slugs_are_cut_between_words() -> None:
    assert identifiers.slug("Énergie & Société: une étude", 12) == "energie"
    assert identifiers.slug("日本") == ""
