"""netmeta: the arms of randomised studies, long, and their contrasts, for each outcome that forms a network.

The rows of a network are those that the review pools for one outcome, measure, condition and time point, over all
comparisons, and the further comparisons of their studies' arms. Contrasts are all pairs of a study's arms: of two arms
the effect that the review pools. Of more, each arm gets one effect and one variance from its counts or mean, so that
the pairs agree exactly, as netmeta demands; what the protocol adds for empty cells goes to every cell of the study.
Reported contrasts (hazard ratios) of several arms must be complete; small disagreements from rounding are evened out.
Of a study whose contrasts do not go together only the most precise one enters, and left_out.csv says so.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from publishing.exports.analyses import Analysis, analyses
from publishing.exports.arms import Arm, arms_of, has_arms
from publishing.exports.meta import zeros_in_meta
from publishing.exports.r_code import OPENING, comment, r_string
from publishing.exports.several_arms import Disagreement, Pair, consistent
from publishing.exports.sheets import sheet
from publishing.exports.version import Version
from publishing.markdown import count
from schemas.protocol_analysis import ZeroCells

Row = Mapping[str, Any]
Cells = dict[str, Any]
ARMS = (
    "network", "studlab", "treat", "event", "n", "mean", "sd", "outcome", "outcome_label", "timepoint",
    "timepoint_weeks", "study_id", "row_ids",
)  # fmt: skip
CONTRASTS = ("network", "studlab", "treat1", "treat2", "TE", "seTE", "measure", "study_id", "note")
LEFT_OUT = ("network", "studlab", "reason")
FROM_ARMS = ("RR", "OR", "RD", "MD")


@dataclass(slots=True)
class Network:
    """One outcome with all its comparisons."""

    id: str
    label: str
    measure: str
    zeros: ZeroCells
    arms: list[Cells] = field(default_factory=list)
    contrasts: list[Cells] = field(default_factory=list)
    left_out: list[Cells] = field(default_factory=list)


def netmeta(version: Version) -> dict[str, bytes]:
    """File name → bytes."""
    found = networks(version)
    return {
        "arms.csv": sheet(ARMS, [row for network in found for row in network.arms]),
        "contrasts.csv": sheet(CONTRASTS, [row for network in found for row in network.contrasts]),
        "left_out.csv": sheet(LEFT_OUT, [row for network in found for row in network.left_out]),
        "network.R": _script(version, found).encode("utf-8"),
    }


def networks(version: Version) -> list[Network]:
    """The networks, in the order of the review's outcomes."""
    rows = {row["row_id"]: row for row in version.rows("meta_analysis")}
    pooled: dict[str, list[str]] = defaultdict(list)
    for row in version.rows("answer_rows"):
        if row["pooled"]:
            pooled[row["answer_id"]].append(row["row_id"])
    by_place: dict[tuple[str, ...], dict[str, Row]] = {}
    first: dict[tuple[str, ...], Analysis] = {}
    for analysis in analyses(version):
        answer = analysis.answer
        if answer["design"] == "rct":
            place = tuple(answer[name] or "" for name in ("outcome", "measure", "condition", "timepoint"))
            first.setdefault(place, analysis)
            by_place.setdefault(place, {}).update((row_id, rows[row_id]) for row_id in pooled[analysis.id])
    zeros = version.protocol.analysis.zero_cells
    return [
        _network(first[place].answer, zeros, _with_other_arms(found, rows))
        for place, found in by_place.items()
        if found
    ]


def _with_other_arms(pooled: Mapping[str, Row], rows: Mapping[str, Row]) -> list[Row]:
    """The pooled rows, and those of other arms of the same studies for the same patients at the same time."""
    found = dict(pooled)
    alike = ("study_id", "outcome", "measure", "population", "timepoint", "timepoint_weeks")
    for one in pooled.values():
        others = [
            row
            for row_id, row in rows.items()
            if row_id not in found and row["control"] and all(row[name] == one[name] for name in alike)
        ]
        sizes = [row["n1i"] for row in others if row["control"] == one["control"]]
        if one["n1i"] is not None and None not in sizes and len(sizes) > 1 and sum(sizes) == one["n1i"]:
            continue  # the pooled row has these groups all together
        found |= {row["row_id"]: row for row in others}
    return list(found.values())


def _network(answer: Row, zeros: ZeroCells, rows: list[Row]) -> Network:
    parts = (answer["outcome"], answer["measure"], answer["condition"], answer["timepoint"])
    name = "-".join("-".join(part.casefold().split()) for part in parts if part)
    label = answer["outcome_label"] + "".join(f", {part}" for part in parts[2:] if part)
    network = Network(name, label, answer["measure"], zeros)
    by_study: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["year"] or 9999, row["study"], row["row_id"])):
        by_study[row["study_id"]].append(row)
    for found in by_study.values():
        _add(network, found)
    return network


def _add(network: Network, rows: list[Row]) -> None:
    """The arms and contrasts of one study; where they do not go together, of its most precise comparison."""
    study = {"network": network.id, "studlab": rows[0]["study"], "study_id": rows[0]["study_id"]}
    try:
        arms, pairs = _arms_and_pairs(rows, network)
    except Disagreement as problem:
        best = min((row for row in rows if row["experimental"] != row["control"]), key=_precision, default=None)
        if best is None:
            network.left_out.append({**study, "reason": f"{problem} Nothing of it enters."})
            return
        only = f"Only {best['experimental']} with {best['control']} enters."
        network.left_out.append({**study, "reason": f"{problem} {only}"})
        rows = [best]
        arms, pairs = _arms_and_pairs(rows, network)
    row_ids = "; ".join(row["row_id"] for row in rows)
    about = {name: rows[0][name] for name in ("outcome", "outcome_label", "timepoint", "timepoint_weeks")}
    for arm in arms:
        numbers = {"treat": arm.treat, "event": arm.event, "n": arm.n, "mean": arm.mean, "sd": arm.sd}
        network.arms.append(study | numbers | about | {"row_ids": row_ids})
    for pair in pairs:
        said = {"treat1": pair.one, "treat2": pair.two, "TE": pair.effect, "seTE": pair.se, "note": pair.note}
        network.contrasts.append(study | said | {"measure": network.measure})


def _precision(row: Row) -> tuple[Any, ...]:
    return row["sei"] is None, row["sei"] or 0, row["row_id"]


def _arms_and_pairs(rows: Sequence[Row], network: Network) -> tuple[list[Arm], list[Pair]]:
    """What one study gives; `Disagreement` where its rows do not go together."""
    if any(row["yi"] is None or row["sei"] is None for row in rows):
        raise Disagreement("A comparison of its arms has no effect with a standard error.")
    arms = _arms(rows)
    counted = len(rows) > 1 and arms and network.measure in FROM_ARMS
    return arms, _from_arms(arms, network) if counted else _reported(rows)


def _arms(rows: Sequence[Row]) -> list[Arm]:
    """The study's arms, each once; none where a row has no numbers of its arms."""
    found: dict[str, Arm] = {}
    for row in rows:
        one, two = arms_of(row)
        if one.treat == two.treat:
            raise Disagreement(f"Both arms of {row['row_id']} are {one.treat}.")
        for arm in (two, one):
            if found.setdefault(arm.treat, arm) != arm:
                raise Disagreement(f"{arm.treat} has different numbers in two comparisons of the study.")
    return list(found.values()) if all(map(has_arms, rows)) else []


def _from_arms(arms: Sequence[Arm], network: Network) -> list[Pair]:
    """All pairs of arms, from one effect and variance of each arm (the delta method's, as escalc uses it)."""
    counts = [(arm.event or 0, arm.n or 0) for arm in arms if arm.counted]
    empty = any(event in (0, n) for event, n in counts)
    add = (
        network.zeros.add if counts and (network.zeros.to == "all" or (empty and network.zeros.to == "only0")) else 0.0
    )
    if empty and not add and network.measure != "RD":
        raise Disagreement("One of its arms has an empty cell, to which the protocol adds nothing.")
    ready = [(arm.treat, *_effect(arm, network.measure, add)) for arm in arms]
    if any(v1 + v2 <= 0 for (_, _, v1), (_, _, v2) in combinations(ready, 2)):
        raise Disagreement("Two of its arms have no variance: nobody, or everybody, had the event.")
    note = f"{add:g} added to every cell of the study" if add else ""
    return [
        Pair(one, two, round(y1 - y2, 10), round(math.sqrt(v1 + v2), 10), note)
        for (two, y2, v2), (one, y1, v1) in combinations(ready, 2)
    ]


def _effect(arm: Arm, measure: str, add: float) -> tuple[float, float]:
    """Effect and sampling variance of one arm: log risk, log odds, risk or mean."""
    if measure == "MD":
        assert arm.mean is not None and arm.sd is not None and arm.n
        return arm.mean, arm.sd**2 / arm.n
    assert arm.event is not None and arm.n is not None
    a, b = arm.event + add, arm.n - arm.event + add
    if measure == "OR":
        return math.log(a / b), 1 / a + 1 / b
    if measure == "RR":
        return math.log(a / (a + b)), 1 / a - 1 / (a + b)
    return a / (a + b), a * b / (a + b) ** 3


def _reported(rows: Sequence[Row]) -> list[Pair]:
    """The contrasts that the study reports, complete and in agreement."""
    pairs = [Pair(row["experimental"], row["control"], row["yi"], row["sei"]) for row in rows]
    return consistent(pairs)


FUNCTIONS = r"""
arms <- read_table("arms.csv")           # one row a study arm: studlab, treat, event, n, mean, sd
contrasts <- read_table("contrasts.csv") # the same studies as pairs of arms: TE, seTE, treat1, treat2, studlab

# Random effects from contrasts; trt names the reference treatment.
network <- function(id, sm, reference) {
  x <- contrasts[contrasts$network == id, ]
  connected <- netconnection(treat1 = treat1, treat2 = treat2, studlab = studlab, data = x)
  if (connected$n.subnets > 1) {
    print(connected)
    return(invisible(NULL))
  }
  net <- netmeta(TE = TE, seTE = seTE, treat1 = treat1, treat2 = treat2, studlab = studlab, data = x, sm = sm,
                 reference.group = reference, common = FALSE, random = TRUE)
  print(summary(net))
  netgraph(net, number.of.studies = TRUE)
  forest(net, reference.group = reference)
  invisible(net)
}
pdf("network.pdf", width = 10, height = 7)
""".strip()


def _script(version: Version, found: Sequence[Network]) -> str:
    head = (
        f"{version.protocol.title}. {version.named}. A network meta-analysis of each outcome with netmeta. "
        "Randomised studies only; left_out.csv says which could not enter, and why."
    )
    parts = [comment(head), "# Run it with: Rscript network.R", "library(netmeta)", OPENING, FUNCTIONS]
    parts += [_call(network) for network in found]
    if not found:
        parts.append("# The review has no comparison of randomised arms yet.")
    return "\n\n".join([*parts, "invisible(dev.off())"]) + "\n"


def _call(network: Network) -> str:
    treatments = {row[name] for row in network.contrasts for name in ("treat1", "treat2")}
    studies = {row["study_id"] for row in network.contrasts}
    said = comment(f"{network.label}: {count(len(studies), 'study', 'studies')}, {len(treatments)} treatments.")
    if len(studies) < 2:
        return f"{said}\n# Too few for a network."
    lines = [said, f"network({r_string(network.id)}, {r_string(network.measure)}, {r_string(_reference(network))})"]
    counted = {row["study_id"] for row in network.arms} == studies
    if counted:
        numbers = "mean = mean, sd = sd, n = n"
        if network.measure in ("RR", "OR", "RD"):
            numbers = f"event = event, n = n, {zeros_in_meta(network.zeros)}"
        lines += [
            "# The same from the arms, with pairwise():",
            f"p <- pairwise(treat = treat, {numbers}, studlab = studlab, sm = {r_string(network.measure)},",
            f"  data = arms[arms$network == {r_string(network.id)}, ])",
            f"print(netmeta(p, reference.group = {r_string(_reference(network))}, common = FALSE, random = TRUE))",
        ]
    return "\n".join(lines)


def _reference(network: Network) -> str:
    """The treatment that most studies have as their second: usually placebo."""
    seconds = [row["treat2"] for row in network.contrasts]
    return min(set(seconds), key=lambda treat: (-seconds.count(treat), treat))
