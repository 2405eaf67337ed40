"""What became of a finding at the desk: open, waived, fixed at its source or corrected here.

A waiver hides a finding from what is open, never from the report. It ends with its last day; then the finding is open
again. What was said to be fixed is open again where its document came anew and still has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from graph.quality.decisions import Decision
from graph.quality.findings import Seen

STATES = ("open", "waived", "fixed", "corrected")
_CLOSING = {"waive": "waived", "fixed": "fixed", "fix": "corrected"}


@dataclass(frozen=True, slots=True)
class State:
    """Where a finding stands. ``decision`` is the one that says so, ``assigned`` the one that gave it to somebody.

    ``notes`` are sentences: that a waiver ended, that it came back. ``comments`` are all decisions with it, oldest
    first; ``returned`` whether it had been gone.
    """

    name: str
    decision: Decision | None = None
    assigned: Decision | None = None
    notes: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    returned: bool = False

    @property
    def to(self) -> str:
        """Who has it."""
        return self.assigned.to if self.assigned else ""


OPEN = State("open")
"""Of what nobody has decided about."""


class States:
    """The states of findings on a day, given the decisions in force.

    ``came`` tells of a key between which snapshots it was gone, ``changed`` when a document was last retrieved;
    ``graphs`` are those that are published: a fix whose graph is not among them has no effect.
    """

    def __init__(
        self,
        decisions: Iterable[Decision],
        today: str,
        came: Mapping[str, tuple[int, int]],
        changed: Callable[[str], str],
        graphs: Mapping[str, str],
    ) -> None:
        self.today = today
        self.came = came
        self.changed = changed
        self.graphs = graphs
        self._by_key: dict[str, list[Decision]] = {}
        self._by_cause: dict[str, list[Decision]] = {}
        for decision in decisions:
            if decision.undone:
                continue
            for key in decision.target.keys:
                self._by_key.setdefault(key, []).append(decision)
            if decision.target.whole:
                self._by_cause.setdefault(decision.target.cause, []).append(decision)

    def of(self, seen: Seen) -> State:
        """The state of a finding. The newest decision that is in effect counts."""
        if seen.key not in self._by_key and seen.cause not in self._by_cause and seen.key not in self.came:
            return OPEN
        own = self._by_key.get(seen.key, [])
        shared = [d for d in self._by_cause.get(seen.cause, ()) if d.target.source in ("", seen.source)]
        found = tuple(sorted((*own, *shared), key=lambda d: d.number))
        assigned = next((d for d in reversed(found) if d.kind == "assign"), None)
        gone = self.came.get(seen.key)
        notes = [f"It came back with snapshot {gone[1]}; it had been gone since snapshot {gone[0]}."] if gone else []
        for decision in reversed(found):
            if decision.kind in _CLOSING:
                ended = self._ended(decision, seen)
                if ended is None:
                    return State(_CLOSING[decision.kind], decision, assigned, tuple(notes), found, bool(gone))
                notes.append(ended)
        return State("open", None, assigned, tuple(notes), found, bool(gone))

    def _ended(self, decision: Decision, seen: Seen) -> str | None:
        """Why a decision is in effect no longer; ``None`` where it is."""
        if decision.kind == "waive" and decision.until < self.today:
            return f"It was waived until {decision.until} (decision {decision.number}); that is over."
        if decision.kind == "fix" and decision.graph not in self.graphs:
            return f"The fix of decision {decision.number} is not published."
        if decision.kind == "fixed" and seen.document:
            changed = self.changed(seen.document)
            if changed > decision.time:
                day = decision.time[:10]
                return f"It was said to be fixed on {day}; its document came anew on {changed[:10]} and still has it."
        return None
