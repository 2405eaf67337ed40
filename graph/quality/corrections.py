"""A curator's statement in the place of a source's: what a user's graph says is wrong, and what is right instead.

The graph states the right value, and beside it names the wrong statement by a ``cg:Correction``. The source's graph
keeps what the source says. All that is told of the catalogue as a whole has the right value in its place: the default
graph, validation, DCAT, what is counted and the search index. A wrong statement is wrong whichever graph makes it.

A correction counts where its own graph states what is right, so that nothing is left out without something in its
place. What is right may be corrected in its turn; of corrections that only lead back to one another none counts.
Statements are compared as the engine writes them (``01`` is ``1``).
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache, partial

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from graph.namespaces import CG, RDF, XSD
from graph.statements import canonical, digest, read_canonical

Term = NamedNode | Literal
_PLAIN = {XSD.string, RDF.langString}
_TOLD = (RDF.subject, RDF.predicate, RDF.object, CG.correctedTo)


@dataclass(frozen=True, slots=True)
class Correction:
    """That a statement with the value ``wrong`` should have the value ``right``."""

    subject: NamedNode
    predicate: NamedNode
    wrong: Term
    right: Term

    @property
    def before(self) -> Triple:
        return Triple(self.subject, self.predicate, self.wrong)

    @property
    def after(self) -> Triple:
        return Triple(self.subject, self.predicate, self.right)


class Corrected:
    """What is wrong as corrections say, and what stands in its place."""

    def __init__(self, corrections: Iterable[Correction] = ()) -> None:
        corrections = list(corrections)
        self._rights = _settled(corrections)
        self._spelled = {one.before for one in corrections if stored(one.before) in self._rights}
        self._places = {f"{wrong.subject} {wrong.predicate} ".encode() for wrong in self._rights}

    def __bool__(self) -> bool:
        return bool(self._rights)

    @property
    def wrong(self) -> Set[Triple]:
        """The wrong statements, as the engine writes them."""
        return self._rights.keys()

    @property
    def spelled(self) -> Collection[Triple]:
        """The wrong statements, as the engine writes them and as corrections name them."""
        return self._spelled | self._rights.keys()

    def is_wrong(self, triple: Triple) -> bool:
        """Whether a statement is one of the wrong ones."""
        return bool(self._rights) and stored(triple) in self._rights

    def view(self, triples: Iterable[Triple]) -> Iterator[Triple]:
        """The statements with the right ones in the places of the wrong ones."""
        return (self._rights.get(stored(triple), triple) for triple in triples) if self._rights else iter(triples)

    def in_place(self, content: bytes) -> bytes:
        """Canonical N-Quads with the right statements in the places of the wrong ones."""
        if not self._rights:
            return content
        lines = content.splitlines(keepends=True)
        made = {line if (right := self._right(line)) is None else right for line in lines}
        return content if made == set(lines) else b"".join(sorted(made))

    def without(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        """Lines of N-Triples but for the wrong statements."""
        return (line for line in lines if self._right(line) is None) if self._rights else iter(lines)

    def _right(self, line: bytes) -> bytes | None:
        """The line that stands in the place of one; ``None`` where it is not wrong."""
        if b"> ".join((*line.split(b"> ", 2)[:2], b"")) not in self._places:
            return None
        (quad,) = read_canonical(line)
        right = self._rights.get(stored(quad.triple))
        graph = f" {quad.graph_name}" if isinstance(quad.graph_name, NamedNode) else ""
        return None if right is None else f"{right}{graph} .\n".encode()

    def told(self) -> list[tuple[str, str]]:
        """All of it as text, in a steady order."""
        return sorted((str(wrong), str(right)) for wrong, right in self._rights.items())


def _settled(corrections: Iterable[Correction]) -> dict[Triple, Triple]:
    """What is right in the end, by each wrong statement from which corrections lead there; the nearest of several."""
    leading: defaultdict[Triple, set[Triple]] = defaultdict(set)
    spelled: dict[Triple, Triple] = {}
    for one in corrections:
        before, after = stored(one.before), stored(one.after)
        if before != after:
            leading[after].add(before)
            other = spelled.setdefault(after, one.after)
            spelled[after] = other if other == one.after else min(one.after, other, key=str)
    wrong = {before for several in leading.values() for before in several}
    pending = deque((end, spelled[end]) for end in sorted(leading.keys() - wrong, key=str))
    found: dict[Triple, Triple] = {}
    while pending:
        after, right = pending.popleft()
        for before in sorted(leading.get(after, ()), key=str):
            if before not in found:
                found[before] = right
                pending.append((before, right))
    return found


def content(corrections: Iterable[Correction], graph: str) -> bytes:
    """The canonical N-Quads of the user's graph that makes these corrections."""
    return canonical((triple for one in corrections for triple in _triples(one, graph)), NamedNode(graph))


def _triples(one: Correction, graph: str) -> Iterator[Triple]:
    node = NamedNode(f"{graph}#{digest(str(one.before))}")
    yield one.after
    yield Triple(node, RDF.type, CG.Correction)
    yield Triple(node, RDF.type, RDF.Statement)
    yield Triple(node, RDF.subject, one.subject)
    yield Triple(node, RDF.predicate, one.predicate)
    yield Triple(node, RDF.object, one.wrong)
    yield Triple(node, CG.correctedTo, one.right)


def of(standing: Mapping[str, bytes]) -> Iterator[Correction]:
    """The corrections that users' graphs make; ``standing`` are their canonical N-Quads by IRI."""
    mark = str(CG.Correction).encode()
    for text in standing.values():
        if mark in text:
            yield from among(quad.triple for quad in read_canonical(text))


def among(triples: Iterable[Triple]) -> Iterator[Correction]:
    """The corrections that one graph makes, of which these are all statements."""
    about: defaultdict[object, list[Triple]] = defaultdict(list)
    for triple in triples:
        about[triple.subject].append(triple)
    nodes = [said for said in about.values() if any(_names(triple) for triple in said)]
    subjects = {t.object for said in nodes for t in said if t.predicate == RDF.subject}
    states = {stored(triple) for subject in subjects for triple in about.get(subject, ())}
    for said in nodes:
        yield from _made(said, states.__contains__)


def apart(text: bytes, graph: str, entities: Collection[str]) -> bytes:
    """A graph of corrections without those about some entities; as it is where it says more, or would say nothing."""
    made = list(of({graph: text}))
    rest = [one for one in made if one.subject.value not in entities]
    return content(rest, graph) if rest and len(rest) < len(made) and content(made, graph) == text else text


def in_store(store: Store, base: str, about: Collection[object] | None = None) -> Iterator[tuple[str, Correction]]:
    """The corrections that users' graphs in a store make, or those ``about`` some nodes, each with the graph that
    makes it."""
    for quad in store.quads_for_pattern(None, RDF.type, CG.Correction):
        node, graph = quad.subject, quad.graph_name
        if not isinstance(graph, NamedNode) or not graph.value.startswith(f"{base}graph/user/"):
            continue
        named = store.quads_for_pattern(node, RDF.subject, None, graph) if about is not None else ()
        if about is None or any(each.object in about for each in named):
            said = (each.triple for each in store.quads_for_pattern(node, None, None, graph))
            yield from ((graph.value, one) for one in _made(said, partial(_states, store, graph)))


def _states(store: Store, graph: NamedNode, triple: Triple) -> bool:
    return Quad(triple.subject, triple.predicate, triple.object, graph) in store


def _names(triple: Triple) -> bool:
    return triple.predicate == RDF.type and triple.object == CG.Correction


def _made(said: Iterable[Triple], states: Callable[[Triple], bool]) -> Iterator[Correction]:
    """What a node says is wrong and right, where it names one of each and its graph ``states`` what is right."""
    told: dict[NamedNode, Triple] = {}
    for triple in said:
        if triple.predicate in _TOLD:
            other = told.setdefault(triple.predicate, triple)
            if stored(other) != stored(triple):
                return
            told[triple.predicate] = other if other is triple else min(other, triple, key=str)
    if len(told) == len(_TOLD):
        subject, predicate, wrong, right = (told[name].object for name in _TOLD)
        terms = isinstance(wrong, NamedNode | Literal) and isinstance(right, NamedNode | Literal)
        if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and terms:
            one = Correction(subject, predicate, wrong, right)  # type: ignore[arg-type]
            if states(stored(one.after)):
                yield one


def stored(triple: Triple) -> Triple:
    """A statement as the engine writes it."""
    value = triple.object
    if not isinstance(value, Literal) or value.datatype in _PLAIN:
        return triple
    kept = _stored(value)
    return triple if kept == value else Triple(triple.subject, triple.predicate, kept)


@lru_cache(maxsize=1 << 16)
def _stored(value: Literal) -> Literal:
    store, any_ = Store(), RDF.value
    store.add(Quad(any_, any_, value))
    (quad,) = store
    assert isinstance(quad.object, Literal)
    return quad.object
