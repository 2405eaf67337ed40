"""Posts of people, and the words between a name, a post and an employer."""

from __future__ import annotations

import re

# "de l'Université", "van de Universiteit", "an der Universität", "della Università".
_ABROAD = (
    r"(?:à|de) (?:la\s|l['’])|(?:(?:du|au|des|aux|del|della|dello|da|do|no|na|an|am|bei|beim|van|aan|bij|vid|ved"
    r"|på|de|di"
    r"|von|vom)\s|en\s(?=la\s|el\s))(?:la\s|el\s|de\s|het\s|der\s|dem\s)?|(?:dell|all|presso l|d|presso)['’]"
)
_POST = (
    r"(?:(?:[Cc]o-?|[Dd]eputy|[Aa]ssociate|[Aa]ssistant|[Ss]enior|[Ee]xecutive|[Mm]anaging|[Ff]ounding|[Rr]esearch"
    r"|[Pp]rincipal|[Vv]isiting|[Hh]onorary|[Pp]roject|[Pp]rogramme|[Cc]hief|[Cc]linical|[Ll]ead|[Ss]cientific"
    r"|[Pp]olicy"
    r"|[Pp]ostdoctoral|PhD|DPhil|[Dd]octoral|[Gg]raduate|[Uu]ndergraduate|[Pp]ostgraduate|Master['’]?s|MSc|MA|MPhil"
    r"|[Aa]djunct|[Ii]nterim|[Aa]cting|[Dd]igital|[Ww]eb|[Ss]oftware|[Ff]ield|[Dd]ata|[Cc]ommunications?"
    r"|[Ee]ngagement|[Oo]utreach|[Tt]eaching|[Gg]raphic)[ -]?){0,3}"
    r"(?:[Dd]irector|[Hh]ead|[Cc]hair|[Ll]ecturer|[Rr]eader|[Ff]ellow|[Dd]ean|[Mm]anager|[Ee]xecutive|[Oo]fficer"
    r"|[Cc]o-?ordinator|Professor|[Ii]nvestigator|[Ss]cientist|[Ll]ead(?:er)?|[Aa]ssociate|[Aa]ssistant|[Pp]resident"
    r"|[Ff]ounder|[Ss]ecretary|[Aa]nalyst|[Aa]dvis[eo]r|[Aa]dministrator|[Rr]esearcher|[Ss]tatistician|[Ee]conomist"
    r"|[Cc]onsultant|[Cc]onvenor|[Tt]reasurer|[Ee]valuator"
    r"|(?:(?<=PhD )|(?<=oral )|(?<=DPhil )|(?<=esearch )|(?<=raduate )|(?<=Masters )|(?<=['’]s )|(?<=MSc )|(?<=MA )"
    r"|(?<=MPhil ))[Ss]tudent"
    r"|(?:(?<=PhD )|(?<=oral )|(?<=DPhil ))[Cc]andidate|[Pp]ost-?doc|[Ii]ntern|[Ll]ibrarian|[Aa]rchivist|[Cc]urator"
    r"|(?:(?<=esearch )|(?<=oftware )|(?<=Data )|(?<=data )|(?<=Web )|(?<=web )|(?<=raphic )|(?<=igital ))"
    r"(?:[Dd]eveloper|[Dd]esigner|[Ee]ngineer|[Tt]echnician|[Pp]rogrammer)|(?:(?<=Lab )|(?<=lab ))[Tt]echnician"
    r"|(?:[Ll]ay|[Pp]atient|[Pp]ublic)(?: and public)? (?:[Mm]ember|[Rr]epresentative|[Cc]ontributor)"
    r"|CEO|PI|Co-?I|Co-?PI|RA|PDRA|(?:Pro[ -])?Vice[ -]Chancellor|Provost|Rector)"
)
# As a French, German, Spanish, Italian, Dutch or Nordic text has them after a name.
_POST_ABROAD = (
    r"(?:(?:coordinat(?:eur|rice)|responsable|enseignante?-chercheure?|chercheu(?:re|se|r)|doctorante?|sociologue"
    r"|économiste|ingénieure?|chargée? de recherches?|direct(?:eur|rice)(?: de recherches?)?"
    r"|maître(?:sse)? de conférences"
    r"|professeure?|Professor(?:in)?|wissenschaftliche[rn]? Mitarbeiter(?:in)?|Leit(?:ung|er(?:in)?)"
    r"|Projektleit(?:ung|er(?:in)?)"
    r"|Doktorand(?:in)?|catedrátic[oa]|profesora?(?: titular)?|investigadora?(?: principal)?|directora?|coorden?adora?"
    r"|professor(?:e|essa|a)(?: associat[oa]| ordinari[oa])?|ricercat(?:ore|rice)|hoogleraar"
    r"|(?:universitair )?(?:hoofd)?docent"
    r"|onderzoek(?:st)?er|promovend[au]s?|projectleider|professor|førsteamanuensis|forsker|forskare|docent|lektor))"
)
ROLE = re.compile(
    rf"(?:(?:the|a|an)\s)?(?P<role>(?:{_POST}|{_POST_ABROAD})\b)"
    r"(?P<rest>(?: (?!at\b|(?:and )?(?:Dr|Prof|Professor|Mr|Ms|Mrs)\b"
    r"|(?:au|à|all|aan|bij|vid|ved|presso|am|bei|an (?:der|dem))\b"
    r"|(?:de la|de|de l|van de|der) ?['’]?Univ)[\w'’&/-]{1,30}){0,10})"
)
LINK = re.compile(
    r"(?P<told>(?:,\swho|,)?\s(?:(?:is|was)\s(?:now\s|currently\s|also\s)?|works\s(?=as|at|in|for)|will\sbe\s"
    r"|(?:has\s)?join(?:s|ed)\s(?:us|the (?:team|project)) as\s|comes\s[a-z][\w ]{0,40}\sand\swill\sbe\s)"
    r"(?:based\s|working\s|employed\s)?(?:(?:as|at|in|for)\s)?(?:the\s|an?\s|our\s)?(?:project['’]s\s)?)"
    rf"|\s?,\s(?:{_ABROAD})"
    r"|\s?(?:,|–|—|:| -)\s{1,2}(?:(?:both|all|each|also) )?(?:based )?(?:(?:at|of|from)\s)?(?:the\s)?"
    r"|(?P<at>(?:\s(?:both|all)|,?\salso)?\s(?:of|at|from|in|based at|o|ym|yng)\s"
    r"(?:the\s|y\s|The\s(?=University|Open))?"
    rf"|\s(?:{_ABROAD}))"
    r"|\s(?:and (?:her|his|their|other)?\s?(?:colleagues|team|co-workers|collaborators) (?:at|from|of) (?:the\s)?)"
)
# Where a sentence goes on after a post: "a researcher who …".
POST_ENDS = re.compile(
    r" (?:who|which|that|whose|where|with|working|by|to|based|has|is|was|will|and (?![A-Z][\w-]* |[A-Z][\w-]*$)).*"
)
# Who is a fellow of a learned society does not work there.
HONOUR = re.compile(r"(?:fellow|member|associate|president|trustee|friend|alumn\w{1,3}) of ", re.IGNORECASE)
