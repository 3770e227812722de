"""How many people were in the study as a whole: the number its report states, never one worked out from arms.

Every number of people in a sentence is a candidate. The words around it say what it counts: those randomised, those
enrolled, a mere mention, or something else (screened, planned, an arm, a subset), which is left alone. Numbers of the
abstract go before those of the body; randomised before enrolled; the earlier before the later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from extractors.text.alternation import Alternation
from extractors.text.expression import Expression
from extractors.text.numerals import WHOLE, WORDS, word_value
from extractors.text.sentences import Sentence

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
RANDOMISED, ENROLLED, MENTIONED = 3, 2, 1

_ALONE = r"(?<![\w.,/=<>≥≤-])"
# Each names its number `n`.
_CANDIDATE = Alternation(
    [
        rf"{_ALONE}(?P<n>(?!0){NUMBER}) (?P<words>(?:{WORD} ){{0,7}}?){PEOPLE}\b",
        rf"\b{PEOPLE}\b(?P<gap>[^.;:()]{{0,80}})[(\[]\s?[nN]\s?= ?(?P<n>{NUMBER})",
        rf"{_ALONE}(?P<n>(?P<maybe_year>{NUMBER})) (?:were|underwent)(?= (?:\w+ ){{0,2}}(?:randomi|random|allocat|enrol"
        r"|recruit|includ))",
        rf"\b(?:randomi[sz]ed|enrolled|recruited) (?P<n>{NUMBER})(?= (?:to|into|at|from|in)\b)",
        rf"{_ALONE}(?P<n>{NUMBER}) of (?:the )?(?P<planned>planned |eligible |intended |invited |{NUMBER} )+{PEOPLE}\b"
        r"(?= (?:were (?:enrolled|randomi|recruited|included)|participated|took part|agreed to participate))",
        rf"\b[Aa] total of (?P<n>{NUMBER})(?= (?!of\b)[A-Z]{{2,6}} were (?:randomi|enrol|recruit|includ|assign"
        r"|allocat))",
    ],
    start=r"\b\w",
)
_RANDOM = re.compile(
    r"\b(?:randomi[sz]ed|randomly|randomi[sz]ation|at random|allocated|random (?:assignment|allocation))\b", re.I
)
_ENROL = re.compile(
    r"\b(?:enrol\w*|recruit\w*|includ\w*|entered|accru\w*|regist\w*|participat\w*|took part|admitted|assigned|studied"
    r"|consecutive|consented|joined|hospitali[sz]ed|treated|selected|analy[sz]ed)\b",
    re.I,
)
_TOTAL = re.compile(r"(?:\b(?:total of|in total,?|in all,?|overall,?|altogether,?|all)|(?:^|\bwe )\w+ed) $", re.I)
_WE_DID = re.compile(r"\b(?:randomi[sz]ed|randomly (?:assigned|allocated)|assigned|allocated) $", re.I)
# What stands right before a number that counts something else than the study.
_SUBSET_BEFORE = re.compile(
    r"(?:\b(?:whom|(?<!in )which|including|them|another|additional|further|remaining|other|only|first|per|each"
    r"|every|least,?|minimum of|maximum of|most|up to|one of|than|approximately|about|planned"
    r"|plan to \w+|target of|aimed to \w+"
    r"|grade|phase|stage|day|week|month|cycle|arm|group|cohort|level|figure|table"
    r"|(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten) (?:ofall )?(?:out )?of(?: the)?)"
    r"|\bbetween [\w ]{1,20} and|% of|[(\[=/:<>≥≤])\s?$",
    re.I,
)
# What stands right after one.
_SUBSET_AFTER = re.compile(
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
_NOT_YET = re.compile(
    r"\b(?:screened|assessed for|eligible (?:for(?! (?:the |this )?(?:evaluation|analys))|to|if)"
    r"|were eligible(?! for (?:the |this )?(?:evaluation|analys))|approached|invited|contacted|required|needed"
    r"|sample size|will be|would be|to be (?:enrolled|recruited|randomi)|accrual goal|anticipated|expected)",
    re.I,
)
_PLAN_BEFORE = re.compile(
    r"\b(?:plan(?:ned)?|aim(?:ed)?|target|power|sample size|goal|require[ds]?|need(?:ed)?)\b", re.I
)
_OTHERS = Expression(
    r"\b(?:et al\b|(?:previous|earlier) (?:\w+ )?(?:trial|study|studies)|meta-analys|systematic review|historical"
    r"|literature)",
    re.I,
)
# What follows counts an outcome: `255 patients had died`.
_FARED = re.compile(
    r" (?:have |has |had |were )?(?:died|dead|alive|relapsed|progressed|experienced|had|have|achieved|developed"
    r"|responded"
    r"|discontinued|completed|withdr[ae]w\w*|crossed|reported|showed|survived|recurred|lost|excluded|refused"
    r"|declined)\b",
    re.I,
)
_OF = re.compile(r"\bof (?:the |these |those )?$", re.I)
# `patients were assigned to drug (n = 48)` counts an arm, `patients were randomised (n = 96) to …` the study.
_ARM_GAP = re.compile(r"\b(?:except|exclud|randomi|assigned|allocated|receiv|treated|given|took)(?!\w* $)", re.I)
_SIDE_HAS = re.compile(r"\b(?:group|arm|cohort)(?: \w+)? (?:included|comprised|contained|had|received|of|with) $", re.I)
_ONE_OF_TWO = re.compile(r"(?<![\d.,])\d[\d,]* (?:and|versus|vs\.?|or) $")
# `56 patients assigned to the drug died`: no other arm is named, so the number is this arm's.
_ONE_ARM = re.compile(
    r" (?:were |was )?(?:randomly )?(?:(?:assigned|allocated|randomi[sz]ed) to|(?<!were )(?:assigned|allocated))"
    r" (?!receiv|undergo|either|one|two|three|four|in\b|to\b|at\b|by\b|using|groups)"
    r"(?:(?!\b(?:or|versus|vs|and|plus|with|either|\d+)\b)[^.;,:/±]){2,70}"
    r"\b(?:died|had|developed|(?:as )?compared(?! (?:with|to) (?!\d|those|the \d))|relapsed|completed|was"
    r"|were (?!random|assign|alloc)|experienced|showed)"
    r"| (?:assigned|allocated) (?!to\b|random|in\b|at\b|by\b|and\b|from\b|treatment|either)[^.;,:/±()]{2,60}\.$"
)
# `a median of 11 months in 275 patients allocated the drug`
_AMONG = re.compile(r"\b(?:in|among|for|of) (?:the )?$")
_OF_ONE_ARM = re.compile(
    r" (?:who were )?(?:randomly )?(?:allocated|assigned|randomi[sz]ed) (?:to )?"
    r"(?!(?:receive|either|one|two|three|four|in|at|by|into|between|using|groups|participate)\b)"
    r"(?:(?!\b(?:or|versus|vs|either|compared (?:with|to) (?!\d|those|the \d))\b)[^.;:])*(?:[.;:]|$)"
)
_COUNT = re.compile(r"(?<![\w.,/-])\d{1,3}(?:,\d{3})+(?![\w.%])|(?<![\w.,/-])\d+(?![\w.%-]|,\d| ?%)")
_SHARE = Expression(r"\(\s?\d+(?:\.\d+)?\s?%\s?\)")
# `96 patients were enrolled and 91 were randomised to X or Y`: the number randomised is the study's.
_THEN_RANDOMISED = re.compile(
    r" (?:patients |participants )?(?:were |underwent |agreed to )(?:then |subsequently |finally )?"
    r"randomi[sz](?:ed|ation)\b"
    r"(?: (?:to|into|in|between)\b[^.;]*\b(?:or|versus|vs|either|both|groups|arms)\b|\s?[.,;(]|$)"
)
_OF_WHOM = re.compile(r"\b(?:of (?:whom|which|these|them)|and),? $")
# `21 patients (70%) of the group`: a share of others.
_OF_ALL = re.compile(
    r" ofall(?! (?:were |was |agreed |consented |had been )?(?:\w+ )?(?:enrol|randomi|recruit|includ|assign|alloc|to))"
)
_ANOTHER = re.compile(rf"^(?:Another|An additional|A further) (?P<n>{NUMBER}) (?:{WORD} ){{0,4}}?{PEOPLE}\b")
_SIDE = Expression(r"\b(?:group|arm|controls?|cohort|subset|subgroup)\b", re.I)
_SKIPPED_SECTIONS = frozenset({"background", "introduction", "conclusion", "discussion", "references", "registration"})
_BRACKETS = Expression(r"\((?!\s?[nN]\s?=)[^()]*\)|\[(?!\s?[nN]\s?=)[^\[\]]*\]")
_SEXES = Expression(r", \d+ (?:fe)?(?:males?|men|women)(?:(?:,| and) \d+ (?:fe)?(?:males?|men|women))?(?=,)")
_HUNDRED = Expression(r"\b(one|two|three|four|five|six|seven|eight|nine)-hundred\b", re.I)
_BRACKETED = re.compile(rf"[(\[,;]\s?[nN]\s?= ?(?P<n>{WHOLE})")
SMALLEST = 3
"""Fewer people than this are not a study but a slip of the reading (`two patients`)."""
FEW = 10
"""Fewer people than this, merely mentioned, are some of the study's (`five of the patients relapsed`)."""


@dataclass(slots=True, frozen=True)
class Size:
    """A number of people, what it counts, and the sentence that states it."""

    n: int
    standing: int
    sentence: Sentence
    of_them: bool = False
    """Given as `of the 220 patients`: likely a part when another number came before."""


def total(sentences: Iterable[Sentence]) -> int | None:
    """The number of people in the study as its report states it, or None."""
    kept = [s for s in sentences if s.section not in _SKIPPED_SECTIONS]
    for half in ("abstract", "body"):
        part = [
            s
            for s in kept
            if (s.block.part == "abstract" or s.section in {"title", "abstract"}) == (half == "abstract")
        ]
        sizes = [size for sentence in part for size in _sizes(sentence)]
        lowest = MENTIONED if half == "abstract" else ENROLLED
        best = max((size.standing for size in sizes), default=0)
        if best < RANDOMISED and (both := _two_groups(part)):
            return both
        if best >= lowest:
            return _whole_of(_chosen(sizes, best), sizes)
    return None


def _whole_of(chosen: Size, sizes: list[Size]) -> int:
    """The number chosen, or the one that it makes with another of its standing: two arms and their total."""
    others = {size.n for size in sizes}
    made = {chosen.n + size.n for size in sizes if size is not chosen and size.standing == chosen.standing} & others
    return made.pop() if len(made) == 1 else chosen.n


def _chosen(sizes: list[Size], best: int) -> Size:
    """The first of the best standing; one given as `of the N patients` only where nothing of weight came before."""
    for position, size in enumerate(sizes):
        earlier = any(other.standing >= ENROLLED for other in sizes[:position])
        if size.standing == best and not (size.of_them and earlier):
            return size
    return max(sizes, key=lambda size: size.standing if not size.of_them else 0)


def _sizes(sentence: Sentence) -> Iterator[Size]:
    """The candidates of one sentence with their standing, subsets and plans left out."""
    text = simplified(sentence.text)
    if _OTHERS.search(text):
        return
    matches = [match for _, match in _CANDIDATE.finditer(text)]
    screened = False
    for position, match in enumerate(matches):
        until = matches[position + 1].start() if position + 1 < len(matches) else len(text)
        before, rest = text[: match.start()], text[match.end() :]
        n = _value(match)
        if "gap" in match.groupdict() and _is_one_of(n, text):
            continue
        if n < SMALLEST or _counts_a_part(before, match, rest, position > 0 and not screened, screened):
            continue
        clause = re.split(r"[;:]|, (?:of whom|of which|including|and \d)", rest[: until - match.end()])[0]
        screened = bool(re.search(r"screened|assessed|eligible|approached|invited", clause))
        itself = (
            "" if match.groupdict().get("planned") else match.group()
        )  # the number that was planned says nothing of the other
        standing = _standing(re.split(r"[,;:] ", before)[-1], itself, clause)
        if standing and _RANDOM.search(rest) and _parts_add_up(n, rest):
            standing = RANDOMISED
        if standing > MENTIONED or (standing and n >= FEW):
            yield Size(n, standing, sentence, bool(_OF.search(before)))


def _is_one_of(n: int, text: str) -> bool:
    """Whether a size in brackets stands beside others that do not make it: `siblings (n = 54) or donors (n = 40)`."""
    sizes = [number_of(m["n"]) for m in _BRACKETED.finditer(text)]
    return len(sizes) > 1 and abs(sum(sizes) - 2 * n) > 0.1 * n


def _counts_a_part(before: str, match: re.Match[str], rest: str, later: bool, after_screening: bool) -> bool:
    """Whether the number counts an arm or a subset. After a number of people screened, `of whom 170` is the study."""
    randomised = bool(_THEN_RANDOMISED.match(rest)) and not _ONE_OF_TWO.search(before[-20:])
    if not after_screening and not (randomised and _OF_WHOM.search(before)) and _SUBSET_BEFORE.search(before[-25:]):
        return True
    if later and not randomised and before.endswith("and "):
        return True
    if _ONE_OF_TWO.search(before[-20:]) or _OF_ALL.match(rest):
        return True
    if (
        _ONE_ARM.match(rest)
        or (_AMONG.search(before[-12:]) and _OF_ONE_ARM.match(rest))
        or _SIDE_HAS.search(before[-40:])
    ):
        return True
    gap = match.groupdict().get("gap") or ""
    return bool(_SUBSET_AFTER.match(rest) or _SIDE.search(gap) or _ARM_GAP.search(gap))


def _standing(before: str, itself: str, after: str) -> int:
    """What a number counts, by the words before it, with it and after it."""
    near = itself + after
    if _PLAN_BEFORE.search(before[-40:] + itself):
        return 0
    if _RANDOM.search(near) or _WE_DID.search(before[-30:]):
        return RANDOMISED
    if _NOT_YET.search(before[-40:] + near) or _FARED.match(after):
        return 0
    if _ENROL.search(near) or _TOTAL.search(before[-20:]) or _ENROL.search(before[-25:]):
        return ENROLLED
    return MENTIONED


def _parts_add_up(n: int, rest: str) -> bool:
    """Whether what follows divides the number: `Of 96 patients, 47 were randomly assigned to … and 49 to …`."""
    parts = [int(digits.replace(",", "")) for digits in _COUNT.findall(rest)]
    return any(sum(parts[i : i + k]) == n for k in (2, 3, 4) for i in range(len(parts) - k + 1))


def _two_groups(part: list[Sentence]) -> int | None:
    """People of two groups told in two sentences: `82 patients … study group`, then `Another 78 … controls`."""
    for first, second in pairwise(part):
        match = _ANOTHER.match(second.text)
        if match and _SIDE.search(first.text) and _SIDE.search(second.text):
            candidates = [_value(found) for _, found in _CANDIDATE.finditer(simplified(first.text))]
            if len(candidates) == 1:
                return candidates[0] + number_of(match["n"])
    return None


def simplified(text: str, keep_brackets: bool = False) -> str:
    """The sentence without brackets (other than `(n = 82)`), so that what a number does stands next to it."""
    text = text if keep_brackets else _BRACKETS.sub(" ", _SHARE.sub(" ofall ", text))
    text = _SEXES.sub("", text)
    text = _HUNDRED.sub(r"\1 hundred", text)
    return re.sub(r" {2,}", " ", re.sub(r" (?=[,;.])", "", text))


def _value(match: re.Match[str]) -> int:
    if match.groupdict().get("maybe_year") and re.fullmatch(r"(?:19|20)\d\d", match["n"]):
        return 0  # `between May 2011 and June 2013 were enrolled`
    return number_of(match["n"])


def number_of(text: str) -> int:
    """A count in digits, with or without thousands marks, or in words."""
    digits = text.replace(",", "").replace(" ", "")
    return int(digits) if digits.isdigit() else word_value(text)
