"""The R code of summary.md: how to pool the fullest outcome of this very table with metafor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from schemas.protocol import Analysis, Protocol

Row = Mapping[str, Any]


def in_r(tables: Mapping[str, Sequence[Row]], protocol: Protocol) -> str:
    """The section. Trials are chosen by design and control, so that like is pooled with like."""
    whole = [row for row in tables["meta_analysis"] if row["population"] == "all"]
    fair = [row for row in whole if row["design"] == "rct" and _plain(row["control"])]
    effects = [row for row in fair if row["yi"] is not None]
    counted = [row for row in fair if row["ai"] is not None and row["ci"] is not None]
    outcome, measure, control = _fullest(effects, ("outcome", "measure", "control")) or ("PFS", "HR", "")
    binary, beside = _fullest(counted, ("outcome", "control")) or ("ORR", "")
    analysis = protocol.analysis
    back = ", atransf = exp" if measure in ("HR", "RR", "OR") else ""
    return f"""## How to pool it in R
{_first_answer(tables, protocol)}
The columns have metafor's names. The file holds all designs, controls and conditions: choose those that belong
together, and one row per study, since a study may have several time points, populations and comparisons.

```r
library(metafor)
dat <- read.csv("meta_analysis.csv", na.strings = "", encoding = "UTF-8")
studies <- read.csv("studies.csv", na.strings = "", encoding = "UTF-8")
dat$conditions <- studies$conditions[match(dat$study_id, studies$study_id)]

# effects as they stand: yi with its standard error sei
x <- subset(dat, outcome == "{outcome}" & measure == "{measure}" & population == "all" & !is.na(yi) &
              design == "rct"{_with(control)})
table(x$conditions)  # then keep one kind: x <- subset(x, grepl("words", conditions, ignore.case = TRUE))
res <- rma(yi, sei = sei, data = x, slab = study, method = "{analysis.model}", test = "{analysis.test}")
forest(res{back})

# the same from counts, which are never corrected for zeros in the file
b <- subset(dat, outcome == "{binary}" & population == "all" & !is.na(ai) & !is.na(ci) &
              design == "rct"{_with(beside)})
b <- escalc(measure = "{analysis.measures.binary}", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = b,
            slab = study{_zeros(analysis)})
rma(yi, vi, data = b, method = "{analysis.model}", test = "{analysis.test}")
```"""


def _first_answer(tables: Mapping[str, Sequence[Row]], protocol: Protocol) -> str:
    """R code that gives the first pooled answer of this page from its own rows; nothing where none is pooled."""
    main = next((row for row in tables["answers"] if row["variant"] == "main" and row["method"]), None)
    if main is None or not _plain(main["answer_id"]):
        return ""
    level = "" if protocol.analysis.level == 95 else f", level = {protocol.analysis.level:g}"
    back = {"PLO": ", transf = transf.ilogit"} | dict.fromkeys(("HR", "RR", "OR"), ", transf = exp")
    return f"""
The first answer, from the rows that are in it:

```r
library(metafor)
rows <- read.csv("answer_rows.csv", na.strings = "", encoding = "UTF-8")
x <- subset(rows, answer_id == "{main["answer_id"]}" & !is.na(yi))
res <- rma(yi, sei = sei, data = x, slab = study, method = "{main["method"]}", test = "{main["test"]}"{level})
predict(res{back.get(main["measure"], "")})
```

Or from `meta_analysis.csv`, for a selection of your own.
"""


def _plain(text: str | None) -> bool:
    """Whether a label can stand in R code between quotation marks."""
    return bool(text) and not set(text or "") & set("\"\\'`\n")


def _zeros(analysis: Analysis) -> str:
    """Arguments of escalc where the protocol sees to zero cells otherwise than metafor does unless told."""
    cells, usual = analysis.zero_cells, type(analysis.zero_cells)()
    told = {"add": f"{cells.add:g}", "to": f'"{cells.to}"', "drop00": str(cells.drop00).upper()}
    return "".join(
        f", {name} = {value}" for name, value in told.items() if getattr(cells, name) != getattr(usual, name)
    )


def _with(control: str) -> str:
    return f' & control == "{control}"' if control else ""


def _fullest(rows: Sequence[Row], names: tuple[str, ...]) -> tuple[Any, ...] | None:
    """The values of these columns that stand together in most studies, ties settled by name."""
    seen: set[Hashable] = {(*(row[name] for name in names), row["study_id"]) for row in rows}
    counts = Counter(values[:-1] for values in seen if isinstance(values, tuple))
    return min(counts, key=lambda values: (-counts[values], values)) if counts else None
