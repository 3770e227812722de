"""Header and codes of the analysis data that RevMan 5 exports, in one place.

The header, the rows and the codes of counts and means are those of a file that RevMan 5 itself wrote. `GENERIC`, for
effects without numbers of the arms, is from memory: in such a file the estimate stands on the natural scale and its
standard error on the scale it is pooled on, as it does for counts. Unverified.
"""

from __future__ import annotations

HEADER = (
    "Comparison Number", "Outcome Number", "Subgroup Number", "Name", "Data Type", "Statistical Method",
    "Effect Measure", "Analysis Model", "Events 1", "Mean 1", "SD 1", "Total 1", "Events 2", "Mean 2", "SD 2",
    "Total 2", "Effect Estimate", "SE", "CI Start", "CI End", "Weight", "Q", "P(Q)", "I²(Q)", "Tau²", "Z", "P(Z)",
    "Qint", "P(Qint)", "I²(Qint)", "df", "Group Label 1", "Group Label 2", "Left Graph Label", "Right Graph Label",
    "Year of study", "User defined order",
)  # fmt: skip
COUNTS, MEANS, GENERIC = "DIC", "CON", "GIV"
INVERSE_VARIANCE = "IV"
RANDOM, FIXED = "Random", "Fixed"
