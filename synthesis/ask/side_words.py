"""Words by which groups are named whatever the treatment: by their part in the trial, joined, alone, or not at all."""

from __future__ import annotations

from synthesis.ask.words import stems

CONTROL = stems(
    "control controls placebo sham usual conventional standard routine untreated dummy vehicle comparison "
    "comparator tau waitlist waiting cg"
)
TREATED = stems("intervention experimental treatment treated study active test exposed program real true verum eg ig")
JOINED = stems("combination combined combine dual double joint")
ALONE = stems("alone only monotherapy mono single")
EMPTY = stems(
    "of treatment therapy dose daily mg ml kg mcg g day week month year oral tablet capsule random allocation case "
    "cohort children child adult woman women men male female student intervention experimental study test cell "
    "condition regimen use a b"
)
"""Words that tell no two treatments apart."""
