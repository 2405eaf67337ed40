"""All dialects agree: whatever happens to the datasets, each client ends with the same ones at the same versions."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from graph.store.snapshot import Snapshots
from tests.changes.following import FOLLOWERS, Follower
from tests.changes.history import History

SLUGS = st.sampled_from(["amber", "birch", "cedar", "dune", "elm"])
VERSIONS = st.sampled_from(["1", "2", "3"])


class Dialects(RuleBasedStateMachine):
    """A catalogue, what is published of it, and a client of each dialect that looks now and then."""

    @initialize(first=st.dictionaries(SLUGS, VERSIONS, max_size=4))
    def begin(self, first: dict[str, str]) -> None:
        self.folder = TemporaryDirectory()
        self.history = History(Path(self.folder.name) / "data")
        self.wanted = dict(first)
        self.history.publish(self.wanted)
        self.states = {1: dict(first)}
        client = self.history.app().test_client()
        self.followers: list[Follower] = [kind(client) for kind in FOLLOWERS]
        self.looked = False

    @rule(slug=SLUGS, version=VERSIONS)
    def put(self, slug: str, version: str) -> None:
        self.wanted[slug] = version

    @rule(slug=SLUGS)
    def delete(self, slug: str) -> None:
        self.wanted.pop(slug, None)

    @rule()
    def publish(self) -> None:
        current = self.history.publish(self.wanted, {"all": self.wanted, "a-source": sorted(self.wanted)[:2]})
        self.states[current.number] = dict(self.wanted)
        self.looked = False

    @precondition(lambda self: len(Snapshots(self.history.chosen.data).numbers()) > 1)
    @rule(data=st.data())
    def roll_back(self, data: st.DataObject) -> None:
        older = Snapshots(self.history.chosen.data).numbers()[:-1]
        of = data.draw(st.sampled_from(older))
        current = self.history.rollback(of)
        self.wanted = dict(self.states[of])
        self.states[current.number] = dict(self.wanted)
        self.looked = False

    @rule()
    def look(self) -> None:
        for follower in self.followers:
            follower.follow()
        self.looked = True

    @invariant()
    def the_same(self) -> None:
        if getattr(self, "looked", False):
            number = self.history.current().number
            held = [follower.held for follower in self.followers]
            assert held[0].keys() == self.states[number].keys()
            assert all(each == held[0] for each in held), held

    def teardown(self) -> None:
        if hasattr(self, "followers"):
            self.look()
            self.the_same()
            self.folder.cleanup()


TestDialects = Dialects.TestCase
TestDialects.settings = settings(
    max_examples=6, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
)
