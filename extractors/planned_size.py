"""How many people a trial was planned to have: in all, and in each arm, as its report states them.

The sample size calculation and stated intentions are read, never what was done. Every number of people in such a
sentence is weighed by the words around it: people to be taken in weigh more than people needed for the power, a
number that allows for losses more than one that does not. Where two weigh the same, neither counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractors.sample_size import number_of, simplified
from extractors.sample_size_words import NUMBER, PEOPLE, WORD
from extractors.stated import stated
from extractors.text.expression import Expression
from extractors.text.sentences import Sentence
from schemas.models import Detail

# Sentences worth reading in a protocol, and in a report of what was done.
_INTENDS = Expression(
    r"\b(?:will|plan(?:ned|s)?|require[ds]?|requiring|need(?:ed|s)?|sample|to be|target|aim(?:s|ed)?|goal|estimated"
    r"|would"
    r"|intend(?:ed)?|power(?:ed)?|are being|to (?:enrol|recruit|include)\w*|expect(?:ed|s)?|calculat\w+|conducted among"
    r"|recruitment of|comprise|enrol\w*)\b",
    re.IGNORECASE,
)
_CALCULATES = Expression(
    r"\b(?:sample sizes?|power(?:ed)?|planned|aim(?:ed)? (?:was )?(?:to|of)|goal (?:was|of|to)|target(?:ed)?"
    r"|required|needed"
    r"|needs?|calculat\w+|intended|decided to|estimated|anticipat\w+|allow(?:ing)? for|account(?:ing)? for|sufficient"
    r"|enough|assum\w+|attrition|drop-?outs?|adequate|accrual)\b",
    re.IGNORECASE,
)
_N = rf"(?<![\w.,/=<>≥≤-])(?!0)(?:{NUMBER})"
_N_OF_ARM = rf"(?:(?<![\w.,/=<>≥≤-])|(?<=\b[nN]=)|(?<=\b[nN] = ))(?!0)(?:{NUMBER})"
_PLACES = (
    r"(?:clusters|schools|sites|cent(?:er|re)s|practices|villages|communities|hospitals|clinics|homes|wards|units)"
)
# Words between `sample size` or `target` and its number, and what may follow one without its people.
_OF_SAMPLE = (
    rf"sample|size|total|target|number|recruitment|enrol?lment|accrual|study|population|planned|final|overall|minimum"
    rf"|maximum|minimal|required|needed|estimated|calculated|set|determined|to|be|at|least|was|is|for|the|this|trial|a"
    rf"|of|approximately|about|around|up|therefore|then|needed|necessary|increased|{PEOPLE}"
)
_THEN = (
    rf"(?: ?[.,;:()\[]|$| (?:{WORD} ){{0,4}}?{PEOPLE}\b| (?:and|or|was|were|is|are|would|will|with|to|for|in|at|by|per"
    rf"|has|had|gives?|gave|allow\w*|provid\w*|yield\w*|achiev\w*|required|needed|overall|ha[sd]|should|has|based"
    rf"|on|after|assuming|using|from|across|which|that|\()\b)"
)
_WHOLE = Expression(
    rf"(?P<a>{_N}) (?:{WORD} ){{0,6}}?{PEOPLE}\b"
    rf"|\b(?:samples?|sample size|total(?: sample(?: size)?| number)?|number|(?:goal|target|enrolment|enrollment"
    rf"|accrual|size))"
    rf" (?:of (?:the )?(?:{PEOPLE}|study|trial|sample) )?(?:(?:{_OF_SAMPLE}) ){{0,3}}?(?:of|is|was|to|be|="
    rf"|at) (?P<b>{_N})(?!-)(?! (?:\w+ )?{_PLACES}\b)(?={_THEN})"
    rf"|(?P<c>{_N}) (?:in total|total|overall|altogether)\b|[(,] ?total (?P<t>{_N})\b"
    rf"|\b(?:enrol|enroll|recruit|include|randomi[sz]e) (?:a total of |up to |at least )?(?P<d>{_N})(?= ?(?:[.,;)]"
    rf"|$|to |for |in |at ))"
    rf"|\b{PEOPLE} ?[(\[]\s?[nN]\s?= ?(?P<e>{NUMBER})"
    rf"|(?P<f>{_N}) (?:were|are|is|will be|would be)(?:,? therefore,?)? (?:needed|required|recruited|enrolled"
    rf"|included)\b"
)
_SHARE = (
    r"(?:/|per (?:an? )?|(?:in|for|to|into|of|at) (?:each|every|both|either)(?: one)?(?: of)?(?: the)?)"
    r"(?: ?(?:two|three|four|2|3|4|study|treatment|trial|intervention|randomi[sz]ed|randomi[sz]ation|allocation))* ?"
    r"(?:arms?|groups?|conditions?|treatments?|cohorts?)\b"
)
_DONE_WITH = (
    r"(?:(?:were|was|are|is|will be|would be|have to be|should be|must be) )?(?:needed |required |enrolled |recruited "
    r"|randomi[sz]ed |allocated |assigned |included |available |necessary |determined "
    r"|calculated |estimated |considered |chosen |set |proposed |to be \w+ )?"
)
_ARM = Expression(
    rf"(?P<n>{_N_OF_ARM}) ?(?:{WORD} ){{0,3}}?{_DONE_WITH}{_SHARE}"
    rf"|\b(?:two|three|four|[234]) ?(?:x|×|times) ?(?P<k>{NUMBER})(?= {PEOPLE})"
    rf"|\b(?:each|every|both|per) (?:\w+ )?(?:arms?|groups?|conditions?) (?:\w+ ){{0,3}}?(?:of|required?s?|needs?"
    rf"|needed|include[ds]?"
    rf"|comprise[ds]?|contain(?:ed|s)?|have|has|is|was|be) (?:at least )?(?P<m>{_N})(?! ?[%:])",
    re.IGNORECASE,
)
_OF_PLACES = re.compile(rf"\b{_PLACES}\b", re.IGNORECASE)
_FOR_LOSSES = Expression(
    r"\b(?:drop-?\s?outs?|attrition|loss(?:es)?|lost|account(?:ed|ing|s)? for|compensat\w+|withdraw\w*|allow(?:ed"
    r"|ing)? for"
    r"|non-?(?:response|compliance|adherence)|inflat\w+|missing)\b",
    re.IGNORECASE,
)
_TAKEN_IN = re.compile(
    r"\b(?:enrol\w*|recruit\w*|includ\w*|randomi[sz]\w*|participate|invite\w*|comprise|conducted among)\b", re.I
)
_AMENDED = re.compile(r"\b(?:increased|raised|revised|amended|reduced|adjusted) (?:to|from)\b", re.IGNORECASE)
_TOTAL = re.compile(r"\b(?:total\w*|in all|overall|altogether)\b", re.IGNORECASE)
_NEEDS = re.compile(
    r"\b(?:need\w*|requir\w+|sample size|sufficient|enough|necessary|calculated|target|planned|aim\w*|goal)\b", re.I
)
# What was done is no plan: `115 patients were recruited`, `416 participants enrolled and completed`.
_DONE = re.compile(
    r"\b(?:were|was|have been|had been|has)(?: \w+){0,2} (?:recruited|enrolled|included|randomi[sz]ed|assigned|screened"
    r"|allocated|analy[sz]ed|invited|completed|lost|excluded|withdrawn)\b"
    r"|\brandomi[sz]ed to\b.{0,40}\bgroup \d|\b(?:completed"
    r"|enrolled in the)\b",
    re.IGNORECASE,
)
_MEANT = re.compile(
    r"\b(?:if|to be|need\w*|requir\w+|should|would|must|planned|until|calculat\w+|estimated)\b", re.IGNORECASE
)
_NUMBER_NEEDED = Expression(r"\bnumber needed (?:to )?treat|\binterim (?:analys[ei]s|look)", re.IGNORECASE)
# Other people's trials: `a trial of 90 patients`, `data from 37 subjects`.
_OTHERS = re.compile(
    r"\b(?:(?:trial|study|studies|series|reports?|pilot|cohort|survey) (?!population|sample|size)"
    r"(?:[\w-]+ ){0,4}?(?:of|in|with|among|from"
    r"|enrolled"
    r"|included|on|randomi[sz]ed|showed)|data (?:from|on|of)|et al\.?[^.;,]{0,30}|have|has|had) (?:\w+ )?$",
    re.IGNORECASE,
)
# What `a study of 23 people would show` is the report's own.
_WOULD = re.compile(r"\b(?:would|will) (?:have|give|provide|detect|allow|yield|show|suffice)\b", re.IGNORECASE)
_FOR_ANALYSIS = re.compile(
    r"\b(?:final|evaluable|analytic(?:al)?|analy[sz]able|complete|completers?|retain\w*|remain\w*|obtain|reach"
    r"|achieve|secure"
    r"|preserve|ensure|have (?:approximately |about )?|for analysis)\b",
    re.IGNORECASE,
)
_PART_BEFORE = re.compile(
    r"(?:\b(?:whom|including|first|remaining|other|per|each|every|another|additional|further|only|after|every|subset of"
    r"|subsample of|subgroup of|women|men|group|grade|phase|week|day|table|figure|out of"
    r"|population of|of (?:these|those|them)|\d of the|additional (?:[\w-]+ ){0,3}of)"
    r"|\b(?:cluster|block|batch|effect)s? (?:size )?of|\bbetween|% of|[(\[:<>≥≤])\s?$",
    re.IGNORECASE,
)
_ARM_BEFORE = re.compile(
    r"\b(?:each|per|every|(?:control|intervention|experimental|treatment|placebo)) (?:\w+ )?(?:groups?|arms?"
    r"|conditions?)"
    r" [^.;,()]{0,40}$",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(
    rf"\s?(?:(?:{WORD} ){{0,2}}{PEOPLE} )?(?:(?:were|was|are|is|will be|would be|to be|be) (?:\w+ ){{0,2}})?{_SHARE}"
    rf"|\s?(?:were |was |had been )(?:excluded|withdrawn|lost|screened|not)\b"
    rf"|\s?(?:{PEOPLE} )?(?:(?:(?:were|was|are|is|will be|would be) \w+ )?(?:in|from|at|for|within|to) (?:each|every"
    r"|the (?:control|intervention|experimental|treatment|placebo|usual))\b|(?:each|apiece|ofall|per [\w-]+"
    r"|a (?:week|month|year|day))\b|(?:assigned |allocated |randomi[sz]ed )?(?:to|in(?:to)?) (?:the )?(?:[\w-]+ ){0,2}"
    r"(?:group|arm|sub-?study|substudies|pilot|subset|sub-?sample|subgroup)\b|events?\b|\d|%|(?:st|nd|rd|th)\b)",
    re.IGNORECASE,
)
# Each of several places or people takes that many: `200 are recruited at each centre`.
_EACH_TAKES = re.compile(r"\b(?:each|every) (?!group|arm|of)(?:[\w-]+ ){1,3}[^.;,]{0,25}$", re.IGNORECASE)
_AT_EACH = re.compile(
    r"[^.;,]{0,60}\b(?:at|from|in|by|per|within) (?:each|every) (?:(?!group|arm)[\w-]+ ){0,2}?(?:cent(?:er|re)|site"
    r"|hospital|clinic|school|village|practice|ward|cluster|unit|community|country|region|pair|block)\b"
    r"|[^.;,]{0,60}\b(?:in|into|to|for) (?:the|this|an?) (?:[\w-]+ ){0,2}(?:sub-?study|substudies|subset)\b",
    re.IGNORECASE,
)
# What was done is no plan even beside the power it gave: `With 87 patients enrolled, the power was 24%`.
_WITH = re.compile(r"^\W*(?:With|In) $")
_THEY_WERE = re.compile(r"(?: (?:enrolled|randomi[sz]ed|included|evaluable|recruited))?,| the\b", re.IGNORECASE)
_SKIPPED = frozenset({"background", "introduction", "conclusion", "references"})
_LOSS_AT_MOST = 1.45
"""By which factor a size that allows for losses may exceed the one that the power needs."""
SMALLEST_WHOLE, SMALLEST_ARM = 10, 5
"""Smaller numbers of people are not a planned trial but a slip of the reading."""


def planned_details(sentences: Iterable[Sentence], is_protocol: bool) -> list[Detail]:
    """`n_planned` and `n_planned_per_arm`, each with the sentence that states it."""
    words = _INTENDS if is_protocol else _CALCULATES
    skipped = _SKIPPED if is_protocol else _SKIPPED | {"results", "discussion"}
    said = [s for s in sentences if s.section not in skipped and words.search(s.text)]
    found = []
    for field, weigh in (("n_planned", _wholes), ("n_planned_per_arm", _arms)):
        plans = [(n, weight, s) for s in said for n, weight in weigh(s.text)]
        best = _heaviest(plans) or _heaviest([plan for plan in plans if plan[2].block.part == "abstract"])
        if best:
            n, sentence = best
            found.append(stated(sentence, field, n, *_printed(n, sentence.text)))
    return found


def _printed(n: int, text: str) -> tuple[int, int]:
    """Where a sentence prints a number in digits; all of the sentence where it is in words."""
    thousands = f"{n // 1000}[ ,]?{n % 1000:03d}" if n >= 1000 else str(n)
    found = re.search(rf"(?<![\d.,]){thousands}(?![\d])", text)
    return found.span() if found else (0, len(text))


def _heaviest(plans: list[tuple[int, int, Sentence]]) -> tuple[int, Sentence] | None:
    """The number of most weight, one more where it is repeated or in the abstract.

    Of two that weigh the same and differ by no more than losses explain the larger counts, else none: two plans of
    one weight are those of two parts of a trial, of which its abstract may give the whole.
    """
    weights: dict[int, int] = {}
    for n, weight, sentence in plans:
        here = weight + (sentence.block.part == "abstract")
        weights[n] = max(weights[n], here) + 1 if n in weights else here
    top = max(weights.values(), default=0)
    best = sorted(n for n, weight in weights.items() if weight == top)
    if not best or best[-1] > _LOSS_AT_MOST * best[0]:
        return None
    return best[-1], max((plan for plan in plans if plan[0] == best[-1]), key=lambda plan: plan[1])[2]


def _wholes(text: str) -> Iterator[tuple[int, int]]:
    """The numbers of people that a sentence plans for as a whole, each with its weight."""
    if _NUMBER_NEEDED.search(text):
        return
    shares = {n for n, _ in _arms(text)}
    text = simplified(text, keep_brackets="total" in text)
    weights: dict[int, int] = {}
    for match in _WHOLE.finditer(text):
        n = number_of(next(group for group in match.groups() if group))
        start = next(match.start(name) for name in "abctdef" if match[name])
        before, after = text[max(0, start - 60) : start], text[match.end() : match.end() + 80]
        in_all = match["c"] or match["t"]
        if n < SMALLEST_WHOLE or 1990 <= n <= 2040 or (_PART_BEFORE.search(before) and not in_all):
            continue
        if n in shares or _PART_AFTER.match(after) or _ARM_BEFORE.search(before):
            continue
        if _EACH_TAKES.search(before) or _AT_EACH.match(after) or (_WITH.search(before) and _THEY_WERE.match(after)):
            continue
        near = before + text[start : match.end()] + after
        if _OTHERS.search(before) or (_DONE.search(text[start : match.end()] + after[:60]) and not _MEANT.search(near)):
            continue
        weight = (
            1 + 2 * bool(_TAKEN_IN.search(near)) + 2 * bool(_TOTAL.search(before[-30:] + match.group() + after[:9]))
        )
        weight += (
            bool(_NEEDS.search(near))
            + bool(_AMENDED.search(before))
            - 2 * bool(_FOR_ANALYSIS.search(before[-30:] + match.group()))
        )
        weights[n] = max(weight, weights.get(n, 0))
    largest = max(weights, default=0)
    for n, weight in weights.items():
        yield n, weight + 2 * (n == largest and bool(_FOR_LOSSES.search(text)))


def _arms(text: str) -> Iterator[tuple[int, int]]:
    """The numbers of people that a sentence plans for each arm, with their weight."""
    if _NUMBER_NEEDED.search(text):
        return
    for match in _ARM.finditer(simplified(text, keep_brackets=True)):
        n = number_of(match["n"] or match["m"] or match["k"])
        if (
            n >= SMALLEST_ARM
            and not _OF_PLACES.search(match.group())
            and (_WOULD.search(text) or not _OTHERS.search(text[: match.start()]))
        ):
            losses, taken = bool(_FOR_LOSSES.search(text)), bool(_TAKEN_IN.search(text))
            yield n, 1 + 2 * losses + taken + bool(_AMENDED.search(text))
