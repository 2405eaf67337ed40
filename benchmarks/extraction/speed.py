"""How many descriptions a second one core reads, and whether time grows as the text does.

    python -m benchmarks.extraction --speed [10000]

Descriptions of about 1.5 kB are generated from a fixed seed, as catalogues have them: most tell of data and methods,
every third of a project with parts, people or money. Times are of the processor, all rules together. Then each of
the texts that try to make a rule go back over itself is read at 25 kB and at four times that: where the rules are
linear, the second takes four times as long.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator

from graph.narrative.extract import extract

LENGTH = 1500
_SUBJECTS = ("tenants", "growers", "ferry crews", "pupils", "carers", "small firms", "night workers", "voters")
_TOPICS = ("housing costs", "trust in news", "soil health", "sleep", "reading at home", "energy use", "local pay")
_PLACES = ("Selby", "the Wolds", "three northern towns", "Kell", "England and Wales", "Wick", "coastal districts")
_PLAIN = (
    "This study asked {count} {subjects} about {topic} in {place}.",
    "Data were collected by telephone and online between {year} and {year}, and weighted to the population.",
    "The questionnaire covered {topic}, {topic} and {topic}, and was tested with a small group of {subjects} first.",
    "Respondents could skip any question, and no names or addresses are held with the data.",
    "Little is known about how {subjects} in {place} deal with {topic}, although the matter is often debated.",
    "Earlier work has looked at {topic}; the present collection adds transcripts of {count} interviews.",
    "The files hold one row for each household, with variables on income, age, education and {topic}.",
    "Access to the transcripts needs the depositor’s permission, because {subjects} might be recognised in them.",
)
_TOLD = (
    "The project is led by Dr {name} at the University of {place} and funded by the Harrow Trust (ES/K{code}/1).",
    "WP1 reviews what is known about {topic}. WP2 surveys {subjects} in {place}; WP3 shares the findings.",
    "The team includes Professor {name} ({place} College) and Dr {name}, Director of the Soil Institute.",
    "The research has two phases. Phase 1 was a survey of {subjects}. Phase 2 was a set of {count} interviews.",
    "It works in partnership with Growers UK and the {place} Council. Contact {name} for more.",
)
_NAMES = ("Ann Bell", "Tom Okafor", "Lea van der Berg", "Cy Dale", "Mia Chen", "J. K. Roe", "Una Fay")
ADVERSARIAL = (
    "WP1 ", "WP1: ", "WPs 2, 3, ", "(", "University of X [ABC (", "A", "A ", ".", "\n", "led by ",
    "team comprises Dr Ann Bell and ", "Leeds and ", "aims (1) ", "the first phase ", "Team\n", "one two three ",
    "Funded by the Owl Trust, with more support from ", "paid for by a studentship ",
    "Funded by the Owl Trust, the project ", "In partnership with A Trust, ", "King's ", "WP1 of the A project; ",
    "It is funded by. ", "Dr Ann Bell, Director of A, ", "Stage one, stage two and ", "1. Arbeitspaket ",
    "143 people were interviewed and ", "a sample of ", "Work Package (WP) ",
    "WP1 leader: Ann Bell, ", "Prof Ann Bell leads WP4 and ", "Data were collected in Selby and York in ", "T1.1 WP1 ",
    "stage 2 sleep and Stage 1 ", "In the first phase, we ask; ", "Depositor: Bell, A, ",
    "Findings of WP3 feed into WP5 ", "WP1 (building on WP2 ",
    "Partners: A; ", "Funder: A, ", "Ann Bell, who leads ", "with Ann Bell as ", "A and B are partners ",
    "Data were collected by A and ", "The survey was commissioned by A and ", "Reis, A, Kell University\n",
    "Ann Bell\nReader, Kell University\n", "wird von der A ", "University of the As and ", "We thank the A Trust and ",
    "Sponsor\nA B\n", "London: A B, ", "We thank our partners A and ", "en partenariat avec A et ", "Delivered by: A, ",
    "This A-funded ", "collecte des données par A ", "A & B and C ", "survey by A and by ",
    "our assistants, Ann Bell, ", "A Trust, which funded ", "in partnership with the charity A, a ",
    "the second (WP1) a; ", "| WP | 1 |\n", "(2019) 'A. WP 2. ", "fund (AB12345) ", "dnr 2018-",
    "By Ann Bell, ", "By Ann Bell.\n", "Ann Bell (PI), ", "Ann Bell from A University, ", "Team\nAnn Bell (A)\n",
    "Name: Ann Bell\nInstitution: A University\n", "Ann and her colleague Dr Bell. ", "Dr Bell. She is Reader at A. ",
    "Ann Bell, A University\n", "menés par Ann Bell et ", "Dr Ann Bell, Tom Roe and ", "Authors: ROE Ann, ",
    "Ann Bell | PI | A University\n", "Research Fellow - Ann Bell\n", "Dr Ann Bell at the University and ",
    "a study by Ann Bell and ", "A University (Ann Bell, ", "A University's Ann Bell, ", "A Bell, Cy Roe\nMay 2019\n",
    "Ann Bell and Cy Roe\nA University\n", "Staff\nA Centre\nAnn Bell\n", "Ann Bell\nA thesis submitted by\n",
    "A universitet ",
    "We thank Ann Bell and ", "By Ann Bell\nMy research at A ", "Institut national de la a ",
    "Dr Bell (ABC), A B College, ",
    "Authors: Bell, A., A University. B; ", "Ann Bell\nChief Executive, A B\n", "A University at A ",
    "consortium of 9 partners\n\nA University (AU) UK\n\n", "Nine partners make up the consortium: ",
    "A, B University and C will run the project together ", "In Wick the pilots are led by ", "A and B jointly won ",
    "£2m from the A Council, ", "$4m A Grant ", "received a grant of £1m from A ", "The money is from A, which B ",
    "project with A money ", "The A Trust has given £2m to study ", "The data are available from ", "SRG\\12345 ",
    "A report published today by ", "grant\nAB-12345-12\n", "City, University of London ", "Centre on A and ",
    "We thank the efforts of Ann Bell, Cy Roe and ", "Interviewers - Ann Bell, Cy Roe\n",
    "Roe, Ann <http://orcid.org/0000-0001-8888-2051>, ",
    "Kell University\nAnn Bell\n\n", "Kell University\nAnn Bell\n", "Ann Bell, A University; ",
    "PhD students at A University: Ann Bell, ", "A's Ann Bell leads its team, helped by Tom Roe and ",
    "Ann Bell is the PI and ", "WP1 is the task of Ann Bell and ", "Ann Bell, who with Tom Roe is ",
    "the research team, with Ann Bell and ", "Ann Bell, our intern, \n", "Ann Bell\nAnn is a researcher \n",
    "A's director, Ann Bell, said ", "Ann Bell of Kell University added a. ",
    "Dr Ann Bell (Kell); Dr Tom Roe (A College); ", "Dr Ann Bell\nA University\n£4\n",
    "A B (Kell, RI 02907)\nAnn Bell\n", "PI: Ann Bell Awardee: A Trust ",
    "led from A University by Ann Bell and ", "A University - Norway\n\nA b c d e Dr Bell f.\n\n",
    "Investigator Ann Bell, Reader\n", "Ann Bell is a sociologist at A University. ",
    "A University sociologist Dr Bell ", "Dr Bell joined A University and ", "A University, represented by Dr Bell, ",
    "Kell University\n- Ann Bell\n", "Kell University: Dr Bell, Dr Roe\n",
    "BELL, Ann <http://orcid.org/0000-0002-1825-0097>, ", "Ann Bell orcid 0000-0002-1825-0097 and Roe, T ",
    '{"name": "Ann Bell", "affiliation": {"name": "A", ', '{"name":"Ann Bell","email":"a@b"},{',
    '<creator a="b">Ann Bell',
    "<author>Ann Bell</author><affiliation>A", "Panel\nAnn Bell Tom Roe Cy Dale ", "Panel\nAnn Bell (A) Tom Roe\n",
    "Bell, Ann\n", "Bell, Ann (orcid ", "unter Mitarbeit von Ann Bell,\n", "Interviewers - Ann Bell, Tom Roe,\n",
    "The help of Ann Bell and Tom Roe at A Trust is appreciated, ", "Ann Bell and Tom Roe\nA study by A, ",
    "Dr Ann Bell, a fellow in the A in the ", "Kell University's Ann Bell and Tom Roe, together with ",
)  # fmt: skip
SHORT, TIMES = 25_000, 4


def descriptions(count: int) -> Iterator[str]:
    """So many descriptions; the same number gives the same texts."""
    for number in range(count):
        chance = random.Random(number)
        text = ""
        while len(text) < LENGTH:
            told = number % 3 == 0 and chance.random() < 0.4
            sentence = chance.choice(_TOLD if told else _PLAIN)
            while "{" in sentence:
                sentence = _filled(sentence, chance)
            text += sentence + ("\n\n" if chance.random() < 0.2 else " ")
        yield text[:LENGTH]


def _filled(sentence: str, chance: random.Random) -> str:
    """The sentence with the first of its blanks filled."""
    head, _, rest = sentence.partition("{")
    blank, _, tail = rest.partition("}")
    words = {
        "count": str(chance.randrange(20, 2000)),
        "year": str(chance.randrange(1990, 2024)),
        "code": str(chance.randrange(100_000, 1_000_000)),
        "subjects": chance.choice(_SUBJECTS),
        "topic": chance.choice(_TOPICS),
        "place": chance.choice(_PLACES),
        "name": chance.choice(_NAMES),
    }
    return head + words[blank] + tail


def seconds(text: str) -> float:
    """The processor's time for one text: the least of three."""
    taken = []
    for _ in range(3):
        before = time.process_time()
        extract(text, "en")
        taken.append(time.process_time() - before)
    return min(taken)


def measure(count: int) -> None:
    """Print how many of ``count`` descriptions are read a second, and how the time grows with the length."""
    texts = list(descriptions(count))
    before = time.process_time()
    parts = sum(len(extract(text, "en").work_packages) for text in texts)
    taken = time.process_time() - before
    print(f"{count} descriptions of {LENGTH} characters: {count / taken:.0f} a second and core ({parts} parts)")
    print(f"{'text':>42} {'25 kB, ms':>10} {'100 kB, ms':>10} {'ratio':>6}")
    for piece in ADVERSARIAL:
        short = (piece * (SHORT // len(piece) + 1))[:SHORT]
        first, second = seconds(short), seconds(short * TIMES)
        print(f"{piece!r:>42} {1000 * first:>10.1f} {1000 * second:>10.1f} {second / max(first, 1e-6):>6.1f}")


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
