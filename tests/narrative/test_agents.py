"""People, organisations and their parts in a project."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.narrative.extract import Narrative, extract
from graph.records import Organization, Person

PAGE = """Orchard Lives

A two-year project funded by the Harrow Foundation and the National Orchard Fund in partnership with the \
University of Selby, Orchard Voices (a charity that trains growers) and Growers UK.

Principal Investigator: Dr Ana Reis, University of Selby
Co-Investigators: Professor Tom Okafor (Department of Botany, University of Hexham), \
Ms Lea van der Berg (Growers UK)
Contact: Jo Marsh, jo@selby.example
Grant reference ES/X012345/1
"""


def roles(found: Narrative) -> list[tuple[str, str]]:
    return [(value.value.role, value.value.agent.name.value) for value in found.associations]


def person(text: str, name: str) -> Person:
    return next(value.value for value in extract(text).people if value.value.name.value == name)


def employers(found: Person) -> list[str]:
    return [value.value.name.value for value in found.affiliations]


def organization(found: Narrative, name: str) -> Organization:
    return next(value.value for value in found.organizations if value.value.name.value == name)


def names(text: str) -> list[str]:
    return [value.value.name.value for value in extract(text).organizations]


def parts(text: str) -> list[tuple[str, str]]:
    """The parts of organisations, but for who leads, with the funders."""
    found = extract(text, whole=True)
    given = {part for part in roles(found) if part[0] in ("partner", "publisher", "data-collector")}
    return sorted(given | {("funder", value.value.name.value) for value in found.funders})


def test_a_page_with_labels() -> None:
    found = extract(PAGE)
    assert roles(found) == [
        ("lead", "Ana Reis"),
        ("member", "Tom Okafor"),
        ("member", "Lea van der Berg"),
        ("contact", "Jo Marsh"),
        ("partner", "University of Selby"),
        ("partner", "Orchard Voices"),
        ("partner", "Growers UK"),
    ]
    assert [value.value.name.value for value in found.funders] == [
        "Harrow Foundation",
        "National Orchard Fund",
    ]
    assert [value.value.reference.value.value for value in found.grants] == ["ES/X012345/1"]
    assert found.duration is not None
    assert found.duration.value == "P2Y"
    described = organization(found, "Orchard Voices").description
    assert described is not None
    assert described.value == "a charity that trains growers"


def test_a_department_is_a_part_of_its_university_and_no_body_of_its_own() -> None:
    assert "University of Hexham" in names(PAGE)
    assert "Department of Botany" not in names(PAGE)
    assert names("The Department of Botany (DoB), University of Hexham, grows oats.")[0] == "Department of Botany"
    centre = organization(
        extract("The Centre for Hedge Research (at the University of Hexham) grows oats."), "Centre for Hedge Research"
    )
    assert [parent.value.name.value for parent in centre.parents] == ["University of Hexham"]


def test_who_is_in_a_department_is_of_its_university() -> None:
    (employer,) = person(PAGE, "Tom Okafor").affiliations
    assert employer.value.name.value == "University of Hexham"


@pytest.mark.parametrize(
    ("text", "honorific", "name", "family", "roles", "employers"),
    [
        ("Dame Ruth Ito of the Soil Institute spoke.", "Dame", "Ruth Ito", "Ito", [], ["Soil Institute"]),
        ("Prof. Mia Chen (University of Kell).", "Prof", "Mia Chen", "Chen", [], ["University of Kell"]),
        ("Mr Ken Bo, Head of Policy, Bee Trust.", "Mr", "Ken Bo", "Bo", ["Head of Policy"], ["Bee Trust"]),
        ("Professor Emeritus Al Dow came.", "Professor Emeritus", "Al Dow", "Dow", [], []),
        (
            "Sir Paul Grey, Professor Emeritus of Ecology at Kell University.",
            "Sir", "Paul Grey", "Grey", ["Professor Emeritus of Ecology"], ["Kell University"],
        ),
        ("Dr. J. K. Roe-Jones [Kell College]", "Dr", "J. K. Roe-Jones", "Roe-Jones", [], ["Kell College"]),
        ("Dr Lea van der Berg wrote.", "Dr", "Lea van der Berg", "van der Berg", [], []),
        (
            "Dr Una Fay, Director of the Rural Health Institute [RHI], and others.",
            "Dr", "Una Fay", "Fay", ["Director of the Rural Health Institute"], ["Rural Health Institute"],
        ),
    ],
)  # fmt: skip
def test_titles_roles_and_employers(
    text: str, honorific: str, name: str, family: str, roles: list[str], employers: list[str]
) -> None:
    found = person(text, name)
    assert found.honorific is not None
    assert found.family_name is not None
    assert (found.honorific.value, found.family_name.value) == (honorific, family)
    assert [role.value for role in found.roles] == roles
    assert [value.value.name.value for value in found.affiliations] == employers


def test_an_acronym_is_resolved_where_it_is_used() -> None:
    text = "Dr Ann Bell (SOS) and Dr Cy Dale are at the School of Soils (SOS, at Kell University)."
    (school,) = person(text, "Ann Bell").affiliations
    assert school.value.name.value == "School of Soils"
    assert [other.value for other in school.value.alternate_names] == ["SOS"]
    assert [parent.value.name.value for parent in school.value.parents] == ["Kell University"]
    evidence = school.value.name.evidence[0]
    assert text[evidence.start : evidence.end] == "SOS"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The project is led by the University of Kell.", [("lead", "University of Kell")]),
        (
            "The study is led by Dr Ann Bell and Dr Cy Dale, with Mr Ken Bo.",
            [("lead", "Ann Bell"), ("lead", "Cy Dale"), ("member", "Ken Bo")],
        ),
        ("The team includes Ann Bell and Dr Cy Dale.", [("member", "Ann Bell"), ("member", "Cy Dale")]),
        ("The project has parts. WP2 is led by Dr Ann Bell.", [("member", "Ann Bell")]),
        ("Get in touch with Ivy Jay on 01234 567890.", [("contact", "Ivy Jay")]),
        (
            "Research team\n\nDr Ann Bell\nCy Dale, Research Fellow\n\nNews",
            [("member", "Ann Bell"), ("member", "Cy Dale")],
        ),
        (
            "Partners\n\nBarn Owls Trust\nLakes Council",
            [("partner", "Barn Owls Trust"), ("partner", "Lakes Council")],
        ),
        (
            "Three centres take part: the Bee Research Centre (BRC) and the Wasp Institute.",
            [("participant", "Bee Research Centre"), ("participant", "Wasp Institute")],
        ),
        ("We thank Dr Ann Bell for reading this.", []),
        ("The work is in collaboration with business and civil society partners.", []),
        ("Contact us for more.", []),
    ],
)
def test_roles_come_from_words(text: str, expected: list[tuple[str, str]]) -> None:
    assert roles(extract(text + "\n")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Researchers from Ashby, Bells and Kell University met.", []),
        ("The Research Centre and the Business School met.", []),
        (
            "The Arts and Crafts Society met the Department for Bees and Wasps.",
            ["Arts and Crafts Society", "Department for Bees and Wasps"],
        ),
        (
            "The Bee Trust’s office is in the Kell Centre for Growth in Wick.",
            ["Bee Trust", "Kell Centre for Growth"],
        ),
        ("The Trust paid.", []),
    ],
)
def test_organisations_are_whole_names(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A three-year project.", "P3Y"),
        ("This is a 36-month study of bees.", "P36M"),
        ("Duration: 18 months", "P18M"),
        ("The project will run for two years.", "P2Y"),
        ("Six five-year research grants were made.", None),
        ("A three-year-old bee.", None),
    ],
)
def test_duration(text: str, expected: str | None) -> None:
    found = extract(text).duration
    assert (found.value if found else None) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The aims of the project are:\n\n1. To map bees.\n2. To count wasps.",
        "This project aims to (1) To map bees.; (2) To count wasps.",
    ],
)
def test_numbered_aims(text: str) -> None:
    found = [value.value for value in extract(text).aims]
    assert [(aim.number.value, aim.order) for aim in found] == [("1", 1), ("2", 2)]
    assert found[0].description.value.startswith("To map bees")


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("The aims of the project are:\n\na. To map bees\nb. To count wasps", "a b"),
        ("Objectives\n\n(a) To map bees\n(b) To count wasps", "a b"),
        (
            "The objectives of the whole project are as follows\ni. to map bees\nii. to count wasps\niii. to rest",
            "i ii iii",
        ),
        ("Aims\n\nAim 1: To map bees.\nAim 2: To count wasps.", "1 2"),
        ("The project aims to (a) map bees; (b) count wasps.", "a b"),
        ("The project aims to (i) map bees; (ii) count wasps; and (iii) rest.", "i ii iii"),
        ("a. To map bees\nb. To count wasps", ""),
        ("Our questions:\n\na. which bees\nb. which wasps", ""),
        ("Aims\n\na. To map bees\nc. To count wasps", ""),
        ("The earlier project had two aims:\n1. To map bees.\n2. To count wasps.", ""),
    ],
)
def test_aims_with_letters(text: str, marks: str) -> None:
    found = [value.value for value in extract(text + "\n").aims]
    assert [aim.number.value for aim in found] == marks.split()
    assert [aim.order for aim in found] == list(range(1, len(found) + 1))


def test_questions_and_recommendations_are_no_aims() -> None:
    assert extract("The research questions are:\n1. Which bees?\n2. Which wasps?").aims == ()


def test_a_real_project_page(seed: Callable[[str], bytes]) -> None:
    text = seed("001").decode("utf-8")
    found = extract(text, "en")
    creme, abs_ = "Centre for Research in Ethnic Minority Entrepreneurship", "Aston Business School"
    expected = {
        "Monder Ram": ("Professor", [creme, abs_]),
        "Mark Hart": ("Prof", [abs_]),
        "Judy Scully": ("Dr", [abs_]),
        "Luke Fletcher": ("Dr", [abs_]),
        "Anne Green": ("Prof", ["University of Birmingham"]),
        "Imelda McCarthy": ("Dr", [creme]),
        "Stephen Roper": ("Prof", ["Warwick University"]),
        "Katherine Jones": (None, []),
    }
    people = {value.value.name.value: value.value for value in found.people}
    assert list(people) == list(expected)
    for name, (honorific, where) in expected.items():
        title = people[name].honorific
        assert (title.value if title else None) == honorific
        assert employers(people[name]) == where
    assert [role.value for role in people["Monder Ram"].roles] == ["Director of CREME"]
    assert roles(found) == [
        ("lead", "Monder Ram"),
        *(("member", name) for name in list(expected)[1:7]),
        ("contact", "Monder Ram"),
        ("contact", "Katherine Jones"),
        ("partner", "Ashley Community Housing"),
        ("partner", "Bangladeshi Network"),
        ("partner", "Citizens UK"),
        ("partner", "Punch Records"),
        ("participant", creme),
        ("participant", "Enterprise Research Centre"),
        ("participant", "City-REDI"),
    ]
    parents = {
        value.value.agent.name.value: [parent.value.name.value for parent in value.value.agent.parents]
        for value in found.associations
        if value.value.role == "participant" and isinstance(value.value.agent, Organization)
    }
    assert parents == {
        creme: [abs_],
        "Enterprise Research Centre": [abs_, "Warwick University"],
        "City-REDI": ["Birmingham University"],
    }
    others = [other.value for other in organization(found, "City-REDI").alternate_names]
    assert others == ["Regional Economic Development Institute"]
    assert [value.value.name.value for value in found.funders] == ["Economic and Social Research Council"]
    assert [value.value.number.value for value in found.aims] == ["1", "2", "3"]
    assert found.duration is not None
    assert found.duration.value == "P3Y"
    assert not any("Aston, Birmingham" in value.value.name.value for value in found.organizations)


def test_stakeholders_of_a_real_description(description: Callable[[str], str]) -> None:
    partners = [
        (value.value.agent.name.value, value.value.agent.description is not None)
        for value in extract(description("000")).associations
        if value.value.role == "partner" and isinstance(value.value.agent, Organization)
    ]
    assert partners == [
        ("Ashley Integrates", True),
        ("Bangladeshi Network", True),
        ("Citizens UK", True),
        ("Punch Records", True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Funding: Harrow Trust Foundation, EX/M004410/1",
        "The three-year project is funded by the Harrow Trust Foundation (EX/A012345/1) and runs in two towns.",
        "The project is funded by the Harrow Trust Foundation (HTF, EX/A012345/1).",
    ],
)
def test_the_first_letters_of_a_grant_reference_name_nobody(text: str) -> None:
    found = extract(text + "\n")
    assert [funder.value.name.value for funder in found.funders] == ["Harrow Trust Foundation"]
    names = [name.value for said in found.organizations for name in (said.value.name, *said.value.alternate_names)]
    assert "EX" not in names
    assert [grant.value.reference.value.value[:3] for grant in found.grants] == ["EX/"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Partners: Citizens Advice, Shelter Scotland and the Welsh Government.",
            [("partner", "Citizens Advice"), ("partner", "Shelter Scotland"), ("partner", "Welsh Government")],
        ),
        (
            "Partner organisations: Leeds City Council; NHS Lothian.",
            [("partner", "Leeds City Council"), ("partner", "NHS Lothian")],
        ),
        ("Partners: Jane Smith, Tom Jones.", []),
        ("Partners: Germany, France and South Africa.", []),
        (
            "Partners\nLeeds City Council\nShelter Scotland\n",
            [("partner", "Leeds City Council"), ("partner", "Shelter Scotland")],
        ),
        ("Data collector: NatCen Social Research.", [("data-collector", "NatCen Social Research")]),
        ("Fieldwork was carried out by Ipsos MORI in 2017.", [("data-collector", "Ipsos MORI")]),
        ("Interviews were conducted by Jane Smith and Tom Brown.", []),
        ("Interviews were conducted by the Research Team.", []),
        ("Published by the University of Kent.", [("publisher", "University of Kent")]),
        ("Publisher: UK Data Service.", [("publisher", "UK Data Service")]),
        ("Published by Oxford University Press in 2010, the book sold well.", []),
        ("A report published by the Barn Owls Trust says so.", []),
        ("Dr Amara Nwosu, Reader in Botany, leads the project.", [("lead", "Amara Nwosu")]),
        ("Dr Amara Nwosu led this three-year research programme.", [("lead", "Amara Nwosu")]),
        ("Dr Amara Nwosu leads the research team at Selby.", []),
    ],
)
def test_labels_and_verbs_that_give_a_role(text: str, expected: list[tuple[str, str]]) -> None:
    assert roles(extract(text, whole=True)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Depositor: Hobson, P., University of Kell.", {"Hobson, P.": ["University of Kell"]}),
        (
            "Depositors: Hobson, P., University of Kell; Okafor, T.J., University of Hexham",
            {"Hobson, P.": ["University of Kell"], "Okafor, T.J.": ["University of Hexham"]},
        ),
        ("Topics: bees\nDepositor: Reis, A\nAccess: open\n", {"Reis, A": []}),
        ("Depositor: Shelter, UK.", {}),
        ("Depositor: Home Office, Research Unit.", {}),
        ("Depositor: University of Kell, A.", {}),
        ("The depositor, Kell, A. and B., is a town.", {}),
    ],
)
def test_depositors_in_a_catalogue(text: str, expected: dict[str, list[str]]) -> None:
    found = extract(text, whole=True)
    assert {value.value.name.value: employers(value.value) for value in found.people} == expected
    assert found.associations == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Funded by the Harrow Trust (RPG-2019-123).", ["RPG-2019-123"]),
        ("Funded by the Harrow Trust (203109/Z/16/Z).", ["203109/Z/16/Z"]),
        ("Funded by the Harrow Trust (2016-2019).", []),
        ("Funded by the Harrow Trust (2019/20).", []),
        ("Funded by the Harrow Trust (COVID-19).", []),
    ],
)
def test_a_reference_in_brackets_after_its_funder(text: str, expected: list[str]) -> None:
    assert [value.value.reference.value.value for value in extract(text, whole=True).grants] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Lead Research Organisation: University of Kell\nDepartment Name: Sch of Earth Sciences\n\n"
            "Organisations\nUniversity of Kell (Lead Research Organisation)\nLiving Hedges (Project "
            "Partner)\nWick Borough Council (Collaboration)\n",
            [("partner", "Living Hedges"), ("partner", "Wick Borough Council")],
        ),
        (
            "Title: Village Shops Survey, 2004\nPrincipal investigator(s): Harm, J., University of Kell, "
            "Department of Sociology\nData collector(s): Taylor Nelson Sofres\nSponsor(s): Countryside "
            "Agency; Department of Trade and Industry\nDistributed by: UK Data Archive, University of "
            "Essex, Colchester.\n",
            [
                ("data-collector", "Taylor Nelson Sofres"),
                ("funder", "Countryside Agency"),
                ("funder", "Department of Trade and Industry"),
                ("publisher", "UK Data Archive"),
            ],
        ),
        (
            "Supported by: Age Cymru and the Rural Health Trust\nDelivered by: Hedge Action\nWith: "
            "Shelter Cymru, Kell City Council\n\nThe project ran two cafés.",
            [
                ("funder", "Age Cymru"),
                ("funder", "Rural Health Trust"),
                ("partner", "Hedge Action"),
                ("partner", "Kell City Council"),
                ("partner", "Shelter Cymru"),
            ],
        ),
        (
            "The evaluation was conducted by the Owl Institute on behalf of the Department for "
            "Transport. Fieldwork was carried out by BMG Research between May and July 2016.",
            [("data-collector", "BMG Research"), ("funder", "Department for Transport")],
        ),
        (
            "Our partners\n\nAge Scotland\nWheatley Homes\nGlasgow Kelvin College\nThistle Foundation\n\nWhat "
            "we do\nWe ask older tenants about heat.",
            [
                ("partner", "Age Scotland"),
                ("partner", "Glasgow Kelvin College"),
                ("partner", "Thistle Foundation"),
                ("partner", "Wheatley Homes"),
            ],
        ),
        (
            "Collaborators\nUniversity of Hexham\nSustrans\nCycling UK\n\nNews\nNothing yet.",
            [("partner", "Cycling UK"), ("partner", "Sustrans"), ("partner", "University of Hexham")],
        ),
        (
            "This NIHR-funded study is led by Dr Ana Bell at the University of Kell. It is delivered in "
            "partnership with Mind and the Wick Mental Health Trust.",
            [("funder", "NIHR"), ("partner", "Mind"), ("partner", "Wick Mental Health Trust")],
        ),
        (
            "Acknowledgements\nWe would like to thank our funders, the Health and Safety Executive, and "
            "our partners Living Streets and Cycling Scotland. Data collection was undertaken by Ipsos "
            "MORI.",
            [
                ("data-collector", "Ipsos MORI"),
                ("funder", "Health and Safety Executive"),
                ("partner", "Cycling Scotland"),
                ("partner", "Living Streets"),
            ],
        ),
        (
            "Bell, A. and Roe, T. (2014) Hedges at Work. London: Institute for Hedge Studies.\n\nThis "
            "report presents findings from research commissioned by the Farming and Wildlife Advisory "
            "Group.",
            [("funder", "Farming and Wildlife Advisory Group"), ("publisher", "Institute for Hedge Studies")],
        ),
        (
            "Kooperationspartner: Caritasverband Köln, Universität Kassel\nFördermittelgeber: Volkswagen "
            "Stiftung\nErhebung durch: Kantar Public\nDatenzugang: GESIS\n",
            [
                ("data-collector", "Kantar Public"),
                ("funder", "Volkswagen Stiftung"),
                ("partner", "Caritasverband Köln"),
                ("partner", "Universität Kassel"),
                ("publisher", "GESIS"),
            ],
        ),
        (
            "Partenaires : Secours Catholique, Université de Nantes\nFinanceur : Agence nationale de la "
            "recherche (ANR)\nDiffuseur : Réseau Progedo\n",
            [
                ("funder", "Agence nationale de la recherche"),
                ("partner", "Secours Catholique"),
                ("partner", "Université de Nantes"),
                ("publisher", "Réseau Progedo"),
            ],
        ),
        (
            "El estudio, financiado por la Fundación La Caixa, se realiza en colaboración con Cáritas "
            "Española y la Universidad de Murcia. El trabajo de campo fue realizado por Metroscopia.",
            [
                ("data-collector", "Metroscopia"),
                ("funder", "Fundación La Caixa"),
                ("partner", "Cáritas Española"),
                ("partner", "Universidad de Murcia"),
            ],
        ),
        (
            "Het onderzoek is gefinancierd door ZonMw en uitgevoerd in samenwerking met de Hogeschool "
            "Utrecht en Movisie. Het veldwerk is uitgevoerd door Kantar Public.",
            [
                ("data-collector", "Kantar Public"),
                ("funder", "ZonMw"),
                ("partner", "Hogeschool Utrecht"),
                ("partner", "Movisie"),
            ],
        ),
        (
            "Ariennir yr astudiaeth gan Lywodraeth Cymru. Fe'i cynhelir mewn partneriaeth â Chymdeithas "
            "Tai Eryri a Phrifysgol Bangor.",
            [("funder", "Lywodraeth Cymru"), ("partner", "Chymdeithas Tai Eryri"), ("partner", "Phrifysgol Bangor")],
        ),
        (
            "Project partners: Bristol City Council, Knowle West Media Centre, Up Our Street and Carers "
            "Support Centre.",
            [
                ("partner", "Bristol City Council"),
                ("partner", "Carers Support Centre"),
                ("partner", "Knowle West Media Centre"),
                ("partner", "Up Our Street"),
            ],
        ),
        (
            "The data are archived at the UK Data Service and were collected by TNS BMRB. The survey "
            "was sponsored by the Department for Business, Innovation and Skills and the Equality and "
            "Human Rights Commission.",
            [
                ("data-collector", "TNS BMRB"),
                ("funder", "Department for Business, Innovation and Skills"),
                ("funder", "Equality and Human Rights Commission"),
                ("publisher", "UK Data Service"),
            ],
        ),
        (
            "We are grateful to the Nuffield Foundation for funding this research, and to Citizens "
            "Advice Scotland and StepChange for their help with recruitment. Fieldwork: Savanta ComRes.",
            [("data-collector", "Savanta ComRes"), ("funder", "Nuffield Foundation")],
        ),
        (
            "The project brought together the Town and Country Planning Association, Groundwork UK and "
            "the School of Architecture at the University of Kell.",
            [
                ("partner", "Groundwork UK"),
                ("partner", "Town and Country Planning Association"),
                ("partner", "University of Kell"),
            ],
        ),
        (
            "Funder\nScience and Technology Facilities Council\nPartner organisations\nMet Office\nNatural "
            "England\nRSPB\nPublisher\nEnvironment Agency\n",
            [
                ("funder", "Science and Technology Facilities Council"),
                ("partner", "Met Office"),
                ("partner", "Natural England"),
                ("partner", "RSPB"),
                ("publisher", "Environment Agency"),
            ],
        ),
        (
            "Working with Parkinson's UK and the Stroke Association, we will talk to 40 carers. The "
            "work is supported by the Dunhill Medical Trust (grant number R481/0516).",
            [("funder", "Dunhill Medical Trust"), ("partner", "Parkinson's UK"), ("partner", "Stroke Association")],
        ),
        (
            "Hosted by: Swansea University\nPartneriaid: Menter Môn, Cyngor Gwynedd\nAriennir gan: "
            "Ymddiriedolaeth Nuffield\n",
            [("funder", "Ymddiriedolaeth Nuffield"), ("partner", "Cyngor Gwynedd"), ("partner", "Menter Môn")],
        ),
        (
            "The work is a collaboration with Kew Gardens, Friends of the Earth, the Woodland Trust and "
            "the Country Land and Business Association. Core funding comes from the Esmée Fairbairn "
            "Foundation.",
            [
                ("funder", "Esmée Fairbairn Foundation"),
                ("partner", "Country Land and Business Association"),
                ("partner", "Friends of the Earth"),
                ("partner", "Kew Gardens"),
                ("partner", "Woodland Trust"),
            ],
        ),
        (
            "Data Collector\nHarrow Polls\nSponsor\nSport Wick\nDepartment for Farming, Water and Sport\n",
            [
                ("data-collector", "Harrow Polls"),
                ("funder", "Department for Farming, Water and Sport"),
                ("funder", "Sport Wick"),
            ],
        ),
        (
            "Partners\nUnionhelp\nWick Cleaning Council\nKell Literacy Trust\n",
            [("partner", "Kell Literacy Trust"), ("partner", "Unionhelp"), ("partner", "Wick Cleaning Council")],
        ),
        (
            "Publisher: Harrow Archive, University of Kell, Selby.",
            [("publisher", "Harrow Archive")],
        ),
        (
            "Fieldwork in Wales was undertaken by Harrow Research, and in Ireland by Ways & Means.",
            [("data-collector", "Harrow Research"), ("data-collector", "Ways & Means")],
        ),
        (
            "Delivery partner: Orchard Beanpole",
            [("partner", "Orchard Beanpole")],
        ),
    ],
)
def test_organisations_in_many_forms(text: str, expected: list[tuple[str, str]]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "With: thanks to Ann. Delivered by: Monday.",
        "Partners: Jane Smith, Tom Jones.",
        "With: Ann Bell and Tom Roe (guitar)",
        "Delivery: by hand. Partner: Ann Bell.",
        "Partners A. Bell and T. Roe met in Selby.",
        "The women lived with partners John Smith and Peter Dale.",
        "Participants\nMen\nWomen\nOlder Carers\n",
        "Survey\nWave One\nWave Two\n",
        "Supported by evidence from Jones and Smith (2004), the paper argues.",
        "A Trust-funded study of barns in 1998 found nothing.",
        "An earlier ESRC-funded project looked at barns.",
        "This well-funded project looked at barns.",
        "This EU-funded road was built in 1999.",
        "We thank our partners and children for their patience. Ann Bell typed it.",
        "Our funder asked for a report. Kell University wrote it.",
        "Schools thank our partners Ann Bell and Tom Roe.",
        "Jones, A. (1999) Barns. London: Verso. Smith, B. (2001) Owls. Oxford: Clarendon Press.",
        "Born in London: Ann Bell, 1947.",
        "Walks in London: Kew, Ham and Barnes.",
        "Data collection: face-to-face interviews.",
        "Fieldwork: March to May 2004.",
        "Archive: Box 12, Folder 3.",
        "A postal survey by Ann Bell reached few.",
        "The data are held in boxes. The Archive is shut.",
        "Le livre parle de Marie Dupont en collaboration avec Jean Martin.",
        "Die Arbeit entstand in Zusammenarbeit mit Anna Schmidt.",
        "Una obra escrita en colaboración con Juan Pérez.",
        "La collecte des données aura lieu par téléphone à Paris.",
        "Het boek ontstond in samenwerking met Jan Jansen.",
        "Die Befragung wurde von März bis Mai durchgeführt.",
        "I have been working with Ann Bell and Tom Roe.",
        "Working with wood, we built a barn.",
        "Town and Country are read as one. Health and Care staff were asked.",
        "Leeds & York were compared; Bell & Roe (1999) disagree.",
        "Unlike this study, that one was carried out in partnership with Age Scotland.",
    ],
)
def test_words_that_give_no_organisation_a_part(text: str) -> None:
    assert parts(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "The project is funded by the Owl Trust, grant OW/1, with additional support from the Fen Council (FC).",
            ["Fen Council", "Owl Trust"],
        ),
        (
            "Our project was paid for by a doctoral studentship from the Fen Foundation.",
            ["Fen Foundation"],
        ),
        (
            "The project was funded by the Department of Children, Integration and Youth.",
            ["Department of Children, Integration and Youth"],
        ),
        ("Gardens grow with additional support from the Fen Council.", []),
        ("The Owl Trust was funded by rents. Barns are built with additional support from the Fen Council.", []),
        ("Her brother was supported by a scholarship from the Fen Foundation.", []),
        ("Integration and Youth are two matters of which the project speaks.", []),
    ],
)
def test_further_funders_in_a_sentence(text: str, names: list[str]) -> None:
    assert [name for role, name in parts(text) if role == "funder"] == names


def test_a_german_centre_shows_what_its_neighbours_are() -> None:
    listed = parts("Projekt: Eulen\nKooperationspartner: Kreis Fenburg; Deutsches Zentrum für Eulen\n")
    assert listed == [("partner", "Deutsches Zentrum für Eulen"), ("partner", "Kreis Fenburg")]
    assert parts("Projekt: Eulen\nKooperationspartner: Anna Schmidt; Jan Weber\n") == []
