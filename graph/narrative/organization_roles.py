"""Which organisation has which part in the project: lead, partner, participant, data collector, publisher."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise

from graph.narrative.body_labels import names_bodies
from graph.narrative.brackets import bracket_at
from graph.narrative.consortium import consortium
from graph.narrative.data_collectors import data_collectors
from graph.narrative.fields import Field, of_part
from graph.narrative.foreign_parts import foreign_parts
from graph.narrative.headings import bodies_below
from graph.narrative.imprints import imprints
from graph.narrative.lists import labelled_at, lines_at, organizations_at
from graph.narrative.organizations import Directory
from graph.narrative.partners import doing, in_brackets, thanked, together
from graph.narrative.patterns import at_word
from graph.narrative.publishers import publishers
from graph.narrative.roles import CUE_WORDS, CUES, leads_project
from graph.narrative.spans import Layout, Span
from graph.narrative.subjects import Subjects
from graph.narrative.triggers import triggers

Given = tuple[str, str, Span]
_TOGETHER_WORDS = triggers(
    "partner",
    "collaborat",
    "consortium ",
    "together with ",
    "association with",
    "operation with",
    "joint",
    "brings together",
    "brought together",
    "working with ",
    "working closely with ",
)
_TOGETHER = re.compile(
    at_word(
        "[Ii]n (?:close )?(?:partnership|collaboration|association|co-?operation) with",
        "[Cc]ollaborat(?:es?|ing|ion) with",
        "[Pp]artner(?:ed|ing|s) with(?= (?:the )?[A-Z])",
        "jointly (?:conducted|run|managed|delivered|organi[sz]ed|carried out|undertaken) by",
        *(f"{done} jointly by" for done in ("conducted", "run", "managed", "delivered", "carried out", "undertaken")),
        "[Tt]ogether with(?= (?:the )?[A-Z])",
        "Working (?:closely )?with(?= )",
        *(
            f"{joint}(?: [a-z]{{3,12}})? (?:between|of|by)(?: (?:researchers|academics|colleagues) (?:at|from))?"
            for joint in (
                "collaboration",
                "partnership",
                "consortium",
                "joint (?:project|study|initiative|venture|programme|effort|undertaking|endeavour|survey|work)",
            )
        ),
        *(
            f"{brings} together(?: (?:researchers|academics|experts|partners|colleagues|teams"
            f"|scholars))?(?: (?:at|from|of))?"
            for brings in ("brings", "brought", "bringing")
        ),
    )
    + r"\s{0,2}"
)
_TOGETHER_FIRST = re.compile(
    r"(?:(?:Work(?:ing|ed)?|Delivered|Run|Developed|Produced|Carried out|Conducted|Created|Undertaken|Designed)"
    r"(?: closely)? ?)?$"
)
# "Working with the charity Owls": only with what is shown to be a body.
_WORKED = (
    *("work", "working", "works", "worked", "designed", "produced", "created", "developed", "hosted", "delivered"),
    *("organised", "organized", "run", "held", "closely", "together", "jointly", "directly", "did", "done"),
    *("workshops", "events", "conducted", "undertaken", "out"),
)
_WITH_WORDS = triggers(*(f"{worked} {joined} " for worked in _WORKED for joined in ("with", "alongside")))
_WITH = re.compile(r"[a-z]{3,9} (?:with|alongside)\s")
_WORK_WITH = re.compile(
    r"\b(?:(?:work(?:ing|s|ed)?|co-?(?:designed|produced|created|developed|hosted|delivered|organi[sz]ed|run)"
    r"|organi[sz]ed|delivered|developed|designed|produced|created|hosted|held|run|done"
    r"|(?:hold(?:ing|s)?|held|run(?:ning|s)?|ran) (?:[a-z]{3,12} )?(?:workshops|events)"
    r"|(?:carried out|conducted|undertaken) (?:together|jointly)"
    r"|(?P<we>we did|(?:I|[Ww]e) (?:(?:have|had) been working|(?:am|are|have) work(?:ing|ed)|work(?:ed)?)))"
    r"(?: (?:closely|together|jointly|directly))?)\s$"
)
_CALLED = re.compile(r"(?:[A-Z][^.;:\n]{2,60}? is an?|An?) (?:[a-z-]{2,20} ){0,3}$")
_AS_WORDS = triggers(" partner ", " partners", " partner.", " partner,", " partner organi")
_AS_PARTNERS = re.compile(
    r"\b(?:as|(?:are|were|is|act as|acted as|serve as) (?:also )?(?:the |our )?) ?(?:[a-z-]{2,20} ){0,2}$"
)
_OF_PROJECT = re.compile(r"partners?(?: organi[sz]ations?)?(?: (?:in|on|of|for) (?:the|this|our)\b|\s?[.,;]|$)")
_ORGANIZATION_CUES = (
    (
        "partner",
        triggers("partner", "stakeholder", "consortium ", "consortium:"),
        re.compile(
            r"(?:\b(?:[Pp]artners?(?: organi[sz]ations?)?(?: are| is| include| includes)?\s?[:–—]"
            r"|(?<=\w )[Pp]artners? -|"
            r"[Pp]artners?(?: organi[sz]ations?)?"
            r"(?: (?:in|on|of|for) (?:the|this|our) (?:[a-z-]{2,20} )?"
            r"(?:project|study|research|programme|consortium|work))?"
            r" (?:are|were|include|included|including|comprise)"
            r"|(?P<made_up>[Cc]onsortium:)"
            r"|(?<=[Tt]he )partners \((?=(?:the )?[A-Z][^()\n]{2,160}(?:,|\band\b)[^()\n]{2,120}\))"
            r"|[Pp]artner organi[sz]ation,(?= the [A-Z])"
            r"|[Cc]onsortium (?:(?:is|was) led by [^.;\n]{2,80}? and )?"
            r"(?:includes?|comprises?|consists of|is made up of)"
            r"|stakeholders?[^:.;\n]{0,160}:)"
            r"|(?P<awarded>(?<=\w )partners,?(?: at)?(?= (?:the )?[^\W\d_a-z]))"
            r"|(?P<run_on>(?<=[\w)] )Partners) (?=[A-Z][\w’'-]{1,30} [A-Z])"
            r"|(?P<german>[Pp]artner(?:in(?:nen)?)? (?:ist|sind|war|waren)(?: (?:die|der|das))?))\s{0,2}"
        ),
    ),
    (
        "participant",
        triggers("centres", "centers", "institut", "universities", "organi"),
        re.compile(
            at_word("[Cc]ent(?:re|er)s", "[Ii]nstitut(?:e|ion)s", "[Uu]niversities", "[Oo]rgani[sz]ations")
            + r"\b[^:.;\n]{0,160}[:–]\s{1,2}"
        ),
    ),
)
_LAST_WORDS = frozenset(("Trust", "Council", "Association", "Society", "Foundation", "Group", "Ltd", "Library"))
_OTHERS = re.compile(r"(?:^|[.!?\n] {0,2})(?:(?:The|Our) o|O)ther (?:project )?$")
_LED_BY = re.compile(r"\b(?:led|run|managed|co-?ordinated|carried out|conducted|delivered) by [^.;:\n]{3,90}?,? $")
_DONE_BY = re.compile(r"(?:carried out|conducted|undertaken) by an? (?:[a-z-]{2,20} )?$")
_PARTNER = re.compile(r"[Pp]artner $")
_THEIR = re.compile(r"\b(?:its|her|his|their|[Oo]ur|with) (?:[a-z-]{2,20} ){0,2}$")
_GIVEN_MONEY = re.compile(r"\bha(?:s|ve) (?:been awarded|been given|received|won|secured)\b[^.;\n]{0,60}[£$€]")
_LABELS = ("partner", "data-collector", "publisher")


def of_organizations(
    directory: Directory, subjects: Subjects, parts: frozenset[int], labels: list[Field], employers: frozenset[str]
) -> list[Given]:
    """Role, key and place of every organisation with a part in the project.

    ``employers`` are those of who leads it: "a collaboration between A and B" has them for no partners.
    """
    given = [
        *_labelled(directory, subjects, labels),
        *_together(directory, subjects, employers),
        *_cued(directory, subjects),
        *(("data-collector", key, span) for key, span in data_collectors(directory, subjects)),
        *_leading(directory, subjects, parts, labels),
        *_below_headings(directory),
        *(("partner", key, span) for key, span in in_brackets(directory, subjects)),
        *(("partner", key, span) for key, span in doing(directory, subjects)),
        *(("partner", key, span) for key, span in together(directory, subjects)),
        *(("partner", key, span) for key, span in consortium(directory, subjects)),
        *(("partner", key, span) for key, span in thanked(directory, "partner")),
        *foreign_parts(directory, subjects),
        *(("publisher", key, span) for key, span in publishers(directory, subjects)),
        *(("publisher", key, span) for key, span in imprints(directory)),
    ]
    given = [_of_university(directory, item) for item in given]
    seen: set[tuple[str, str]] = set()
    return [item for item in given if not (item[:2] in seen or seen.add(item[:2]))]  # type: ignore[func-returns-value]


def _of_university(directory: Directory, given: Given) -> Given:
    """A department's part, or a school's, is its university's."""
    role, key, _ = given
    above = directory.university_of(key)
    return (role, *above) if above else given


def _labelled(directory: Directory, subjects: Subjects, labels: list[Field]) -> Iterator[Given]:
    """The organisations of lines like "Partners: A; B"; "Participants:" are a consortium's beside its coordinator."""
    small = directory.layout.small
    words = [small[field.label.start : field.label.end] for field in labels]
    for field, label in zip(labels, words, strict=True):
        role = next((role for role in field.roles if role in _LABELS), None)
        if role is None or (label == "participants" and not any("ordinator" in other for other in words)):
            continue
        if field.below and role != "partner":
            continue
        if subjects.elsewhere(field.label.start) or field.below:
            continue
        listed: Iterator[tuple[str, Span]] = labelled_at(
            directory, field.start, field.end, role == "publisher" or names_bodies(label), role == "data-collector"
        )
        if role == "publisher" and ";" not in directory.layout.text[field.start : field.end]:
            listed = islice(listed, 1)  # "Kell Archive, University of Kell, Selby"
        yield from ((role, key, span) for key, span in listed)


def _together(directory: Directory, subjects: Subjects, employers: frozenset[str]) -> Iterator[Given]:
    """The partners of "in partnership with", "a collaboration between", "working with the charity", "as partners"."""
    layout, text = directory.layout, directory.layout.text
    for match in layout.near(_TOGETHER, _TOGETHER_WORDS, 24, 100):
        sentence = layout.sentence_at(match.start())
        end = layout.units[layout.unit_index(match.start())].end
        first = match.start() - sentence.start <= 24 and _TOGETHER_FIRST.match(text[sentence.start : match.start()])
        called = match.start() - sentence.start < 120 and _CALLED.fullmatch(text, sentence.start, match.start())
        if called and (layout.sentence_index(match.start()) > 3 or subjects.elsewhere(match.start())):
            called = None if called.group() != "A " or not match.group().startswith("joint ") else called
        if match.group().startswith("together") and not _LED_BY.search(
            text, max(sentence.start, match.start() - 120), match.start()
        ):
            continue
        if first or called or subjects.of_work(match.start()):
            together = list(organizations_at(directory, match.end(), end, alone=True))
            if _DONE_BY.search(text, max(sentence.start, match.start() - 50), match.start()):
                continue  # a consortium of those that do it all
            if not first or (together and _then_project(text, subjects, together[-1][1].end, sentence.end)):
                mutual = not match.group().rstrip().endswith(" with")
                yield from (("partner", key, span) for key, span in together if not (mutual and key in employers))
    for match in layout.at(_WITH, _WITH_WORDS):
        sentence = layout.sentence_at(match.start())
        before, place = max(sentence.start, match.start() - 40), match.group().index(" ") + match.start() + 1
        worked = _WORK_WITH.search(text, before, place)
        if worked and not subjects.elsewhere(match.start()) and (worked.group("we") or subjects.at_work(match.start())):
            listed = organizations_at(directory, match.end(), sentence.end, alone=True)
            yield from (("partner", key, span) for key, span in listed)
    for place in layout.places(_AS_WORDS):
        yield from _as_partners(directory, subjects, place + 1)


def _as_partners(directory: Directory, subjects: Subjects, place: int) -> Iterator[Given]:
    """The organisations before "as project partners", "are partners in the study"."""
    layout, text = directory.layout, directory.layout.text
    cue = _AS_PARTNERS.search(text, max(0, place - 60), place) if _OF_PROJECT.match(text, place) else None
    sentence = layout.sentence_at(place)
    if cue is None or cue.start() < sentence.start or subjects.elsewhere(place):
        return
    begin = max(sentence.start, place - 300)
    if text.startswith("as", cue.start()):
        found = text.rfind("with ", begin, cue.start())
        begin = found + 5 if found >= 0 else begin
    stop = len(text[: cue.start()].rstrip())
    listed = list(organizations_at(directory, begin, stop))
    if listed and stop - listed[-1][1].end < 40:
        yield from (("partner", key, span) for key, span in listed)


def _cued(directory: Directory, subjects: Subjects) -> Iterator[Given]:
    """The organisations after words like "Partners include", "fieldwork was carried out by"."""
    layout, text = directory.layout, directory.layout.text
    for role, words, pattern in _ORGANIZATION_CUES:
        for match in layout.at(pattern, words):
            if not _is_cue(layout, role, match):
                continue
            if subjects.elsewhere(match.start()) and not (
                role == "partner" and _OTHERS.search(text, max(0, match.start() - 24), match.start())
            ):
                continue
            end = layout.units[layout.unit_index(match.start())].end
            listed: Iterable[tuple[str, Span]]
            if role == "partner" and match.group("awarded") is not None:
                listed = (
                    organizations_at(directory, match.end(), end) if _of_ours(subjects, layout, match.start()) else []
                )
            elif role == "partner" and match.group("run_on"):
                listed = [
                    each for each in organizations_at(directory, match.end(), end) if not _run_together(text, each)
                ]
            elif role == "partner":
                listed = labelled_at(directory, match.end(), end, alone=match.group("german") is not None)
            else:
                listed = organizations_at(directory, match.end(), end)
            yield from ((role, key, span) for key, span in listed)


def _run_together(text: str, given: tuple[str, Span]) -> bool:
    """Whether two names without a comma between them were read as one: "Kell Trust Wick Association"."""
    words = text[given[1].start : given[1].end].split()
    return any(word in _LAST_WORDS and after[0].isupper() for word, after in pairwise(words))


def _of_ours(subjects: Subjects, layout: Layout, position: int) -> bool:
    """Whether "her partners A and B" are of who does this work, or is given money for it."""
    sentence = layout.sentence_at(position)
    if not _THEIR.search(layout.text, max(sentence.start, position - 40), position) or subjects.elsewhere(position):
        return False
    return subjects.at_work(position) or _GIVEN_MONEY.search(layout.text, position, sentence.end) is not None


def _leading(directory: Directory, subjects: Subjects, parts: frozenset[int], labels: list[Field]) -> Iterator[Given]:
    """The organisations that lead: "led by A", "Coordinator: A", "Host institution: A"."""
    layout = directory.layout
    for match in layout.at(CUES[0][1], CUE_WORDS["lead"]):
        end = layout.units[layout.unit_index(match.start())].end
        if layout.sentence_index(match.start()) not in parts and leads_project(subjects, match):
            yield from (("lead", key, span) for key, span in organizations_at(directory, match.end(), end))
    for field in labels:
        if {"lead", "host"}.isdisjoint(field.roles) or field.below or subjects.elsewhere(field.label.start):
            continue
        if of_part(layout, field, parts):
            continue
        listed = organizations_at(directory, field.start, field.end, least=3 if "host" in field.roles else None)
        yield from (("lead", key, span) for key, span in listed)


def _below_headings(directory: Directory) -> Iterator[Given]:
    """The organisations in lines below "Partners", "Data collector"."""
    for role, units in bodies_below(directory):
        if role in _LABELS:
            yield from ((role, key, span) for key, span in lines_at(directory, units, alone=role != "partner"))


def _is_cue(layout: Layout, role: str, match: re.Match[str]) -> bool:
    """Whether words give a role where they stand."""
    if role == "partner" and match.group("made_up"):
        return layout.text.endswith(("up the ", "up our ", "form the ", "form our "), 0, match.start())
    return role != "participant" or not _PARTNER.search(layout.text, max(0, match.start() - 8), match.start())


def _then_project(text: str, subjects: Subjects, position: int, end: int) -> bool:
    """Whether the project is what comes after the list of "In partnership with X, the project …"."""
    inside = bracket_at(text, position, end)
    position = inside.end + 1 if inside else position
    return not text[position:end].strip(" .") or subjects.begins(position)
