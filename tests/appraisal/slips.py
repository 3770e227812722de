"""How many typical slips the rules catch: honest reports with one number spoilt.

    python tests/appraisal/slips.py 3000 [SEED]

spoils one number of each of that many honest reports, by each kind of slip in turn, and prints the share of reports in
which a rule objects (critical or warning), and which rules did. A slip that leaves every number possible cannot be
caught by arithmetic: a swapped digit in a percentage of 700 people is a share of some other count of them.
"""

import random
import sys
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from honest_reports import Honest  # noqa: E402
from slip_kinds import SLIPS  # noqa: E402

from appraisal import appraise  # noqa: E402


def caught(slip, count, start=0):
    """(reports spoilt, reports objected to, rules by how many reports) of one kind of slip."""
    spoilt, objected, by_rule = 0, 0, Counter()
    for seed in range(start, start + count):
        report = Honest(random.Random(seed))
        if not slip(report, random.Random(seed)):
            continue
        spoilt += 1
        rules = {f.rule for f in appraise(report.extraction()).findings if f.severity != "info"}
        objected += bool(rules)
        by_rule.update(rules)
    return spoilt, objected, by_rule


def main(count, start=0):
    """Print a line for each kind of slip."""
    for slip in SLIPS:
        spoilt, objected, by_rule = caught(slip, count, start)
        rules = ", ".join(f"{rule} {n}" for rule, n in by_rule.most_common())
        share = 100 * objected / max(1, spoilt)
        print(f"{slip.__name__:18} {objected:5} of {spoilt:5} {share:5.1f}%  {rules}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
