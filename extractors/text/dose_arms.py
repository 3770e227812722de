"""Arms that differ only in the dose of one drug: `velotinib 300 mg (n = 18) or 200 mg (n = 17)`."""

from __future__ import annotations

import re

from extractors.text.arm_mentions import ArmFinder, Mention
from extractors.text.arm_names import tokens
from extractors.text.arm_set import Arms
from extractors.text.numerals import NUMBER, WHOLE, number
from extractors.text.quantity_forms import PEOPLE
from extractors.text.sentences import Sentence
from schemas.models import Arm

_UNIT = r"(?:mg|µg|μg|mcg|g|Gy|GBq|MBq|mCi|IU)(?:/(?:kg|m2|day|d))?"


def _sized(side: int) -> str:
    return (
        rf"(?P<dose{side}>{NUMBER}\s?{_UNIT})(?![\w/])[^();.,\d]{{0,40}}?\s?\(\s?"
        rf"(?:[nN]\s?=\s?)?(?P<n{side}>{WHOLE})(?:\s{PEOPLE})?\s?\)"
    )


_NEXT = r",?\s(?:or|and|versus|vs\.?|v)\s(?:to\s)?(?:(?P=drug)\s)?(?:at\s)?"
_TWO_DOSES = re.compile(rf"\b(?P<drug>[A-Za-z][\w-]{{3,}})\s(?:at\s)?{_sized(1)}(?:,\s{_sized(2)})?{_NEXT}{_sized(3)}")
_GIVEN = re.compile(r"\b(?:random\w*|assigned|allocated|received?|given|treated)\b")


_OTHER_ARM = re.compile(r"\b(?:placebo|control|standard|observation|combination)\b", re.I)


class DoseFinder(ArmFinder):
    """Recognises arms by their doses: `the 300 mg group`, `with 200 mg`."""

    def __init__(self, doses: list[str]) -> None:
        """`doses` as printed, one per arm."""
        super().__init__([{frozenset([re.sub(r"\s", "", dose)])} for dose in doses], [[dose] for dose in doses], {})
        self.words = None
        spelled = "|".join(rf"(?P<arm{i}>{_spelling(dose)})" for i, dose in enumerate(doses))
        self.dosed = re.compile(
            rf"(?<![\w.,])(?:{spelled})(?![\w/])(?:[ -](?:once|twice|daily|dose))*"
            r"(?:(?P<group>[ -](?:groups?|arms?|cohorts?)\b)"
            r"|(?=\s?[(),;.:]|\s(?:and|or|versus|vs|v|than|was|were|had|in|among|at)\b|$))"
        )

    def mentions(self, text: str) -> list[Mention]:
        """Every dose that stands for its arm, and `both groups`; a dose that someone's was changed to is none."""
        found = super().mentions(text)
        for match in self.dosed.finditer(text):
            if match["group"] or _MEANS_ARM.search(text, max(0, match.start() - 12), match.start()):
                arm = next(i for i in range(len(self.keys)) if match[f"arm{i}"])
                found.append(Mention(match.start(), match.end(), (arm,)))
        return sorted(found, key=lambda mention: mention.start)


_MEANS_ARM = re.compile(r"\b(?:with|for|in|the|versus|vs\.?|than)\s$")


def _spelling(dose: str) -> str:
    amount, unit = re.fullmatch(rf"({NUMBER})\s?(\D.*)", dose).groups()  # type: ignore[union-attr]
    return rf"{re.escape(amount)}[ -]?{re.escape(unit)}"


def dose_arms(sentences: list[Sentence]) -> Arms | None:
    """The arms of a sentence that sizes two or three doses of one drug, else None.

    Both play the part of the experimental arm: neither dose is the control of the other.
    """
    for sentence in sentences:
        match = _TWO_DOSES.search(sentence.text)
        if match is None or not _GIVEN.search(sentence.text) or not tokens(match["drug"]):
            continue
        sides = [side for side in "123" if match[f"dose{side}"]]
        doses = [match[f"dose{side}"] for side in sides]
        sizes = re.findall(rf"[nN]\s?=\s?{WHOLE}|\({WHOLE}\)", sentence.text)
        if len(set(doses)) < len(doses) or len(sizes) > len(doses) or _OTHER_ARM.search(sentence.text):
            continue
        arms = []
        for letter, side, dose in zip("ABC", sides, doses, strict=False):
            start, end = match.start(f"dose{side}"), match.end(f"n{side}") + 1
            label = f"{match['drug']} {dose}"
            arms.append(
                Arm(
                    letter,
                    label,
                    "experimental",
                    int(number(match[f"n{side}"])),
                    sentence.locator(start, end),
                    sentence.quote(start, end),
                    names=[label],
                )
            )
        return Arms(arms, DoseFinder(doses))
    return None
