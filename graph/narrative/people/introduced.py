"""People without a title whom a sentence introduces: "our research assistant, Jo Marsh", "Jo Marsh, who leads WP3".

A name counts where words say that a person has a part in this work: who wrote the report, who joined the team,
whose post it is. A famous name beside other words ("the historian Asa Briggs") is nobody's post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.narrative.bodies.organizations import Directory
from graph.narrative.brackets import bracket_at
from graph.narrative.names import is_organization, run_at, runs
from graph.narrative.people.given import has_given_name
from graph.narrative.people.named import Found, name_at
from graph.narrative.people.nobody import has_other_words, may_be_name
from graph.narrative.people.posts import ROLE
from graph.narrative.people.titled import person_at
from graph.narrative.spans import clean
from graph.narrative.triggers import triggers

_MADE = (
    *("written", "authored", "prepared", "compiled", "edited", "designed", "conducted", "carried out", "undertaken"),
    *("recorded", "deposited", "created", "drafted", "collected"),
    *(
        _NEWER := (
            "transcribed",
            "catalogued",
            "analysed",
            "coded",
            "translated",
            "moderated",
            "photographed",
            "filmed",
        )
    ),
)
_BY_WORDS = triggers(*(f"{made} by " for made in _MADE), *(f"{made} and " for made in _MADE))
_BY = re.compile(
    rf"(?P<made>{'|'.join(_MADE)})(?: and [a-z]{{3,12}})? by (?P<the>the (?:[a-z]{{3,20}} ){{1,3}})?(?=[^\W\d_a-z])"
)
_GUIDED = tuple(f"under the {care} of " for care in ("guidance", "supervision", "mentorship"))
_UNDER_WORDS = triggers(*_GUIDED, " supervised by ", " mentored by ")
_UNDER = re.compile(rf"(?:{'|'.join(_GUIDED)}|(?:is|are|be) (?:supervised|mentored) by )(?=[^\W\d_a-z])")
_OWN_WORK = re.compile(
    r"(?:[\w ,]{1,40}, )?(?:(?:[Tt]his|[Tt]he|[Oo]ur) |(?=(?:Interviews|Fieldwork|Data"
    r"|Focus groups)\b))(?:[a-z]{2,20} ){0,2}(?:report|paper|briefing|guide|toolkit|dataset"
    r"|collection|archive|recordings?|transcripts?|[Ff]ocus groups|[Ii]nterviews|[Ff]ieldwork|[Dd]ata|photographs"
    r"|study|research|project|interviews?|fieldwork|survey|review|evaluation|data|analysis|page)"
    r"(?: (?:that|which))? (?:is|was|were|are|has been|have been|will be)(?: mainly| jointly)? $"
)
_POSTS = (
    *("researcher", "interviewer", "assistant", "fellow", "student", "colleague", "associate", "collaborator"),
    *("manager", "administrator", "officer", "ethnographer", "statistician", "transcriber", "co-author", "coordinator"),
    *("co-investigator", "facilitator", "supervisor", "onderzoeker", "promovendus", "promovenda", "promovendi"),
    *("doktorand", "doktorandin", "doctorante", "doctorant"),
)
_POST_WORDS = triggers(*_POSTS)
_POST = re.compile(rf"(?i:{'|'.join(_POSTS)})s?(?:,|:| is| are| was| were)? \(?(?=[^\W\d_a-z])")
_WHOSE = re.compile(
    r"\b(?:two|three|four|five|six|[Oo]ur|my|[Hh]er|[Hh]is|[Tt]heir|[Tt]he project['’]s)(?: [a-z-]{2,20}){0,4} $"
)
_OF_PROJECT = re.compile(r"\b(?:[Pp]roject|[Rr]esearch|[Ss]tudy|[Pp]rogramme|[Pp]ostdoctoral) $")
_KIND = re.compile(r"(?:Together with|PhD|DPhil|Research|Project|Lead|Senior|Fellow|Doctoral) ")
_UNPARTED = re.compile(r" [^\W\d_a-z]")
_CITED = re.compile(r",? \(?(?:1[89]|20)\d\d\b")
_AFTER_POST = re.compile(r"\s?(?:[,.;)(\n]|$|[a-z])")
_WHO_WORDS = triggers(", who ")
_WHO = re.compile(
    r", who (?:also |now |currently )?(?:(?:co-?)?leads|is leading|will lead|manages|co-?ordinates|runs"
    r"|oversees|directs"
    r"|supervises|supports|is responsible for|is in charge of|is working on|works on|joined|has joined|joins|conducted"
    r"|carried out|designed|collected) (?:on )?(?:wp ?\d|work package|(?:the |our |this |all "
    r"|most )?(?:[a-z-]{2,20} ){0,2}"
    r"(?:project|study|research|team|fieldwork|analysis|survey|interviews|evaluation|strand|workstream|data|engagement"
    r"|dissemination|programme|work|modelling|workshops)\b)"
)
_JOIN_WORDS = triggers(
    " join", " appointed ", " has join", " is join", " will join", " has start", " started ", " is starting "
)
_JOIN = re.compile(
    r" (?:has |is |will )?(?:recently |now |also )?(?:(?:join(?:ed|s|ing)?) (?:(?:the|our) (?:[a-z]{2,20} ){0,3}team\b"
    r"|(?:us|the (?:project|study|team)) as (?:an? |the |our )?(?=[a-z]))|start(?:ed|ing) (?:his|her|their)"
    r" (?:phd|doctora|post\b|postdoc|role|job)"
    r"|(?:been |was )?appointed (?:as |to )?(?:an? |the |our |its )?(?:research|project|postdoc|fieldwork"
    r"|co-investigator))"
)
# Posts, and what stands between a name and one: "with Ann Bell as research fellow", "Ann Bell is Professor of Soils".
_ROLE_WORDS = triggers(
    *("professor", "lecturer", "director", "fellow", "reader in ", "head of", "chair", "dean", "manager", "officer"),
    *("ordinator", "investigator", "scientist", "researcher", "associate", "assistant", "student", "secretary"),
    *("analyst", "advis", "administrator", "president", "lead"),
)
_TO_ROLE = re.compile(
    r" (?:(?P<be>is|was)(?: now| currently| also)?|as) (?:the |an? |our |its )?(?:[\w-]{2,20}[ -]){0,3}$"
)
_ARTICLE = re.compile(r"(?: now| currently| also)? (?:the |an? |our |its )?")
_BEFORE_AS = re.compile(r"(?:\bwith|\band|,|;|\bappoint(?:ed|ing)|\bjoined by)\s$")
_NO_POST = re.compile(r"[Ll]ead (?:partner|organi|institut|funder|agency|body)")
_SEPARATOR = re.compile(r",? (?:and|&|et|y|e|und|en|och|og) (?=[^\W\d_a-z])|, ")
_LISTED = re.compile(r"[,&(\[]| (?:and|et|y|e|und|en|och|og) ")
_WITH = re.compile(r",? (?:together |along |alongside )?with |,? (?:and|&) |[,;] ")
_AIDED = re.compile(
    r",? (?:[a-z ]{2,40}, |[a-z ]{2,40})?(?:(?:ably )?(?:supported|assisted|aided|helped|joined|advised"
    r"|accompanied) by) (?=[^\W\d_a-z])"
)
_SAID_WORDS = triggers(
    ", said", ", says", ", explain", ", comment", ", added", ", adds", ", will ", ", leads", ", is lead"
)
_SAID = re.compile(
    r", (?:said|says|explain(?:s|ed)|comment(?:s|ed)|added|adds|leads|is leading|will (?:lead|direct|join|manage|work"
    r"|co-?ordinate|oversee|run|supervise))\b"
)
_SPEAKER_WORDS = triggers(" said ", " says ", " explained ", " explains ", " added ")
_SPEAKER = re.compile(r"[,\"”’'»] (?:said|says|explain(?:s|ed)|added) (?=[^\W\d_a-z])")
_FIELDED_WORDS = triggers(
    " transcribed the ", " conducted the ", " carried out the ", " translated the ", " coded the "
)
_FIELDED = re.compile(
    r" (?:transcribed|conducted|carried out|translated|coded) the (?:[a-z-]{2,20} ){0,2}"
    r"(?:interviews?|recordings?|transcripts?|fieldwork|focus groups|survey|diaries|data|analysis)\b"
)
_CHAIR_WORDS = triggers(
    "email ",
    "e-mail ",
    "queries to",
    "enquiries to",
    "speak to ",
    "chaired by ",
    "hosted by ",
    "facilitated by ",
    "moderated by ",
)
_CHAIR = re.compile(
    r"(?:(?:chaired|hosted|facilitated|moderated) by|[Ee]-?mail|(?:[Qq]ueries|[Ee]nquiries) to:?"
    r"|[Ss]peak to) (?=[^\W\d_a-z])"
)
_OWNED_WORDS = triggers("university's ", "university’s ", "college's ", "college’s ")
_OWNED = re.compile(r"[Uu]niversity['’]s |[Cc]ollege['’]s ")
_WORK_WORDS = triggers(" joined ", " works ", " is employed ", " is based ")
_WORKS = re.compile(r" (?:joined|works (?:for|at)|is (?:employed|based) (?:by|at)) (?:the )?(?=[^\W\d_a-z])")
_AT_WORDS = triggers(" at ", " of ", " from ")
_ALL_AT = re.compile(r" (?:at|of|from) (?:the )?(?=[^\W\d_a-z])")
_NEAR = 120


def introduced(directory: Directory, people: list[Found]) -> list[Found]:
    """The people whom sentences introduce, but for those of ``people``."""
    known = {place.start: place for place in people}
    found = dict(known)
    for place in (*_after(directory, known), *_before(directory), *_opening(directory)):
        found.setdefault(place.start, place)
    for place in list(found.values()):
        for other in _beside(directory, place):
            found.setdefault(other.start, other)
    return [place for start, place in found.items() if start not in known]


def _beside(directory: Directory, first: Found) -> Iterator[Found]:
    """The people with an employer in a bracket listed after somebody: "Dr Reis, with Ann Bell (Kell College)"."""
    layout, text = directory.layout, directory.layout.text
    end, position = layout.sentence_at(first.span.start).end, first.end
    for _ in range(12):
        separator = _WITH.match(text, position, end) or _AIDED.match(text, position, end)
        place = person_at(directory, separator.end(), end) if separator else None
        if (
            place is None
            or not (place.affiliations or (place.roles and has_given_name(place.name)))
            or not may_be_name(place.name)
            or not (text[place.span.end : place.span.end + 2] == " (" or place.roles)
        ):
            return
        yield place
        position = place.end


def _opening(directory: Directory) -> Iterator[Found]:
    """The people with whom a sentence begins: "A and B at Kell College made …", "A, reader at Kell College, said …"."""
    layout, text = directory.layout, directory.layout.text
    if directory.is_empty:
        return
    for match in layout.at(_SAID, _SAID_WORDS):
        sentence = layout.sentence_at(match.start())
        if match.start() - sentence.start > 2 * _NEAR:
            continue
        place = person_at(directory, sentence.start, sentence.end)
        if place and place.affiliations and may_be_name(place.name) and _SAID.match(text, place.end):
            yield place
    for match in layout.near(_SPEAKER, _SPEAKER_WORDS, 2):
        place = person_at(directory, match.end(), layout.sentence_at(match.start()).end)
        if place and place.roles and place.affiliations and may_be_name(place.name):
            yield place
    for match in layout.at(_OWNED, _OWNED_WORDS):
        place = person_at(directory, match.end(), layout.sentence_at(match.start()).end)
        if place and has_given_name(place.name) and may_be_name(place.name):
            yield place
    for match in layout.at(_FIELDED, _FIELDED_WORDS):
        for place in _ending(directory, match.start(), whole=True):
            if has_given_name(place.name) and may_be_name(place.name):
                yield place
    for match in layout.at(_WORKS, _WORK_WORDS):
        for place in _ending(directory, match.start(), whole=True):
            run = run_at(text, match.end(), layout.sentence_at(match.start()).end)
            key = directory.recognise(run, certain=text.startswith(" as ", run.end)) if run else None
            if key and run and not place.affiliations:
                place.affiliations.append((key, run))
            if place.affiliations and may_be_name(place.name):
                yield place
    for match in layout.at(_ALL_AT, _AT_WORDS):
        yield from _row(directory, match)


def _row(directory: Directory, at: re.Match[str]) -> Iterator[Found]:
    """The two people or more with whose names a sentence begins, before the employer of all."""
    layout, text = directory.layout, directory.layout.text
    sentence = layout.sentence_at(at.start())
    if at.start() - sentence.start > _NEAR or not _LISTED.search(text, sentence.start, at.start()):
        return
    run = run_at(text, at.end(), sentence.end)
    key = directory.key_at(run) if run else None
    if run is None or key is None or not directory.is_university(key):
        return
    places, position = [], sentence.start
    while place := person_at(directory, position, at.start()):
        places.append(place)
        separator = _SEPARATOR.match(text, place.span.end, at.start())
        position = separator.end() if separator else at.start()
    if len(places) > 1 and all(may_be_name(place.name) for place in places) and places[-1].span.end == at.start():
        for place in places:
            place.affiliations = place.affiliations or [(key, run)]
        yield from places


def _after(directory: Directory, known: dict[int, Found]) -> Iterator[Found]:
    """The people named after words: "this report was written by A and B", "two researchers, A and B"."""
    layout, text = directory.layout, directory.layout.text
    for match in layout.at(_BY, _BY_WORDS):
        start = layout.sentence_at(match.start()).start
        if match.start() - start <= _NEAR and _OWN_WORK.fullmatch(text, start, match.start()):
            new = match.group("made") in _NEWER or match.group("the") is not None
            for place in _listed(directory, match.end(), known):
                if may_be_name(place.name) and (not new or has_given_name(place.name)):
                    yield place
    for match in layout.near(_UNDER, _UNDER_WORDS, 4):
        yield from (place for place in _listed(directory, match.end(), known) if may_be_name(place.name))
    for match in layout.at(_CHAIR, _CHAIR_WORDS):
        yield from (place for place in _listed(directory, match.end(), known) if has_given_name(place.name))
    for match in layout.at(_POST, _POST_WORDS):
        start = layout.sentence_at(match.start()).start
        before = max(start, match.start() - 80)
        opens = match.start() == start or (match.start() - start <= 14 and _KIND.fullmatch(text, start, match.start()))
        own = _WHOSE.search(text, before, match.start()) or _OF_PROJECT.search(text, before, match.start())
        if own or (opens and _UNPARTED.match(text, match.end() - 1)):
            listed = list(_listed(directory, match.end(), known))
            if not all(place.title or not has_other_words(place.name) for place in listed):
                continue
            if not own and not all(
                has_given_name(place.name) and not _CITED.match(text, place.span.end) for place in listed
            ):
                continue
            if listed and _AFTER_POST.match(text, listed[-1].end):
                yield from listed


def _listed(directory: Directory, position: int, known: dict[int, Found]) -> Iterator[Found]:
    """The people named one after the other."""
    text, layout = directory.layout.text, directory.layout
    end = layout.sentence_at(position).end
    for _ in range(12):
        place = known.get(position) or person_at(directory, position, end)
        if place is None:
            return
        yield place
        separator = _SEPARATOR.match(text, place.end, end)
        if separator is None:
            return
        position = separator.end()


def _before(directory: Directory) -> Iterator[Found]:
    """The people named before words: "A, who leads WP3", "A has joined the team", "with A as research assistant"."""
    layout, text = directory.layout, directory.layout.text
    for match in layout.at(_WHO, _WHO_WORDS, small=True):
        yield from _ending(directory, match.start(), whole=False)
    for match in layout.near(_JOIN, _JOIN_WORDS, 0, 100, small=True):
        yield from _ending(directory, match.start(), whole=True)
    reach = 0
    for place in layout.places(_ROLE_WORDS):
        cue = _TO_ROLE.search(text, max(reach, place - 60), place) if place > reach else None
        role = _ARTICLE.match(text, cue.end("be") if cue.group("be") else cue.start() + 3) if cue else None
        if cue is None or role is None or not ROLE.match(text, role.end()) or _NO_POST.match(text, role.end()):
            continue
        reach, whole = place, cue.group("be") is not None
        own = text.startswith((" is our ", " is the project"), cue.start())
        for found in _ending(directory, cue.start(), whole):
            if (
                found.roles and (found.affiliations or (own and has_given_name(found.name)))
                if whole
                else _BEFORE_AS.search(text, max(0, found.start - 12), found.start)
            ):
                yield found


def _ending(directory: Directory, position: int, whole: bool) -> Iterator[Found]:
    """The person whose name, perhaps with a bracket, ends at a position; ``whole``: and begins its sentence."""
    layout, text = directory.layout, directory.layout.text
    sentence = layout.sentence_at(position - 1)
    stop = position
    if text[position - 1 : position] == ")" and (opening := text.rfind(" (", sentence.start, position)) > 0:
        stop = opening
    begin = max(sentence.start, stop - _NEAR)
    run = next((run for run in runs(text, begin, stop) if run.end == stop), None)
    if run is None or (whole and run.start != sentence.start) or name_at(text, run.start, run.end) != run:
        return
    name = clean(text[run.start : run.end])
    if not 2 <= len(name.split()) <= 4 or is_organization(name) or directory.knows(name):
        return
    inside = bracket_at(text, stop, position) if stop < position else None
    if stop < position and inside is None:
        return
    place = person_at(directory, run.start, sentence.end)
    if place is not None and place.span == run:
        yield place
