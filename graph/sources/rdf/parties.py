"""The agents of a dataset of a DCAT feed, by the part that each has in it."""

from __future__ import annotations

from collections.abc import Mapping

from graph.records import (
    Agent,
    Association,
    Organization,
    Person,
    Value,
)
from graph.sources.rdf import agents, values
from graph.sources.rdf.terms import (
    FIELDS,
    PART_TERMS,
    Place,
    terms,
)

ROLE = terms("dcat:hadRole", "prov:hadRole", "dct:type")


class Agents:
    """The agents of a dataset, by the part that each has in it."""

    def __init__(self, here: Place, roles: Mapping[str, str]) -> None:
        self.creators: list[Value[Agent]] = []
        self.publishers: list[Value[Organization]] = []
        self.funders: list[Value[Organization]] = []
        self.contributors: list[Value[Association]] = []
        self.contacts: list[Place] = []
        self.roles = roles
        for name in ("creator", "publisher", "funder"):
            for place in here.all(*FIELDS[name]):
                self.take(place, name)
        for place in here.all(*PART_TERMS["originator"]):
            self.take(place, "creator")
        for name in ("contributor", "owner", "user"):
            for place in here.all(*PART_TERMS[name]):
                self.take(place, "contributor")
        for place in here.all(*FIELDS["attribution"]):
            stated = [values.last_part(role.text).lower() for role in place.all(*ROLE)]
            role = next((roles[code] for code in stated if code in roles), "contributor")
            for agent in place.all(*terms("prov:agent")):
                self.take(agent, role)

    def take(self, place: Place, role: str) -> None:
        if role == "contact":
            self.contacts.append(place)
        elif role in ("publisher", "funder"):
            found = agents.organization(place)
            listed = self.publishers if role == "publisher" else self.funders
            if found and all(said.value.name.value != found.name.value for said in listed):
                listed.append(Value(found, found.name.evidence))
        else:
            made = agents.agent(place, certain=False)
            if made and role == "creator" and all(s.value.name.value != made.name.value for s in self.creators):
                self.creators.append(Value(made, made.name.evidence))
            elif made and role != "creator":
                self._contribute(Value(Association(made, role), made.name.evidence))

    def _contribute(self, said: Value[Association]) -> None:
        known = {(_name(s.value), s.value.role) for s in self.contributors}
        if (_name(said.value), said.value.role) not in known:
            self.contributors.append(said)


def _name(association: Association) -> str:
    agent = association.agent
    return agent.name.value if isinstance(agent, Person | Organization) else ""
