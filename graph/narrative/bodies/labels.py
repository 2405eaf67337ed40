"""The labels that organisations stand after or below: "Partner organisations:", "Erhebung durch:", "Diffuseur :"."""

from __future__ import annotations

import re
from functools import lru_cache

BODY = r"(?:institutions?|organi[sz]ations?|universit(?:y|ies)|institutes?|cent(?:re|er)s?|bod(?:y|ies)|department)"
BODY_LABELS = (
    (
        "partner",
        rf"(?:[a-z-]{{2,20}} ){{0,2}}(?:partners?|collaborators?|beneficiar(?:y|ies))(?: {BODY})?"
        rf"|(?:(?:consortium|collaborating|participating|partner) (?:members?|{BODY})|participants|consortium"
        r"|(?:(?:co-)?delivered|co-produced) (?:by|with)|with|(?:working )?in (?:partnership|collaboration|association)"
        r" with|(?:working|collaborating) with"
        r"|(?:kooperations|projekt|praxis)?partner(?:in|innen)?|in (?:kooperation|zusammenarbeit) mit"
        r"|partenaires?(?: du projet)?|en (?:partenariat|collaboration) avec"
        r"|socios|entidades colaboradoras|en colaboración con|partner(?:iaid| y prosiect)|mewn partneriaeth â"
        r"|(?:samenwerkings|project)partners|in samenwerking met|samarbetspartne?rs?|i samarbete med)",
    ),
    (
        "data-collector",
        r"(?:data collect(?:ors?|ion)|(?:data collected|interviews|interviewing) by"
        r"|(?:fieldwork|survey|data collection)"
        r"(?: (?:agency|organi[sz]ation|contractor|company|(?:was )?(?:(?:carried out|conducted|undertaken) )?by))?"
        r"|(?:daten)?erhebung(?: durch|sinstitut)?|feldarbeit|feldinstitut|collecte(?: des données)?(?: par)?"
        r"|(?:empresa de )?trabajo de campo|recogida de datos|veldwerk(?: door)?|fältarbete|datainsamling)",
    ),
    (
        "publisher",
        r"(?:publishers?|published by|distributors?|distributed by|(?:data )?(?:archive|repository)"
        r"|(?:data )?(?:archived|deposited|held|available) (?:at|by|in|with|from)"
        r"|publication details|diffuseur|diffusion|éditeur|publikationsagent|datenzugang|herausgeber|verlag"
        r"|uitgever|utgivare|editorial|cyhoeddwr|cyhoeddwyd gan)",
    ),
    (
        "funder",
        r"(?:(?:co-?|main |principal |study |research )?(?:fund(?:er|ing)s?|funded by|financed by|commissioned by"
        r"|commissioners?|financial (?:support|assistance))"
        r"(?: (?:body|bodies|source|sources|agency|agencies|organi[sz]ation))?"
        r"|(?:funding|support) from|supported by|awarded by|granted by|client"
        r"|name of (?:the )?(?:funder|sponsor|funding agency)"
        r"|(?:name of (?:the )?)?donors?"
        r"|(?:source|sources) of (?:funding|funds|support)|granting (?:agency|body)|donor (?:agency|organi[sz]ation)"
        r"|förderung|(?:gefördert|finanziert) (?:durch|von)|(?:förder|dritt|fördermittel)?mittelgeber|fördermittelgeber"
        r"|auftraggeber|financement|financeurs?|financé par|financiación|financiado por"
        r"|entidad financiadora|finanziamento|ente finanziatore|financiering|financiers?|gefinancierd door|finansiär"
        r"|finansiering|finansieras av|cyllidwr|ari(?:annwyd|ennir) gan|cyllidir gan|cefnogir gan)",
    ),
    ("sponsor", r"(?:sponsors?|sponsored by)"),
)  # fmt: skip
# Nobody but an organisation stands after these, be there one name alone: "Delivery partner: Harrow Homes".
_ONLY_BODIES = re.compile(
    rf".*(?:{BODY}|agency|contractor|company)|(?:industr(?:y|ial)|delivery|community|business|charity|commercial|policy"
    r"|practice|civic|external|strategic|third sector|public sector|voluntary sector|non-academic) (?:partner"
    r"|collaborator)s?"
    r"|delivered by|.*\bdurch|.* par|.*institut|(?:empresa de )?trabajo de campo|veldwerk.*|partneriaid|diffus.*"
)
_ROLES = tuple((role, re.compile(pattern)) for role, pattern in BODY_LABELS)


@lru_cache(maxsize=1024)
def names_bodies(label: str) -> bool:
    """Whether a label, in small letters, can have organisations after it alone."""
    return _ONLY_BODIES.fullmatch(label) is not None


@lru_cache(maxsize=1024)
def role_of(label: str) -> str | None:
    """The part that a label, in small letters, gives to organisations."""
    plain = label.replace("(s)", "s")
    return next((role for role, pattern in _ROLES if pattern.fullmatch(plain)), None)
