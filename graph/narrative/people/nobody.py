"""Capitalised words that are no part of a person's name: posts, subjects, places, things that have titles."""

from __future__ import annotations

from graph.narrative.people.named import PARTICLES
from graph.narrative.words import COUNTRIES, HEADS, HONORIFICS, NOT_A_NAME, TOPICS, word_set

# A post or a title before a name is no part of it.
POSTS = frozenset((*HONORIFICS, *(title + "." for title in HONORIFICS))) | word_set(
    """
    Investigator Investigators Co-Investigator Co-Investigators Researcher Researchers Lecturer Director Manager Officer
    Coordinator Applicant Co-Applicant Author Authors Administrator Principal
    """
)
_THINGS = word_set(
    """
    Book Paper Papers Survey Surveys House Data Dataset Wave Round Space Spaces Street Streets Road Parks Square
    Form Forms Report Reports Score Scores Total Hall Building Fair Guide Index Scale Test Tests Map Maps Act Bill
    Review Record Records Plan Days Week Year Details Question Questions Key Table Figure Chapter Section Page
    Area Areas County Valley City Town Village Open Sample Group Groups Interviews
    Interview Transcript Transcripts File Files Name Email Title Date Annual Final Press Release Series Modern New
    Representative Representatives Collector Collectors Desk Enquiry Enquiries Settings Cookie Cookies Privacy Site
    Terms Steps News Events Home About Login Search Menu Newsletter Twitter Facebook Outputs Blog Resources Download
    Bay Gardens Beach Reservoir Quarry Farm Barn Cottage Inn Arms Common District Partners Period Resources Human Value
    Word Words Award Awards Prize Mill Dock Docks Wharf Station Airport Cathedral Hotel Islands River
    Sub-Panel Panel Committee Region Regions Province Session Workshop Workshops Conference Seminar Lecture
    Term Part Parts One
    """
)
# Firms and charities whose names of two words look like a person's: "Ipsos Mori", "Cordis Bright".
_FIRMS = word_set(
    """
    Ipsos MORI Mori Kantar TNS BMRB GfK NOP ICM ORC YouGov NatCen Ecorys Opinium Deloitte KPMG Cordis SQW CFE ICF
    Polling Polls Fieldwork RAND Nesta Demos Mencap Oxfam Unicef UNICEF Sustrans
    """
)
# Family names that are places after some first names, or after two: "Victoria Park", "Alice Holt Forest".
_PLACES = word_set("Park Forest Hill Wood Woods Heath Moor Bridge Green Lodge Cross Gate Castle Church")
_ROYAL = word_set("Victoria Albert Alexandra Edward George Charlotte Queen King Prince Princess Regent")
NEVER_FIRST = word_set(
    """
    North South East West Northern Southern Eastern Western Greater Upper Lower Great Old Royal National Saint St Port
    Mount Lake Slow Fair Free Green Shelter Mind Scope Crisis Relate Citizens Frontier Real True Good Big Little Young
    Did Do Does Is Are Was Were Has Have Had Can Could Would Should Not No Yes Please So Well
    Happy Healthy Safe Smart Two Three Four Five
    """
)
_NOBODY = TOPICS | HEADS | COUNTRIES | (NOT_A_NAME - word_set("May June April August")) | POSTS | _THINGS | _FIRMS


def may_be_name(name: str) -> bool:
    """Whether two to four words, and the small ones between them, may be a person's name."""
    words = name.split()
    return len(words) > 1 and sum(word not in PARTICLES for word in words) <= 4 and not has_other_words(name)


def has_other_words(name: str) -> bool:
    """Whether one of the words is no person's."""
    words = name.replace(",", "").split()
    if words[-1] in _PLACES and (words[0] in _ROYAL or (len(words) > 2 and len(words[1].rstrip(".")) > 1)):
        return True
    return words[0] in NEVER_FIRST or any(word in _NOBODY for word in words if len(word) > 1)  # "A" is an initial
