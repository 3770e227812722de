"""Arms that differ only in the dose of one drug: `velotinib 300 mg (n = 18) or 200 mg (n = 17)`."""

from __future__ import annotations

import re

from extractors.text.arm_mentions import ArmFinder, Mention
from extractors.text.arm_names import tokens
from extractors.text.arm_set import Arms
from extractors.text.expression import Expression
from extractors.text.numerals import NUMBER, WHOLE, number
from extractors.text.quantity_forms import PEOPLE
from extractors.text.sentences import Sentence
from schemas.models import Arm

_UNIT = r"(?:mg|µg|μg|mcg|g|Gy|GBq|MBq|mCi|IU)(?:/(?:kg|m2|day|d))?"
_TIME = r"(?:months?|weeks?|years?|fractions|cycles)"


def _sized(side: int, unit: str) -> str:
    return (
        rf"(?P<dose{side}>{NUMBER}\s?{unit})(?![\w/])[^();.,\d]{{0,40}}?\s?\(\s?"
        rf"(?:[nN]\s?=\s?)?(?P<n{side}>{WHOLE})(?:\s{PEOPLE})?\s?\)"
    )


_NEXT = r",?\s(?:or|and|versus|vs\.?|v)\s(?:to\s)?(?:(?P=drug)\s)?(?:at\s)?"
_TWO_DOSES = Expression(
    rf"\b(?P<drug>[A-Za-z][\w-]{{3,}})\s(?:at\s)?{_sized(1, _UNIT)}(?:,\s{_sized(2, _UNIT)})?{_NEXT}{_sized(3, _UNIT)}"
)
_TWO_TIMES = Expression(
    rf"\b{_sized(1, _TIME)},?\s(?:or|and|versus|vs\.?|v)\s(?:to\s|for\s)?{_sized(3, _TIME)}"
    r"(?:\sof\s(?:adjuvant\s|maintenance\s|treatment\swith\s)?(?P<drug>[A-Za-z][\w-]{3,}))?"
)
_TWO_DOSES_OF = Expression(
    rf"\b(?:to|receive|given)\s{_sized(1, _UNIT)},?\s(?:or|and|versus|vs\.?|v)\s(?:to\s)?{_sized(3, _UNIT)}"
    r"\sof\s(?P<drug>[A-Za-z][\w-]{3,})"
)
# Two doses set against each other without sizes: `comparing velotinib 300 mg with velotinib 200 mg`.
_DOSE_AGAINST_DOSE = Expression(
    rf"\b(?P<drug>[A-Za-z][\w-]{{3,}})\s(?P<dose1>{NUMBER}\s?{_UNIT})(?![\w/])(?:\s\([^()]*\))?[^();.,+]{{0,30}}?"
    rf"\s(?:or|versus|vs\.?|v|with|and|to|than)\s(?:(?P=drug)\s)?(?P<dose3>{NUMBER}\s?{_UNIT})(?![\w/])(?!\s\w+\s?[+])"
)
_GIVEN = Expression(r"\b(?:random\w*|assigned|allocated|received?|given|treated)\b")
_SET_AGAINST = Expression(r"\b(?:randomi[sz]ed|randomly|assigned|allocated|versus|vs|compar\w+|than)\b")


_OTHER_ARM = Expression(r"\b(?:placebo|control|standard|observation|combination)\b", re.I)


class DoseFinder(ArmFinder):
    """Recognises arms by their doses: `the 300 mg group`, `with 200 mg`."""

    def __init__(self, doses: list[str], drug: str | None = None) -> None:
        """`doses` as printed, one per arm, of one drug."""
        super().__init__([{frozenset([re.sub(r"\s", "", dose)])} for dose in doses], [[dose] for dose in doses], {})
        self.words = None
        self.amounts = not re.search(_TIME, doses[0])
        """Whether the doses are amounts: `for 6 months` may be a time point, `for 200 mg` is an arm."""
        spelled = "|".join(rf"(?P<arm{i}>{_spelling(dose)})" for i, dose in enumerate(doses))
        self.dosed = re.compile(
            (rf"(?P<drug>\b{re.escape(drug)}\s(?:at\s)?)?" if drug else r"(?P<drug>(?!))?")
            + rf"(?<![\w.,])(?:{spelled})(?![\w/])(?:[ -](?:once|twice|daily|dose))*"
            r"(?:(?P<group>[ -](?:groups?|arms?|cohorts?)\b)"
            r"|(?=\s?[(),;.:]|\s(?:and|or|versus|vs|v|than|was|were|had|in|among|at)\b|$))"
        )

    def mentions(self, text: str) -> list[Mention]:
        """Every dose that stands for its arm, and `both groups`; a dose that someone's was changed to is none."""
        found = super().mentions(text)
        for match in self.dosed.finditer(text):
            means_arm = _MEANS_ARM if self.amounts else _AGAINST
            joined = bool(found) and _AND.fullmatch(text, found[-1].end, match.start()) is not None
            if (
                match["group"]
                or (match["drug"] and self.amounts)
                or joined
                or means_arm.search(text, max(0, match.start() - 12), match.start())
            ):
                arm = next(i for i in range(len(self.keys)) if match[f"arm{i}"])
                found.append(Mention(match.start(), match.end(), (arm,)))
        return sorted(found, key=lambda mention: mention.start)


_MEANS_ARM = re.compile(r"\b(?:with|for|in|the|versus|vs\.?|than)\s$")
_AND = re.compile(r"\s(?:and|or|versus|vs\.?|v)\s(?:the\s)?")
_AGAINST = re.compile(r"\b(?:versus|vs\.?|than)\s$")


def _spelling(dose: str) -> str:
    amount, unit = re.fullmatch(rf"({NUMBER})\s?(\D.*)", dose).groups()  # type: ignore[union-attr]
    return rf"{re.escape(amount)}[ -]?{re.escape(unit)}"


def dose_arms(sentences: list[Sentence]) -> Arms | None:
    """The arms of a sentence that sets two or three doses, or lengths, of one treatment against each other, else None.

    All play the part of the experimental arm, for no dose is the control of another, unless one is said to be the
    approved or standard dose.
    """
    for pattern, sized in ((_TWO_DOSES, True), (_TWO_DOSES_OF, True), (_TWO_TIMES, True), (_DOSE_AGAINST_DOSE, False)):
        for sentence in sentences:
            match = pattern.search(sentence.text)
            if match is None or (match["drug"] and not tokens(match["drug"])):
                continue
            doses = [match[f"dose{side}"] for side in "123" if match.groupdict().get(f"dose{side}")]
            if len(set(doses)) == len(doses) and _are_the_arms(sentence, sentences, doses, sized):
                arms = _arms(sentence, match, doses, sized)
                _sizes_elsewhere(arms, doses, sentences)
                _usual_dose(arms, doses, sentences)
                return arms
    return None


def _sizes_elsewhere(arms: Arms, doses: list[str], sentences: list[Sentence]) -> None:
    """Sizes from the one sentence that prints one right behind each dose: `300 mg (n = 40) than 200 mg (n = 41)`."""
    if any(arm.n for arm in arms.arms):
        return
    for sentence in sentences:
        found = [
            re.search(
                rf"(?<![\w.,]){_spelling(dose)}[^();.,\d]{{0,30}}\(\s?[nN]\s?=\s?(?P<n>{WHOLE})\s?\)", sentence.text
            )
            for dose in doses
        ]
        if all(found):
            for arm, match in zip(arms.arms, found, strict=True):
                arm.n = int(number(match["n"]))  # type: ignore[index]
            return


_USUAL = r"\b(?:approved|standard|conventional|usual|licensed|registered|recommended)\s(?:[\w-]+\s){0,4}?"


def _usual_dose(arms: Arms, doses: list[str], sentences: list[Sentence]) -> None:
    """The dose that the report calls the approved or standard one is the control."""
    usual = [dose for dose in doses if any(re.search(_USUAL + _spelling(dose) + r"(?!\w)", s.text) for s in sentences)]
    if len(usual) == 1:
        arms.arms[doses.index(usual[0])].role = "control"


def _are_the_arms(sentence: Sentence, sentences: list[Sentence], doses: list[str], sized: bool) -> bool:
    """Whether doses that stand together are what was compared, and no part of a regimen or of a longer list."""
    if _OTHER_ARM.search(sentence.text):
        return False
    if sized:
        sizes = re.findall(rf"[nN]\s?=\s?{WHOLE}|\({WHOLE}\)", sentence.text)
        return bool(_GIVEN.search(sentence.text)) and len(sizes) <= len(doses)
    units = {re.sub(rf"^{NUMBER}\s?", "", dose) for dose in doses}
    against = [s for s in sentences if _SET_AGAINST.search(s.text) and all(dose in s.text for dose in doses)]
    return len(units) == 1 and len(against) >= 2 and not any(_OTHER_ARM.search(s.text) for s in against)


def _arms(sentence: Sentence, match: re.Match[str], doses: list[str], sized: bool) -> Arms:
    arms = []
    sides = [side for side in "123" if match.groupdict().get(f"dose{side}")]
    for letter, side, dose in zip("ABC", sides, doses, strict=False):
        start, end = match.start(f"dose{side}"), match.end(f"n{side}") + 1 if sized else match.end(f"dose{side}")
        label = f"{match['drug']} {dose}" if match["drug"] else dose
        n = int(number(match[f"n{side}"])) if sized else None
        where, quote = sentence.locator(start, end), sentence.quote(start, end)
        arms.append(Arm(letter, label, "experimental", n, where, quote, names=[label]))
    return Arms(arms, DoseFinder(doses, match["drug"]))
