"""Capitalised words that are no part of a person's name: posts, subjects, places, things that have titles."""

from __future__ import annotations

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
    """
)
_NOBODY = TOPICS | HEADS | COUNTRIES | (NOT_A_NAME - word_set("May June April August")) | POSTS | _THINGS


def may_be_name(name: str) -> bool:
    """Whether two to four words may be a person's name."""
    return 2 <= name.count(" ") + 1 <= 4 and not has_other_words(name)


def has_other_words(name: str) -> bool:
    """Whether one of the words is no person's."""
    return any(word in _NOBODY for word in name.replace(",", "").split() if len(word) > 1)  # "A" is an initial
