"""Headers and codes of RevMan's study-centric import (RevMan Web), in one place because they are not all certain.

`STUDY_INFORMATION` is the header of the data package that RevMan itself exports (version 1). The other two are known
from one independent program that writes them, not from Cochrane's documentation, and no copy of RevMan was at hand to
try them: unverified. RevMan offers templates under “Populate study data”; should their headers differ, change them
here and nowhere else.
"""

from __future__ import annotations

STUDY_INFORMATION = (
    "Study", "Year", "Data source", "Char: Methods", "Char: Participants", "Char: Interventions", "Char: Outcomes",
    "Char: Notes",
)  # fmt: skip
STUDY_ARMS = ("Study", "Arm", "Description", "Intervention")
STUDY_RESULTS = (
    "Study", "Outcome", "Data type", "Effect measure", "Arm", "Reference arm", "Sample size", "Cases", "Mean", "SD",
    "SE", "Variance", "CI level", "CI start", "CI end", "Exp mean", "Exp CI start", "Exp CI end", "t-test", "z-test",
    "P value", "Covariance method", "Covariance", "Other arm 1", "Other arm 2", "Correlation arm 1",
    "Correlation arm 2", "Correlation", "Other mean", "Other SE", "Other variance", "Other CI level", "Other CI start",
    "Other CI end", "Other exp mean", "Other exp CI start", "Other exp CI end", "Other t-test", "Other z-test",
    "Other P value",
    "Footnotes",
)  # fmt: skip
DICHOTOMOUS, CONTINUOUS = "Dichotomous", "Continuous"
MEAN_MEASURES = ("MD", "SMD")
"""Measures whose contrasts are of the continuous type; all others are dichotomous to RevMan."""
PUBLISHED, UNPUBLISHED = "PUB", "UNPUB"
UNVERIFIED = ("study-arms.csv", "study-results.csv")
