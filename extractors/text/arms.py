"""The arms of a report: found where it names and sizes them, tied to every other form of their names."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from extractors.text import arm_sizes
from extractors.text.abbreviations import abbreviations
from extractors.text.arm_mentions import ArmFinder
from extractors.text.arm_names import Tokens, is_role, tokens
from extractors.text.arm_sizes import Naming
from extractors.text.sentences import Sentence
from schemas.models import Arm, Result

_CONTROL_CUES = re.compile(
    r"\b(?:placebo|control|sham|no (?:further )?(?:treatment|intervention|\w+)|without|standard|usual|conventional|"
    r"best supportive care|"
    r"deferred|delayed|wait(?:ing)?[ -]?list|untreated|non-\w+|monotherap\w+|alone|only|reference|originator)\b",
    re.I,
)
_STRONG = re.compile(
    (
        r"\b(?:placebo|control|sham|no |without|untreated|best supportive care|usual care|standard (?:care|arm|"
        r"treatment|therapy)|non-)"
    ),
    re.I,
)


_COMPARATIVE = re.compile(

        r"(?i:\brandom|\bplacebo\b|\ballocated\b|\bassigned\b|\bcontrol (?:group|arm)\b|\b(?:two|three|"
        r"both) (?:treatment )?(?:groups|arms)\b|\bversus\b|\btrial\b)"

)


_SEVERAL_ARMS = re.compile(

        r"(?i:\brandomi[sz]ed\b(?! discontinuation)|\brandomly\b|\brandomi[sz]ation\b|\bplacebo\b|\bcontrol (?:group|"
        r"arm)\b|\b(?:two|three|both|between|four) (?:the )?(?:treatment |study |patient )?(?:groups|arms|cohorts)\b|"
        r"\b(?:versus|vs\.?|compared with|comparison of|comparing)\b.*\b(?:trial|study)\b|case-control|\bcontrols\b)"

)
_ONE_ARM = re.compile(

        r"(?i:\bsingle[- ](?:arm|group)\b|\bone-arm\b|\bnon-?randomi[sz]ed\b|\buncontrolled\b|\b"
        r"open-label,? phase (?:2|II|I|1)\b|\bphase I\b|\bphase 1\b)"

)


@dataclass(slots=True)
class Draft:
    """An arm while it is being put together."""

    namings: list[Naming] = field(default_factory=list)
    keys: set[Tokens] = field(default_factory=set)
    sizes: list[int] = field(default_factory=list)

    def add(self, naming: Naming) -> None:
        """Take in one more place that names this arm."""
        self.namings.append(naming)
        self.keys.update(naming.keys)
        if naming.n is not None:
            self.sizes.append(naming.n)

    @property
    def forms(self) -> list[str]:
        """Every form of the name, in order of appearance, once."""
        return list(dict.fromkeys(form for naming in self.namings for form in naming.forms))


@dataclass(slots=True)
class Arms:
    """The arms of a report in output order, and the finder that recognises them in a sentence."""

    arms: list[Arm]
    finder: ArmFinder
    single: bool = False
    total: int | None = None

    def index(self, letter: str) -> int:
        """Position of an arm by its letter."""
        return next(i for i, arm in enumerate(self.arms) if arm.arm == letter)

    def control_pair(self, a: int, b: int) -> tuple[int, int]:
        """Two arms as (experimental, control); in order of introduction where both play the same part."""
        roles = self.arms[a].role, self.arms[b].role
        if roles == ("control", "experimental"):
            return b, a
        if roles[0] == roles[1] and a > b:
            return b, a
        return a, b


def find_arms(sentences: list[Sentence], results: list[Sentence], every: list[Sentence]) -> Arms:
    """The arms of a report, from the sentences that may name them; short forms are looked up in every sentence."""
    namings = [naming for sentence in sentences for naming in _namings(sentence)]
    short = abbreviations(every)
    pairs = [naming for naming in namings if len(naming.keys) > 1]
    _drop_total(namings, sentences)
    comparative = any(_COMPARATIVE.search(s.text) for s in sentences)
    for kinds in (
        ("sized",),
        ("sized", "received"),
        ("sized", "listed"),
        ("assigned", "alias"),
        ("lettered",),
        ("compared",),
        ("titled",),
        ("group", "lettered"),
        ("assigned",),
    ):
        if kinds[0] in ("compared", "titled", "group") and not comparative:
            continue
        drafts = _drafts(_of_kinds(namings, kinds), pairs)
        drafts = _without_strays(drafts, namings)
        certain = len(drafts) >= 2 and sum(n.text_has_size for d in drafts for n in d.namings) >= len(drafts)
        if 2 <= len(drafts) <= 8 and ((certain and len(drafts) == 2) or _are_reported(drafts, namings, results, short)):
            return _finish(drafts, namings, sentences, results, short)
    for kinds in (("assigned", "alias"), ("titled",)):
        drafts = _drafts(_of_kinds(namings, kinds), pairs)
        if (
            len(drafts) == 2
            and comparative
            and any(_STRONG.search(form) or _CONTROL_CUES.search(form) for d in drafts for form in d.forms)
        ):
            return _finish(drafts, namings, sentences, results, short)
    if any(_SEVERAL_ARMS.search(s.text) for s in sentences) and not any(_ONE_ARM.search(s.text) for s in sentences):
        return Arms([], ArmFinder([], [], {}))
    return single_arm(sentences, results)


def _drop_total(namings: list[Naming], sentences: list[Sentence]) -> None:
    """Take back a size that is the whole study's: as large as two others together, or said to be the total."""
    total = _enrolled(sentences)
    sizes = {n.n for n in namings if n.n is not None}
    for naming in namings:
        if naming.n is None or total is None or naming.n != total[0]:
            continue
        others = [n for n in sizes if n != naming.n and n >= 0.1 * naming.n]
        if (
            (len(others) >= 2
            and max(others) < naming.n)
            or re.search(r"[Aa] total of|[Oo]verall", naming.sentence.text)
            or not others
        ):
            naming.n = None


def _of_kinds(namings: list[Naming], kinds: tuple[str, ...]) -> list[Naming]:
    """The namings of some kinds; a bracketed short form only where it belongs to an arm already named that way."""
    chosen = [n for n in namings if n.kind in kinds and n.kind != "alias"]
    if "alias" in kinds:
        known = {key for n in chosen for key in n.keys}
        lettered = [n for n in namings if n.kind == "alias" and any(t.startswith("arm_") for k in n.keys for t in k)]
        chosen += [
            n for n in namings if n.kind == "alias" and _is_assignment(n) and (set(n.keys) & known or n in lettered)
        ]
        if len(lettered) >= 2:
            chosen = [n for n in chosen if n.kind == "alias"]
    return chosen


def _namings(sentence: Sentence) -> list[Naming]:
    if sentence.section == "title":
        return arm_sizes.titled(sentence)
    finders: tuple[Callable[[Sentence], Iterable[Naming]], ...] = (
        arm_sizes.bracketed,
        arm_sizes.counted,
        arm_sizes.assigned,
        arm_sizes.grouped,
    )
    found = [naming for find in finders for naming in find(sentence)]
    if sentence.section in ("results", "abstract", "conclusion"):
        found += arm_sizes.compared(sentence)
    return found


def _is_assignment(naming: Naming) -> bool:
    said = (
        r"\b(?:random|assign|allocat|receiv|treated)"
        if naming.sentence.section == "results"
        else r"\b(?:random|assign|allocat|receiv|treated|group|arm)"
    )
    return bool(re.search(said, naming.sentence.text, re.I))


def _drafts(chosen: list[Naming], pairs: list[Naming]) -> list[Draft]:
    """Namings gathered into arms: the same where any form of the name has the same telling words."""
    drafts: list[Draft] = []
    for naming in chosen:
        keys = set(naming.keys)
        for pair in pairs:
            if keys & set(pair.keys) and pair.kind in ("alias", "sized"):
                keys |= set(pair.keys) if _is_assignment(pair) else set()
        home = next((d for d in drafts if d.keys & keys), None)
        if home is None:
            home = Draft()
            drafts.append(home)
        home.add(naming)
        home.keys |= keys
    for pair in pairs:
        for home in drafts:
            if pair not in home.namings and pair.n is None and home.keys & set(pair.keys) and _is_assignment(pair):
                home.namings.append(pair)
    return _roles_joined(drafts)


def _roles_joined(drafts: list[Draft]) -> list[Draft]:
    """A draft known only by its part (`control group`) joined with the one that plays it."""
    named = [d for d in drafts if not all(is_role(k) for k in d.keys)]
    for draft in [d for d in drafts if d not in named]:
        same_n = [d for d in named if d.sizes and draft.sizes and d.sizes[0] == draft.sizes[0]]
        if len(drafts) > 2 and len(same_n) == 1 and not any(is_role(k) for d in same_n for k in d.keys):
            same_n[0].keys |= draft.keys
            same_n[0].namings += draft.namings
            drafts = [d for d in drafts if d is not draft]
    return drafts


def _without_strays(drafts: list[Draft], namings: list[Naming]) -> list[Draft]:
    """Drop what a sizing pattern caught by accident, when at least two well-attested arms remain."""
    if len(drafts) <= 2:
        return drafts
    called = [
        d
        for d in drafts
        if any(re.search(r"\b(?:arm|group)\b", form) for form in d.forms) and any(n.text_has_size for n in d.namings)
    ]
    if len(called) >= 2:
        return called
    attested = Counter(key for naming in namings for key in naming.keys)

    def weight(draft: Draft) -> int:
        return sum(attested[key] for key in draft.keys) + sum(n.text_has_size for n in draft.namings)

    kept = [d for d in drafts if weight(d) >= 2 or any(len(n.forms) > 1 for n in d.namings)]
    largest = max((d.sizes[0] for d in kept if d.sizes), default=0)
    kept = [d for d in kept if not d.sizes or d.sizes[0] * 25 >= largest]
    return kept if len(kept) >= 2 else drafts


def _are_reported(
    drafts: list[Draft], namings: list[Naming], results: list[Sentence], short: dict[str, Tokens]
) -> bool:
    """Whether the results speak of at least two of these arms, and of most."""
    finder = ArmFinder([d.keys for d in drafts], [d.forms for d in drafts], short, _roles(drafts, namings))
    seen: set[int] = set()
    for sentence in results:
        for mention in finder.mentions(sentence.text):
            seen.update(mention.arms)
    return len(seen) >= 2 and len(seen) * 2 >= len(drafts)


_COUNTED_ARM = re.compile(

        rf"(?P<n>{arm_sizes.WHOLE})\s(?:(?:randomi[sz]ed |eligible |evaluable )?{arm_sizes.PEOPLE}\s)?(?:(?:were |"
        rf"who |randomly )*(?:in|to|on|with|for|received|receiving|assigned to|treated with|given)\s(?:receive\s"
        rf")?(?:the\s)?)?$"

)


def _sizes_that_add_up(arms: Arms, sentences: list[Sentence], total: int | None) -> None:
    """Sizes for arms without one, from numbers printed beside their names, where they add up to the total."""
    if total is None or any(arm.n is not None for arm in arms.arms):
        return
    seen: list[dict[int, Sentence]] = [{} for _ in arms.arms]
    for sentence in sentences:
        for mention in arms.finder.mentions(sentence.text):
            match = _COUNTED_ARM.search(sentence.text, max(0, mention.start - 60), mention.start)
            if match and not mention.every:
                seen[mention.arms[0]].setdefault(int(arm_sizes.number(match["n"])), sentence)
    fits = (
        [combination for combination in itertools.product(*seen) if sum(combination) == total]
        if all(len(s) < 12 for s in seen)
        else []
    )
    if len(fits) == 1 and len(arms.arms) > 1:
        for arm, n in zip(arms.arms, fits[0], strict=True):
            arm.n = n


_TWO_SIZES = re.compile(

        rf"\b(?P<a>{arm_sizes.WHOLE})\s(?:{arm_sizes.PEOPLE}\s)?(?:and|vs\.?|versus)\s(?P<b>{arm_sizes.WHOLE})\b(?!\s"
        rf"?(?:%|months|years))"

)


def _sizes_in_order(arms: Arms, sentences: list[Sentence]) -> None:
    """`assigned to X or Y (399 and 400 patients, respectively)`: two sizes in the order of the two arms named."""
    if len(arms.arms) != 2 or any(arm.n is not None for arm in arms.arms):
        return
    for sentence in sentences:
        sizes = _TWO_SIZES.search(sentence.text)
        if not sizes or "respectively" not in sentence.text or not _COMPARATIVE.search(sentence.text):
            continue
        order = list(dict.fromkeys(m.arms[0] for m in arms.finder.mentions(sentence.text) if not m.every))
        if len(order) == 2:
            for i, side in zip(order, "ab", strict=True):
                arms.arms[i].n = int(arm_sizes.number(sizes[side]))
            return


def sizes_from_denominators(arms: list[Arm], results: list[Result], total: int | None) -> None:
    """The size of an arm that is only seen as the denominator of its results, where the arms together make the total."""
    if not arms or any(arm.n is not None for arm in arms):
        return
    largest = [max((r.n_eval for r in results if r.arm == arm.arm and r.n_eval), default=0) for arm in arms]
    if all(largest) and (total is None or sum(largest) == total):
        for arm, n in zip(arms, largest, strict=True):
            arm.n = n


def _finish(
    drafts: list[Draft],
    namings: list[Naming],
    sentences: list[Sentence],
    results: list[Sentence],
    short: dict[str, Tokens],
) -> Arms:
    finder = ArmFinder([d.keys for d in drafts], [d.forms for d in drafts], short)
    for naming in namings:
        _take_size(naming, drafts, finder)
    common = next((n for n in map(arm_sizes.each, sentences) if n), None)
    order = sorted(range(len(drafts)), key=lambda i: (drafts[i].namings[0].sentence.number, drafts[i].namings[0].start))
    roles = _roles([drafts[i] for i in order], namings)
    ranked = [i for i, role in zip(order, roles, strict=True) if role != "control"] + [
        i for i, role in zip(order, roles, strict=True) if role == "control"
    ]
    role_of = dict(zip(order, roles, strict=True))
    arms = []
    for letter, i in zip("ABCDEFGH", ranked, strict=False):
        arms.append(_arm(letter, drafts[i], role_of[i], common, results))
    found = Arms(arms, finder.reordered(ranked, [arm.role for arm in arms]))
    total = _enrolled(sentences)
    found.total = total[0] if total else None
    _sizes_in_order(
        found,
        [
            s
            for s in sentences
            if s.section != "results" or re.search(r"\b(?:assigned|randomi[sz]ed|allocated|enrolled)\b", s.text)
        ],
    )
    _sizes_that_add_up(found, sentences, found.total)
    return found


def _take_size(naming: Naming, drafts: list[Draft], finder: ArmFinder) -> None:
    if naming.n is None or any(naming in d.namings for d in drafts):
        return
    for key in naming.keys:
        arm = finder.resolve(key)
        if arm is not None and not drafts[arm].sizes and naming.kind in ("sized", "received", "listed"):
            drafts[arm].add(naming)
            return


def _roles(drafts: list[Draft], namings: list[Naming]) -> list[str]:
    """Experimental or control for each draft, from its names, its place in the title and what it lacks of the others."""
    scores = [_control_score(draft, drafts, namings) for draft in drafts]
    best = max(scores)
    if best < 2 or len(drafts) == 2:
        last_best = max(i for i, score in enumerate(scores) if score == best)
        return ["control" if i == last_best else "experimental" for i in range(len(drafts))]
    return ["control" if score >= min(best, 2.5) else "experimental" for score in scores]


def _control_score(draft: Draft, drafts: list[Draft], namings: list[Naming]) -> float:
    names = " ; ".join(draft.forms)
    score = 2.5 if _STRONG.search(names) else 1.5 if _CONTROL_CUES.search(names) else 0.0
    if (
        "experimental" in names.lower()
        or (any(k & {"experimental", "combination"} for k in draft.keys)
        and "non-" not in names)
    ):
        score -= 3
    others = [d for d in drafts if d is not draft]
    if any(a < b for a in draft.keys for d in others for b in d.keys):
        score += 2
    if any("observation" in k for k in draft.keys):
        score += -2 if any("control" in k for d in others for k in d.keys) else 1
    titled = [n for n in namings if n.kind == "titled"]
    if len(titled) == 2:
        first, second = (_alike(draft, n) for n in titled)
        score += 1 if second > first else -2 if first > second else 0
    return score


def _alike(draft: Draft, naming: Naming) -> float:
    return max((len(a & b) / len(a | b) for a in draft.keys for b in naming.keys), default=0.0)


def _arm(letter: str, draft: Draft, role: str, common: int | None, results: list[Sentence]) -> Arm:
    sized = next((n for n in draft.namings if n.n is not None), None)
    first = sized or draft.namings[0]
    n = sized.n if sized else common
    if sized and any(
        m.n is not None
        and m is not sized
        and m.sentence is sized.sentence
        and m.start > sized.end
        and m.keys == sized.keys
        for m in draft.namings
    ):
        n = None  # a factorial trial sizes the same arm once within each arm of the other factor
    sentence, start, end = first.sentence, max(0, first.start), first.end
    return Arm(
        letter,
        _label(draft, results),
        role,
        n,
        sentence.locator(start, end),
        sentence.quote(start, end),
        names=draft.forms,
    )


def _label(draft: Draft, results: list[Sentence]) -> str:
    """The form that the results use most; a telling one before a bare letter or part."""
    text = " ".join(sentence.text for sentence in results)
    telling = [
        form
        for form in draft.forms
        if not is_role(tokens(form)) and not any(t.startswith("arm_") for t in tokens(form))
    ]
    return max(telling or draft.forms, key=lambda form: (min(text.count(form), 3), -abs(len(form) - 25)))


_GIVEN = re.compile(
    r"\b(?:efficacy|safety|activity|effects?|effectiveness|outcomes?|study|trial|evaluation|use|results?)\s(?:and\s\w"
    r"+\s)?(?:of|with|for|to evaluate)\s(?P<name>[^.:;,]{3,90}?)(?=\s(?:in|for|as|among|during|following|after)\b|"
    r"[.:;,]|$)"
)
_GIVEN_LATER = re.compile(

        r"\b(?:received|treated with|receiving|were given|underwent)\s(?P<name>[^.:;,()]{3,70}?)(?=\s(?:at|for|every|"
        r"until|once|twice|on|in|as)\b|[.:;,(]|$)"

)


def single_arm(sentences: list[Sentence], results: list[Sentence]) -> Arms:
    """The one arm of a report without comparison; its size is the number treated, where said."""
    label, source, span = "all patients", None, (0, 0)
    titles = [s for s in sentences if s.section == "title"]
    for pattern, where in (
        (_GIVEN, titles),
        (_GIVEN_LATER, [s for s in sentences if s.section != "title"]),
        (_GIVEN, sentences),
    ):
        for sentence in where:
            match = pattern.search(sentence.text)
            if match:
                label, source, span = sentence.quote(*match.span("name")).strip(), sentence, match.span("name")
                break
        if source:
            break
    if source is None and titles:
        head = re.split(r"\s(?:for|in|as|plus)\b|:", titles[0].text)[0]
        label, source, span = titles[0].quote(0, len(head)), titles[0], (0, len(head))
    counted = _enrolled(results) or _enrolled(sentences)
    arm = Arm("A", label, "single", counted[0] if counted else None, names=[label])
    if counted:
        source, span = counted[1], counted[2]
    if source is not None:
        arm.locator, arm.quote = source.locator(*span), source.quote(*span)
    return Arms([arm], ArmFinder([], [], {}), single=True)


_ENROLLED = re.compile(
    rf"\b(?P<n>{arm_sizes.WHOLE}|(?i:{arm_sizes.WORDS}))\s(?:\([^()]*\)\s)?(?:(?!of\b)[\w-]+\s){{0,3}}?"
    rf"{arm_sizes.PEOPLE}\b(?:\s?\([^()]*\))?(?:\s(?:with|who|from)\s[^.;]{{0,90}}?)?,?\s(?:were|was|had been|"
    rf"underwent)?\s?"
    r"(?:randomly assigned|randomi[sz]ed|randomi[sz]ation|enrolled|recruited|treated|included|analy[sz]ed|registered|"
    r"accrued|evaluated|received)\b"
    rf"|\b(?:enrolled|recruited|treated|included|randomly assigned|randomi[sz]ed)\s(?:a total of\s)?(?P<n2>"
    rf"{arm_sizes.WHOLE}|(?i:{arm_sizes.WORDS}))\s(?:[\w-]+\s){{0,3}}?{arm_sizes.PEOPLE}\b"
)


def _enrolled(sentences: list[Sentence]) -> tuple[int, Sentence, tuple[int, int]] | None:
    """The number who took part, with its sentence and span: the first that is not another study's."""
    for sentence in sentences:
        match = _ENROLLED.search(sentence.text)
        if match and not re.search(r"\b(?:previous|previously|earlier)\b", sentence.text):
            return int(arm_sizes.number(match["n"] or match["n2"])), sentence, match.span()
    return None
