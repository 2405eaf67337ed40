"""The closed word lists that the rules share: numbers, titles, kinds of organisation."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """The words of a text between white space."""
    return frozenset(words.split())


def _counted(words: str, start: int) -> dict[str, int]:
    return {word: index for index, word in enumerate(words.split(), start)}


NUMBERS = _counted("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen", 0)
ORDINALS = _counted("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth", 1)
ROMAN = _counted("I II III IV V VI VII VIII IX X XI XII", 1)
# "La segunda fase", "im ersten Arbeitspaket": the words of each language in order, those of one place joined by "|".
FOREIGN_ORDINALS = {
    word: index
    for language in (
        "premier|première deuxième|second|seconde troisième quatrième cinquième sixième",
        "erste|ersten|erstes zweite|zweiten|zweites dritte|dritten|drittes vierte|vierten fünfte|fünften sechste",
        "primer|primera segundo|segunda tercer|tercera cuarto|cuarta quinto|quinta sexta",
        "primo|prima secondo terzo|terza quarto|quarta quinto|quinta sesta",
        "primeiro|primeira segunda terceiro|terceira quarto quinto sexta",
        "eerste tweede derde vierde vijfde zesde",
        "första andra tredje fjärde femte sjätte",
        "første anden|andet|andre tredje fjerde femte sjette",
    )
    for index, words in enumerate(language.split(), 1)
    for word in words.split("|")
}

# Longest first: a regular expression takes the first that fits.
HONORIFICS = (
    "Professor Emeritus", "Professor Emerita", "Emeritus Professor", "Emerita Professor",
    "Yr Athro", "yr Athro", "Athro",
    "Professorin", "Professeure", "Professeur", "Prof.ssa", "Dott.ssa", "Dott",
    "Profesora", "Professora", "Profesor", "Dra",
    "Associate Professor", "Assistant Professor", "Professor Sir", "Professor Dame", "Professor Dr",
    "A/Professor", "A/Prof", "Asst Prof", "Asst. Prof", "Assoc Prof", "Assoc. Prof",
    "Prof Dr", "Prof. Dr", "Professor", "Baroness", "Revd", "Dame",
    "Lady", "Lord", "Miss", "Prof", "Mrs", "Sir", "Rev", "Dr", "Mr", "Ms", "Mx",
)  # fmt: skip
PLURAL_HONORIFICS = {"Professors": "Professor", "Profs": "Prof", "Drs": "Dr", "Doctors": "Dr"}

# Words that make a capitalised name the name of an organisation.
UNIVERSITY_WORDS = word_set(
    "University Universität Université Universidad Universiteit Università Universidade Universitat"
    " Universitetet Universitet Universiteten Yliopisto"
    " Prifysgol Brifysgol Phrifysgol Mhrifysgol Uniwersytet Univerzita Hochschule College Polytechnic"
    " Hogeschool Universitet Universitetet Högskolan Högskola Coleg universitet högskola høgskole høyskole"
)
UNIT_WORDS = word_set("Department School Faculty Centre Center Institute Division Unit Laboratory Lab")
ORGANIZATION_WORDS = (
    UNIVERSITY_WORDS
    | UNIT_WORDS
    | word_set(
        """
    Council Trust Foundation Association Society Charity Ministry Hospital Academy Network Alliance
    Agency Partnership Commission Ltd Limited LLP Inc CIC CIO PLC GmbH Consortium Authority
    gGmbH e.V. LLC plc Inc. Ltd.
    Federation Observatory Institution Bank Fund Museum Library Archive Archives NHS Confederation
    Union Cooperative Co-operative Company Records Collective Forum Bureau Associates Consulting Police
    Stowarzyszenie Fundacja Ayuntamiento Ministerium Cyngor Canolfan Ymddiriedolaeth Llywodraeth Sefydliad Ministère
    Cymdeithas Chymdeithas Gymdeithas Chyngor Gyngor Menter Mentrau Comisiynydd Lywodraeth Elusen Vereniging Verein
    Asociación Associação Associazione Federación Ajuntament Diputación Gobierno Agencia Agência Agenzia Handwerkskammer
    Ministerio Ministero Ministério Bundesministerium
    Zentrum Instituto Istituto Institut Instituut Fundación Fundação Fondazione Stiftung Stichting Fondation
    """
    )
)
# Universities that go by names which no such word is in.
UNIVERSITY_NAMES = frozenset(
    [
        *("LSE", "LSHTM", "SOAS", "UCLA", "EPFL", "KU Leuven", "TU Delft", "TU Dresden", "Sciences Po", "ETH Zurich"),
        *("ETH Zürich", "UW-Madison", "UW-Milwaukee", "UT Austin", "UT-Austin"),
        *("UNC-Chapel Hill", "UMass Amherst", "UC Berkeley", "UC Davis", "UC Irvine", "UC Riverside", "UC San Diego"),
        *("UC Santa Barbara", "UC Santa Cruz", "UC Merced", "Royal Holloway"),
    ]
)
# Letters after a name: degrees, orders, learned societies. They are no part of it, and no organisation.
POSTNOMINALS = word_set(
    """
    OBE CBE MBE KBE DBE KCB DCB CH FRS FBA FRSE FRSA FRSL FAcSS FREng FMedSci FLSW MRIA FRCP FRCS FRCGP FRCN
    FRCPsych FRIBA FRGS FRHistS PhD DPhil EdD MD DSc DLitt LLD BSc MSc MPhil MRes MBA MPH LLB LLM MA BA PGCE
    CPsychol CEng MP MSP MEP QC KC JP DL QPM RGN
    """
)
# A name that joins two words by "and" before one of these is one organisation ("Arts and Crafts Society").
JOINABLE_WORDS = word_set(
    "Council Trust Foundation Association Society Ministry Agency Commission Institute Authority Fund Police"
    " Partnership"
)
# What bodies are about: a name goes on over "and" before one of these ("Modern Slavery Policy and Evidence Centre").
TOPICS = word_set(
    """
    Ageing Agriculture Arts Biodiversity Business Care Childhood Citizenship Climate Communities Community Conflict
    Criminology Culture Data Democracy Design Development Disability Diversity Drama Economics Economy Education
    Employment Energy Engagement Engineering Enterprise Environment Environmental Equalities Equality Ethics Evaluation
    Evidence Families Family Finance Food Gender Geography Governance Health Heritage History Housing Humanities Impact
    Inclusion Industrial Industry Inequalities Inequality Information Innovation Integration Justice Knowledge Labour
    Language Languages Law Learning Life Literature Management Media Medical Medicine Methods Migration Music Natural
    Nursing Organisation Peace Performing Pharmacy Philosophy Physical Planning Poverty Policy Political Politics
    Population
    Practice Prevention Psychology Public Regional Regeneration Research Rights Rural Safety Science Sciences Security
    Services Skills Social Society Sociology Statistics Studies Sustainability Teaching Technology Tourism Trade
    Training Transport Urban Wellbeing Well-being Work Youth
    """
)
# What names of bodies join as well: "Country Land and Business Association".
MATTERS = TOPICS | word_set(
    """
    Advice Alcohol Ambulance Animal Animals Architecture Asylum Attitudes Behaviour Behavioural Broadcasting
    Children Coastal Consumer Consumers Countryside Craft Crafts Crime Debt Dementia Digital Drug Drugs Evaluations
    Farming Film Fire Fisheries Forestry Gypsy Immigration Land Leisure Marine Market Mental Migrants Money Nature
    Nutrition Older Parents Pensions Pollution Probation Refugee Refugees Rescue Sport Sports Strategy Theatre Town
    Traveller Travellers Water Wildlife Woodland Women Carers
    """
)
# The heads of names that these are about: bodies, and the programmes through which they pay.
HEADS = ORGANIZATION_WORDS | word_set(
    "Programme Program Group Board Office Service Services Team Initiative Platform Hub"
)
# In the place of a partner or funder, no person's name has one of these ("Hedge Action", "Generation Rent").
BODY_WORDS = MATTERS | word_set(
    """
    Action Advice Aid Archive Books Campaign Church Churches Citizens Coalition Consultancy Enterprise Films Focus
    Friends Futures Gallery Help Homeless Homelessness Homes Involvement Link Links Matters Mission Movement Neighbours
    Partners Press Productions Programme Project Publications Publishing Refuge Refugee Refugees Rent Repository
    Shelter Solutions Streets Support Survey Surveys Theatre Together Trades Update Voice Voices Volunteering
    Watch Women Women's Workers Workshop
    """
)
# What stands in a field that names nobody.
NOT_A_VALUE = word_set(
    "None Not No Nil N/A NA Various Unknown Self Self-funded Internal Other Others See Private Public Yes TBC"
    " TBA Pending"
    " Closed Open Completed Unfunded Please Access Data All Any Open-ended Participants"
)
# A list of organisations names where they are as well.
COUNTRIES = word_set(
    """
    UK Britain England Scotland Wales Ireland USA US EU Europe Germany France Spain Italy Portugal Netherlands
    Belgium Luxembourg Switzerland Austria Denmark Sweden Norway Finland Iceland Poland Czechia Slovakia Hungary
    Slovenia Croatia Serbia Romania Bulgaria Greece Cyprus Malta Estonia Latvia Lithuania Ukraine Turkey Russia
    Israel Canada Australia India China Japan Brazil Mexico Kenya Nigeria Ghana London Paris Berlin Brussels
    Edinburgh Cardiff Belfast Dublin
    """
) | frozenset(
    [
        "United Kingdom",
        "Great Britain",
        "Northern Ireland",
        "The Netherlands",
        "Czech Republic",
        "New Zealand",
        "South Africa",
        "United States",
    ]
)
# A capitalised word that begins a sentence or heading more often than it begins a name.
NOT_A_NAME = word_set(
    """
    The A An This These Those That In On At By For From With To Of And Or But If As It Its Our Their
    We They He She His Her You Your I Who What When Where Why How Which Research Project Study Team
    Contact Researchers Each All Both Some Many Most More Other Such There Here Together Also Then
    Next Finally First Second Third Visit Emeritus Emerita Stage Phase Task Work Package Packages
    Workstream Methods Aims Findings Background Overview Summary Monday Tuesday Wednesday Thursday
    Friday Saturday Sunday January February March April May June July August September October
    November December
    """
)
MONTHS = word_set(
    """
    january february march april may june july august september october november december jan feb mar apr jun jul aug
    sept oct nov dec januar februar märz mai juni juli oktober dezember janvier février mars avril juin juillet août
    septembre octobre novembre décembre enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
    diciembre stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia
    """
)
