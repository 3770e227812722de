"""metafor: the data as R reads them, and a script that pools every analysis as the protocol plans it."""

from __future__ import annotations

from publishing.exports.analyses import Analysis, analyses, data_files
from publishing.exports.r_code import OPENING, comment, r_string
from publishing.exports.version import Version
from publishing.markdown import count
from publishing.words import measure_name

RATIOS = ("HR", "RR", "OR")

FUNCTIONS = r"""
dat <- read_table("data.csv")            # every row of the review: raw counts or means, yi, vi, sei
members <- read_table("analyses.csv")    # which of them are pooled in which analysis, with the effect that enters
published <- read_table("published.csv") # what the review published, to compare with

# Where effects were calculated from raw numbers, escalc() gives the same, with the protocol's rule for zero cells.
raw <- dat[dat$effect_origin %in% c("from_counts", "from_means") & !is.na(dat$yi), ]
for (m in unique(raw$measure)) {
  x <- raw[raw$measure == m, ]
  e <- switch(m,
    MD = , SMD = escalc(m, m1i = m1i, sd1i = sd1i, n1i = n1i, m2i = m2i, sd2i = sd2i, n2i = n2i, data = x,
                        var.names = c("y", "v")),
    PLO = escalc(m, xi = xi, ni = ni, data = x, var.names = c("y", "v"), add = zeros$add, to = zeros$to),
    MN = escalc(m, mi = mi, sdi = sdi, ni = ni, data = x, var.names = c("y", "v")),
    escalc(m, ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = x, var.names = c("y", "v"),
           add = zeros$add, to = zeros$to, drop00 = zeros$drop00))
  apart <- format(max(abs(e$y - x$yi)), digits = 2)
  cat("escalc() of", nrow(x), "rows with", m, "differs from yi by at most", apart, "\n")
}

results <- data.frame()
pool <- function(id, label, xlab, method, test, level, atransf = NULL, alone = FALSE) {
  x <- members[members$analysis == id, ]
  res <- try(rma(yi, sei = sei, data = x, slab = slab, method = method, test = test, level = level), silent = TRUE)
  if (inherits(res, "try-error")) {
    cat(id, "cannot be pooled:", conditionMessage(attr(res, "condition")), "\n")
    return(invisible(NULL))
  }
  p <- predict(res)
  row <- data.frame(analysis = id, k = res$k, b = res$b[1], se = res$se, ci_lb = res$ci.lb, ci_ub = res$ci.ub,
                    pi_lb = p$pi.lb, pi_ub = p$pi.ub, tau2 = res$tau2, i2 = res$I2, q = res$QE, q_p = res$QEp)
  results <<- rbind(results, row)
  forest(res, atransf = if (is.null(atransf)) FALSE else atransf, addpred = method != "EE", xlab = xlab,
         refline = if (alone) NA else 0, header = c("Study", paste0(xlab, " [", level, "% CI]")))
  title(main = paste(strwrap(label, 70), collapse = "\n"), cex.main = 0.9)
  invisible(res)
}

# One page of forest.pdf for each analysis.
if (capabilities("cairo")) {
  cairo_pdf("forest.pdf", width = 10, height = 7, onefile = TRUE)
} else {
  pdf("forest.pdf", width = 10, height = 7)
}
""".strip()

CLOSING = r"""
invisible(dev.off())
write.csv(results, "pooled.csv", row.names = FALSE)

# The pooled effects (logarithms for ratios, logits for proportions), then how far they are from the published ones.
options(width = 200)
results[-1] <- lapply(results[-1], round, 6)
print(results, digits = 6, row.names = FALSE)
if (nrow(results)) {
  both <- merge(results[c("analysis", "b", "se", "tau2")], published[c("analysis", "b", "se", "tau2")], by = "analysis")
  apart <- max(abs(both$b.x - both$b.y), abs(both$se.x - both$se.y), abs(both$tau2.x - both$tau2.y), 0, na.rm = TRUE)
  cat("Largest difference from the published b, se and tau2:", format(apart, digits = 3), "\n")
}
""".strip()


def metafor(version: Version) -> dict[str, bytes]:
    """File name → bytes."""
    found = analyses(version)
    return {**data_files(version, found), "pool.R": _script(version, found).encode("utf-8")}


def _script(version: Version, found: list[Analysis]) -> str:
    head = (
        f"{version.protocol.title}. {version.named}. "
        "Pools each analysis of the review with metafor, as its protocol plans it, and draws its forest plot."
    )
    zeros = version.protocol.analysis.zero_cells
    rule = f'zeros <- list(add = {zeros.add:g}, to = "{zeros.to}", drop00 = {str(zeros.drop00).upper()})'
    parts = [comment(head), "# Run it with: Rscript pool.R", "library(metafor)", OPENING, rule, FUNCTIONS]
    for primary, title in ((True, "Primary outcomes"), (False, "Further outcomes")):
        mine = [analysis for analysis in found if analysis.answer["primary"] is primary]
        if mine:
            parts += [f"# ---- {title} ----", *map(_call, mine)]
    return "\n\n".join([*parts, CLOSING]) + "\n"


def _call(analysis: Analysis) -> str:
    answer = analysis.answer
    if not analysis.poolable:
        return described(analysis)
    measure = answer["measure"]
    back = {"PLO": ", atransf = transf.ilogit, alone = TRUE", "MN": ", alone = TRUE"}
    back |= dict.fromkeys(RATIOS, ", atransf = exp")
    return (
        f"{described(analysis)}\n"
        f"pool({r_string(analysis.id)},\n     {r_string(answer['label'])},\n"
        f'     xlab = {r_string(measure_name(measure).capitalize())}, method = "{answer["method"]}", '
        f'test = "{answer["test"]}", level = {answer["ci_level"]:g}{back.get(measure, "")})'
    )


def described(analysis: Analysis) -> str:
    """The analysis in words, as comment lines: its question, its studies, and what was done to their effects."""
    notes = [f"{member['slab']}: {member['note']}" for member in analysis.members if member["note"]]
    return "\n".join(map(comment, (f"{analysis.answer['label']}. {_studies(analysis)}.", *notes)))


def _studies(analysis: Analysis) -> str:
    answer = analysis.answer
    left = f", {count(answer['left_out'], 'row')} left out (see answer_rows.csv)" if answer["left_out"] else ""
    if not analysis.poolable:
        return f"{'One study' if answer['studies'] == 1 else 'No study'}, nothing to pool{left}"
    return f"{answer['studies']} studies{left}"
