"""The words that say what a number of people counts: the study, an arm, a subset, a plan, an outcome."""

from __future__ import annotations

import re

from extractors.text.alternation import Alternation
from extractors.text.expression import Expression
from extractors.text.numerals import WHOLE, WORDS

PEOPLE = (
    r"(?:(?i:patients?|women|men|participants?|subjects?|individuals?|persons?|people|children|adults|adolescents"
    r"|infants?|neonates?|newborns?|volunteers?|survivors?|cases|students?|mothers|females|males|veterans?|residents?"
    r"|recipients?|outpatients?|inpatients?|smokers?|caregivers?|couples|families|eyes|pts|members"
    r"|beneficiaries|carriers|donors)(?!-))"
)
NUMBER = (
    rf"(?:\d{{1,3}}(?: \d{{3}})+(?! ?%)|{WHOLE}|(?i:{WORDS}))"
    r"(?![\d.%]|,\d| ?%| ?mg| ?mL|-year| years?| months?| weeks?| days?)"
)
# Words between a number and its people: adjectives, not verbs or other things that are counted.
WORD = (
    r"(?!(?:were|was|of|in|to|and|or|from|with|who|received|had|enrolling|including|incident|new|study|trial"
    r"|studies|trials"
    r"|centers|centres|sites|hospitals|clinics|countries|practices|hundred|thousand|million)\b)(?:[A-Za-z][\w'/()+-]*|[0-4]?-?[IV]+[a-cA-C]?(?:-[IV]+[a-cA-C]?)?),?"
)

ALONE = r"(?<![\w.,/=<>≥≤-])"
# Each names its number `n`.
CANDIDATE = Alternation(
    [
        rf"{ALONE}(?P<n>(?!0){NUMBER}) (?P<words>(?:{WORD} ){{0,7}}?){PEOPLE}\b",
        rf"\b{PEOPLE}\b(?P<gap>[^.;:()]{{0,80}})[(\[]\s?[nN]\s?= ?(?P<n>{NUMBER})",
        rf"{ALONE}(?P<n>(?P<maybe_year>{NUMBER})) (?:were|underwent)(?= (?:\w+ ){{0,2}}(?:randomi|random|allocat|enrol"
        r"|recruit|includ))",
        rf"\b(?:randomi[sz]ed|enrolled|recruited) (?P<n>{NUMBER})(?= (?:to|into|at|from|in)\b)",
        rf"{ALONE}(?P<n>{NUMBER}) of (?:the )?(?P<planned>planned |eligible |intended |invited |{NUMBER} )+{PEOPLE}\b"
        r"(?= (?:were (?:enrolled|randomi|recruited|included)|participated|took part|agreed to participate))",
        rf"\b[Aa] total of (?P<n>{NUMBER})(?= (?!of\b)[A-Z]{{2,6}} were (?:randomi|enrol|recruit|includ|assign"
        r"|allocat))",
    ],
    start=r"\b\w",
)
RANDOM = re.compile(
    r"\b(?:randomi[sz]ed|randomly|randomi[sz]ation|at random|allocated|random (?:assignment|allocation))\b", re.I
)
ENROL = re.compile(
    r"\b(?:enrol\w*|recruit\w*|includ\w*|entered|accru\w*|regist\w*|participat\w*|took part|admitted|assigned|studied"
    r"|consecutive|consented|joined|hospitali[sz]ed|treated|selected|analy[sz]ed)\b",
    re.I,
)
TOTAL = re.compile(r"(?:\b(?:total of|in total,?|in all,?|overall,?|altogether,?|all)|(?:^|\bwe )\w+ed) $", re.I)
WE_DID = re.compile(r"\b(?:randomi[sz]ed|randomly (?:assigned|allocated)|assigned|allocated) $", re.I)
# What stands right before a number that counts something else than the study.
SUBSET_BEFORE = re.compile(
    r"(?:\b(?:whom|(?<!in )which|including|them|another|additional|further|remaining|other|only|first|per|each"
    r"|every|least,?|minimum of|maximum of|most|up to|one of|than|approximately|about|planned"
    r"|plan to \w+|target of|aimed to \w+"
    r"|grade|phase|stage|day|week|month|cycle|arm|group|cohort|level|figure|table"
    r"|(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten) (?:ofall )?(?:out )?of(?: the)?)"
    r"|\bbetween [\w ]{1,20} and|% of|[(\[=/:<>≥≤])\s?$",
    re.I,
)
# What stands right after one.
SUBSET_AFTER = re.compile(
    r"\s?(?:(?:each|per)\b"
    r"|(?:were )?(?:in|into|to|for|of) (?:the |each |either )?(?:[\w-]+ ){0,4}(?:group|arm|cohort)\b"
    r"|(?! ?underwent randomi)(?:,? (?:were|was) )?(?:randomly )?(?:(?:assigned|allocated|randomi[sz]ed|served|received"
    r"|underwent|treated|got) )(?:to|as|with|by)?"
    r"[^.;]{2,90},? and (?:\d[\d,]*|the (?:other|remaining) \S+) (?:\w+ ){0,2}"
    r"(?:to|as|with|by|in|received|underwent|assigned|randomi[sz]ed|allocated)\b"
    r"|in [^.;]{2,60} and \d[\d,]* (?:\w+ ){0,2}in\b"
    r"|to [^.;]{2,90},? and \d[\d,]* (?:\w+ ){0,2}to\b"
    r"|(?:were |was )?(?:randomly )?\w+ to each\b)",
    re.I,
)
NOT_YET = re.compile(
    r"\b(?:screened|assessed for|eligible (?:for(?! (?:the |this )?(?:evaluation|analys))|to|if)"
    r"|were eligible(?! for (?:the |this )?(?:evaluation|analys))|approached|invited|contacted|required|needed"
    r"|sample size|will be|would be|to be (?:enrolled|recruited|randomi)|accrual goal|anticipated|expected)",
    re.I,
)
PLAN_BEFORE = re.compile(
    r"\b(?:plan(?:ned)?|aim(?:ed)?|target|power|sample size|goal|require[ds]?|need(?:ed)?)\b", re.I
)
OTHERS = Expression(
    r"\b(?:et al\b|(?:previous|earlier) (?:\w+ )?(?:trial|study|studies)|meta-analys|systematic review|historical"
    r"|literature)",
    re.I,
)
# What follows counts an outcome: `255 patients had died`.
FARED = re.compile(
    r" (?:have |has |had |were )?(?:died|dead|alive|relapsed|progressed|experienced|had|have|achieved|developed"
    r"|responded"
    r"|discontinued|completed|withdr[ae]w\w*|crossed|reported|showed|survived|recurred|lost|excluded|refused"
    r"|declined)\b",
    re.I,
)
OF = re.compile(r"\bof (?:the |these |those )?$", re.I)
# `patients were assigned to drug (n = 48)` counts an arm, `patients were randomised (n = 96) to …` the study.
ARM_GAP = re.compile(r"\b(?:except|exclud|randomi|assigned|allocated|receiv|treated|given|took)(?!\w* $)", re.I)
SIDE_HAS = re.compile(r"\b(?:group|arm|cohort)(?: \w+)? (?:included|comprised|contained|had|received|of|with) $", re.I)
ONE_OF_TWO = re.compile(r"(?<![\d.,])\d[\d,]* (?:and|versus|vs\.?|or) $")
# `56 patients assigned to the drug died`: no other arm is named, so the number is this arm's.
ONE_ARM = re.compile(
    r" (?:were |was )?(?:randomly )?(?:(?:assigned|allocated|randomi[sz]ed) to|(?<!were )(?:assigned|allocated))"
    r" (?!receiv|undergo|either|one|two|three|four|in\b|to\b|at\b|by\b|using|groups)"
    r"(?:(?!\b(?:or|versus|vs|and|plus|with|either|\d+)\b)[^.;,:/±]){2,70}"
    r"\b(?:died|had|developed|(?:as )?compared(?! (?:with|to) (?!\d|those|the \d))|relapsed|completed|was"
    r"|were (?!random|assign|alloc)|experienced|showed)"
    r"| (?:assigned|allocated) (?!to\b|random|in\b|at\b|by\b|and\b|from\b|treatment|either)[^.;,:/±()]{2,60}\.$"
)
# `a median of 11 months in 275 patients allocated the drug`
AMONG = re.compile(r"\b(?:in|among|for|of) (?:the )?$")
OF_ONE_ARM = re.compile(
    r" (?:who were )?(?:randomly )?(?:allocated|assigned|randomi[sz]ed) (?:to )?"
    r"(?!(?:receive|either|one|two|three|four|in|at|by|into|between|using|groups|participate)\b)"
    r"(?:(?!\b(?:or|versus|vs|either|compared (?:with|to) (?!\d|those|the \d))\b)[^.;:])*(?:[.;:]|$)"
)
COUNT = re.compile(r"(?<![\w.,/-])\d{1,3}(?:,\d{3})+(?![\w.%])|(?<![\w.,/-])\d+(?![\w.%-]|,\d| ?%)")
SHARE = Expression(r"\(\s?\d+(?:\.\d+)?\s?%\s?\)")
# `96 patients were enrolled and 91 were randomised to X or Y`: the number randomised is the study's.
THEN_RANDOMISED = re.compile(
    r" (?:patients |participants )?(?:were |underwent |agreed to )(?:then |subsequently |finally )?"
    r"randomi[sz](?:ed|ation)\b"
    r"(?: (?:to|into|in|between)\b[^.;]*\b(?:or|versus|vs|either|both|groups|arms)\b|\s?[.,;(]|$)"
)
OF_WHOM = re.compile(r"\b(?:of (?:whom|which|these|them)|and),? $")
# `21 patients (70%) of the group`: a share of others.
OF_ALL = re.compile(
    r" ofall(?! (?:were |was |agreed |consented |had been )?(?:\w+ )?(?:enrol|randomi|recruit|includ|assign|alloc|to))"
)
ANOTHER = re.compile(rf"^(?:Another|An additional|A further) (?P<n>{NUMBER}) (?:{WORD} ){{0,4}}?{PEOPLE}\b")
SIDE = Expression(r"\b(?:group|arm|controls?|cohort|subset|subgroup)\b", re.I)
BRACKETS = Expression(r"\((?!\s?[nN]\s?=)[^()]*\)|\[(?!\s?[nN]\s?=)[^\[\]]*\]")
SEXES = Expression(r", \d+ (?:fe)?(?:males?|men|women)(?:(?:,| and) \d+ (?:fe)?(?:males?|men|women))?(?=,)")
HUNDRED = Expression(r"\b(one|two|three|four|five|six|seven|eight|nine)-hundred\b", re.I)
BRACKETED = re.compile(rf"[(\[,;]\s?[nN]\s?= ?(?P<n>{WHOLE})")
