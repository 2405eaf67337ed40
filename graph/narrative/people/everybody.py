"""All people of a text with their employers: each rule adds those that the ones before it have not found."""

from __future__ import annotations

from graph.narrative.bodies.organizations import Directory
from graph.narrative.fields import Field
from graph.narrative.people import roles, titled
from graph.narrative.people.acting import acting
from graph.narrative.people.awards import awarded
from graph.narrative.people.bylines import bylines
from graph.narrative.people.cards import cards
from graph.narrative.people.crews import crews
from graph.narrative.people.employers import hosted, of_label, shared
from graph.narrative.people.forms import forms
from graph.narrative.people.grouped import grouped
from graph.narrative.people.helpers import helpers
from graph.narrative.people.introduced import introduced
from graph.narrative.people.listed import listed
from graph.narrative.people.mastheads import mastheads
from graph.narrative.people.named import Found, join
from graph.narrative.people.objects import objects
from graph.narrative.people.orcids import orcids
from graph.narrative.people.owned import owned
from graph.narrative.people.presented import presented
from graph.narrative.people.quoted import quoted
from graph.narrative.people.rosters import rosters
from graph.narrative.people.rows import rows
from graph.narrative.people.sections import headed_by_bodies
from graph.narrative.people.thanked import thanked
from graph.narrative.people.turned import turned
from graph.narrative.people.unparted import unparted
from graph.narrative.people.workplaces import housed

# In the order of how sure they are: titles, labels and posts before rows and lists.
_RULES = (introduced, acting, crews, presented, quoted, forms, rosters, bylines, rows, thanked, grouped)
_LISTS = (orcids, objects, owned, helpers, turned, unparted)


def everybody(directory: Directory, cues: list[roles.Cue], labels: list[Field]) -> list[Found]:
    """The people, in the order in which the rules find them; ``cues`` are words that give somebody a part."""
    places = titled.titled(directory)
    places += roles.untitled(directory, places, cues, labels)
    join(places, titled.in_apposition(directory))
    join(places, listed(directory, places, labels))
    for rule in (*_RULES, *_LISTS):
        join(places, list(rule(directory, places)))
    join(places, cards(directory, places, labels))
    shared(directory, places)
    awarded(directory, places)
    join(places, mastheads(directory, places))
    hosted(directory, places, labels)
    of_label(directory, places, labels)
    headed_by_bodies(directory, places)
    for place in places:
        place.affiliations = housed(directory, place.affiliations)
    return places
