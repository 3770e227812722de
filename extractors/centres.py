"""Whether a trial runs at one centre or several, and at how many, in the words of its report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.stated import stated
from extractors.text.expression import Expression
from extractors.text.numerals import WORDS, word_value
from extractors.text.sentences import Sentence
from schemas.models import Detail

SINGLE, MULTI = "single-centre", "multicentre"
PLACE_STEMS = (
    "center", "centre", "centric", "site", "hospital", "clinic", "institut", "practice", "department", "school",
    "communities", "villages", "units", "facilit", "system", "universit", "homes", "ward", "agenc", "programs",
    "programmes", "pharmac", "services", "churches", "offices", "laboratories", "colleges", "chcs", "phcs",
)  # fmt: skip
"""Stems of which a sentence about the places of a trial holds at least one."""
_NAMED = Expression(
    r"(?P<multi>\bmulti-? ?(?:cent(?:er|re)(?:ed)?|centric|site|institution(?:al)?|clinic|hospital)\b"
    r"(?!,? (?:[\w-]+ ){0,4}(?:studies|trials|RCTs)\b))"
    r"|(?P<single>\b(?:single|mono|uni)[- ]?(?:cent(?:er|re)(?:ed|d)?|centric|site|institution(?:al)?)\b"
    r"|\bone-(?:cent(?:er|re)|site|institution)\b)"
    r"|(?P<one>\b(?:a|at one|in one) single (?:[\w-]+ ){0,4}?(?:cent(?:er|re)|site|institution|hospital|clinic)\b)",
    re.IGNORECASE,
)
_PLACES = (
    r"(?:cent(?:er|re)s|sites|hospitals|clinics|institutions|institutes|practices|departments|schools|communities"
    r"|villages|facilities|(?:health|health care|healthcare) systems|universities|nursing homes|agencies"
    r"|pharmacies|services|churches|offices|laboratories|colleges|homes|CHCs|PHCs|EDs|ICUs)"
)
_COUNTED = Expression(
    rf"(?<![\w.,/-])(?P<n>\d{{1,3}}|{WORDS})(?! (?:of|out)\b) (?:(?!(?:of|in|to|from|with|at|patients|participants"
    rf"|and|anatomical|body|bone|injection|tender|skin|tumou?r|metastatic|surgical|lesion|disease|binding|point)\b)"
    rf"[\w,'/()-]+ ){{0,5}}?{_PLACES}\b",
    re.IGNORECASE,
)
# The study does something at the places counted or named.
_TAKES_PLACE = Expression(
    r"\b(?:conducted|performed|carried out|took place|takes? place|taking place|recruit\w*|enrol\w*|undertaken|set in"
    r"|setting|run (?:at|in)|participat\w+|based (?:at|in)|located|involv\w+|implemented|multi-?\s?cent\w+"
    r"|presenting|visit\w*|registered with|seen (?:at|in)"
    r"|study sites|trial sites|randomi[sz]ed|randomly|include[sd]?|attend\w+|admitted|referred|treated)\b",
    re.IGNORECASE,
)
_NOT_THE_TRIAL = Expression(
    r"\b(?:previous|earlier|prior|et al|pilot|future|further|larger|large-scale|definitive|needed|warranted"
    r"|according to the results|other (?:trials|studies)"
    r"|meta-analys\w+|reviews?|published"
    r"|ethics committees?|review boards?|monitoring)\b",
    re.IGNORECASE,
)
_KIND = (
    r"(?:[Hh]ospitals?|[Cc]ent(?:er|re)|[Cc]linic|University|Institute|College|School|Infirmary|Department|Unit|Ward|Academy"
    r"|Service)"
)
# The whole trial happens at one place: its visits, samples and scans may be elsewhere.
_PLACE = Expression(
    r"\b(?:(?:conducted|performed|carried out|took place|takes? place|taking place|undertaken|implemented|recruited"
    r"|enrolled|admitted|set|attending|presenting|identified|invited|treated|randomi[sz]ed"
    r"|screened)\b[^.;(]{0,90}?\b(?:at|in|from|by|to|within|of)"
    r"|referred\b[^.;(]{0,60}?\b(?:from|by)) (?P<where>"
    r"(?:the |our |an? |one )(?!\d)(?:[\w'&()/-]+,? ){0,9}?(?:hospital|cent(?:er|re)|clinic|department|unit|ward"
    r"|institute|school|practice)\b(?!s)|(?:the )?[A-Z][\w'.()/-]+,? "
    rf"(?:(?:of|for|the|de|di|and|[A-Z(][\w'.()/-]+),? ){{0,8}}?(?:[\w()-]+/)?{_KIND}\b)",
)
_TRIAL = Expression(
    r"\b(?:study|trial|RCT|patients?|participants?|women|men|children|infants|subjects|adults|individuals"
    r"|recruit\w*)\b",
    re.I,
)
_ELSEWHERE = Expression(
    r"\b(?:samples?|blood|serum|plasma|data|randomi[sz]ation|allocation|sequence|drugs?|capsules?|laborator\w+|MRI"
    r"|scans?"
    r"|assays?|measure\w*|analy[sz]\w+|assessments?|images?|approv\w+|manufactur\w+|prepar\w+|train\w*|supervis\w+"
    r"|tests?"
    r"|funded|financial|grants?|sponsor\w*|collaborat\w+|coordinat\w+)\b",
    re.IGNORECASE,
)
# Who is taken in or what is done, right before the verb: no test or sample that was done elsewhere.
_TRIAL_IS_DONE = Expression(
    r"\b(?:(?:this|the|our|present|current|controlled|randomi[sz]ed|clinical|blind|pilot|RCT) )*(?:study|trial|RCT"
    r"|patients?|participants?|women|men|children|infants|subjects|adults|individuals|volunteers|who)\b(?:[^.;,]{0,90})"
    r" (?:was|were|is|are|will be|has been|took|takes)(?: \w+)? (?:conducted|performed|carried|undertaken|recruited"
    r"|enrolled|place|referred|admitted|set|identified)",
    re.IGNORECASE,
)
_SEVERAL = Expression(
    rf"\b{_PLACES}\b|\bHospitals\b|\band (?:the |at |from |in )?(?:[A-Z][\w'.-]+ ){{1,5}}{_KIND}"
    rf"|{_KIND}[^.;]{{0,60}}, [^.;]{{0,80}}\band\b[^.;]{{0,60}}{_KIND}|\beach (?:cent|site|hosp|clinic)"
    rf"|\band the [\w -]{{3,40}}"
    r"(?:practice|hospital|clinic|cent(?:er|re))\b",
)
_SEVERAL_PLACES = Expression(
    r"\b(?:conducted|performed|carried out|took place|undertaken|recruited|enrolled|recruitment"
    r"|recruit)\b[^.;]{0,90}?\b(?:at|in"
    r"|from|through|by|across) (?P<where>(?:[\w'-]+ ){0,5}?(?:cent(?:er|re)s|hospitals|clinics|practices|schools|sites"
    r"|nursing homes|departments|facilities))\b",
    re.IGNORECASE,
)


def centres_of(sentence: Sentence) -> Iterator[Detail]:
    """`centres` (single-centre or multicentre) and `n_centres`, the number, where a sentence gives them."""
    text = sentence.text
    if _NOT_THE_TRIAL.search(text):
        return
    for match in _NAMED.finditer(text):
        if match.lastgroup != "one" or _TRIAL.search(text):
            yield stated(sentence, "centres", MULTI if match["multi"] else SINGLE, *match.span())
    if _TAKES_PLACE.search(text):
        yield from _counted(sentence, text)
        yield from _one_place(sentence, text)


def _counted(sentence: Sentence, text: str) -> Iterator[Detail]:
    for match in _COUNTED.finditer(text):
        n = int(match["n"]) if match["n"].isdigit() else word_value(match["n"])
        if n > 1:
            yield stated(sentence, "centres", MULTI, *match.span())
            yield stated(sentence, "n_centres", n, *match.span())


def _one_place(sentence: Sentence, text: str) -> Iterator[Detail]:
    """`place`: where a trial that names no kind and no number is done, one place or several."""
    if not _TRIAL.search(text) or (_ELSEWHERE.search(text) and not _TRIAL_IS_DONE.search(text)):
        return
    match, value = _PLACE.search(text), SINGLE
    if _SEVERAL.search(text):
        several = _SEVERAL_PLACES.search(text)
        match = several or (match if match and _SEVERAL.search(text, match.start("where")) else None)
        value = MULTI
    if match:
        yield stated(sentence, "place", value, *match.span("where"))
