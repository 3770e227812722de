"""meta: the same data and analyses as for metafor, with metagen(), metabin(), metaprop(), metacont() and metamean().

The functions for raw numbers are called where every study of an analysis gives them, as they stand in its reports;
metagen() takes the effects themselves. Written after the package's documentation (versions 7 and 8); the package is
not on the machines that test this project, so that only the arguments are tested, not its results.
"""

from __future__ import annotations

from publishing.exports.analyses import Analysis, analyses, data_files
from publishing.exports.metafor import described
from publishing.exports.r_code import OPENING, comment, r_string
from publishing.exports.version import Version
from schemas.protocol_analysis import ZeroCells

NAMES = {"PLO": "PLOGIT", "MN": "MRAW"}
"""Measures that meta calls by another name than metafor."""
INTERVALS = {"knha": "HK", "z": "classic", "t": "classic"}
"""Test of the protocol → `method.random.ci`; meta has no plain t interval."""
RAW = {
    "metabin": (("RR", "OR", "RD"), ("ai", "n1i", "ci", "n2i"), "event.e = ai, n.e = n1i, event.c = ci, n.c = n2i"),
    "metaprop": (("PLO",), ("xi", "ni"), "event = xi, n = ni"),
    "metacont": (
        ("MD", "SMD"), ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i"),
        "n.e = n1i, mean.e = m1i, sd.e = sd1i, n.c = n2i, mean.c = m2i, sd.c = sd2i",
    ),
    "metamean": (("MN",), ("mi", "sdi", "ni"), "n = ni, mean = mi, sd = sdi"),
}  # fmt: skip
"""Function → its measures, the columns it needs, its arguments for them. The variance of an SMD differs a little
between the two packages."""

FUNCTIONS = r"""
dat <- read_table("data.csv")         # every row of the review: raw counts or means, yi, vi, sei
members <- read_table("analyses.csv") # which of them are pooled in which analysis, with the effect that enters
of <- function(id) members[members$analysis == id, ]

results <- data.frame()
keep <- function(id, m) {
  b <- if (m$random) c(m$TE.random, m$seTE.random) else c(m$TE.common, m$seTE.common)
  results <<- rbind(results, data.frame(analysis = id, k = m$k, b = b[1], se = b[2], tau2 = m$tau2[1], q = m$Q[1]))
  forest(m)
  invisible(m)
}
pdf("forest.pdf", width = 11, height = 7)
""".strip()

CLOSING = r"""
invisible(dev.off())
write.csv(results, "pooled.csv", row.names = FALSE)
options(width = 200)
results[-1] <- lapply(results[-1], round, 6)
print(results, digits = 6, row.names = FALSE)
""".strip()


def meta(version: Version) -> dict[str, bytes]:
    """File name → bytes."""
    found = analyses(version)
    return {**data_files(version, found), "pool.R": _script(version, found).encode("utf-8")}


def _script(version: Version, found: list[Analysis]) -> str:
    head = (
        f"{version.protocol.title}. {version.named}. "
        "Pools each analysis of the review with meta, as its protocol plans it, and draws its forest plot. "
        "published.csv holds the review's own numbers."
    )
    parts = [comment(head), "# Run it with: Rscript pool.R", "library(meta)", OPENING, FUNCTIONS]
    zeros = version.protocol.analysis.zero_cells
    return "\n\n".join([*parts, *(_calls(analysis, zeros) for analysis in found), CLOSING]) + "\n"


def zeros_in_meta(zeros: ZeroCells) -> str:
    """The protocol's rule for empty cells as arguments of meta's functions."""
    add, to = (0, "only0") if zeros.to == "none" else (zeros.add, zeros.to)
    return f'incr = {add:g}, method.incr = "{to}"'


def _calls(analysis: Analysis, zeros: ZeroCells) -> str:
    """The analysis from effects, and once more from raw numbers where all studies give them."""
    said = described(analysis)
    if not analysis.poolable:
        return said
    name = r_string(analysis.id)
    lines = [said, f"x <- of({name})", f"keep({name}, {_call(analysis, 'metagen', 'TE = yi, seTE = sei', '')})"]
    for function, (measures, columns, arguments) in RAW.items():
        if analysis.answer["measure"] in measures and analysis.has(*columns):
            more = ""
            if function in ("metabin", "metaprop"):
                more = f',\n  {zeros_in_meta(zeros)}, method = "Inverse"'
            if function == "metabin":  # RR.Cochrane: what is added to the events is added to the others as well
                more += f", allstudies = {str(not zeros.drop00).upper()}, RR.Cochrane = TRUE"
            lines += ["# The same from raw numbers:", _call(analysis, function, arguments, more)]
    return "\n".join(lines)


def _call(analysis: Analysis, function: str, arguments: str, more: str) -> str:
    answer = analysis.answer
    measure, level = answer["measure"], f"{answer['ci_level'] / 100:g}"
    model = "common = TRUE, random = FALSE"
    if answer["method"] != "EE":
        model = f'common = FALSE, random = TRUE, method.tau = "{answer["method"]}",\n'
        model += f'  method.random.ci = "{INTERVALS[answer["test"]]}", prediction = TRUE'
    return (
        f"{function}({arguments}, studlab = slab, data = x,\n"
        f'  sm = "{NAMES.get(measure, measure)}", level = {level}, level.ma = {level}, {model}{more})'
    )
