"""Short ways to write the numbers of a report down, for tests of arithmetic."""

from appraisal import appraise
from schemas.models import Arm, Extraction, RegistryIds, Report, Result


def rate(arm, value, outcome="ORR", **more):
    """A percentage as printed, `value` being text: its decimals count."""
    quote = more.pop("quote", f"{value}%")
    return Result("arm", outcome, "rate", arm=arm, value=float(value), unit="%", quote=quote, **more)


def ci(low, high, level=95):
    return {"ci_low": float(low), "ci_high": float(high), "ci_level": level}


def hr(value, low, high, p="", *, outcome="PFS", level=95, stat="hr"):
    quote = f"{value} ({level}% CI {low} to {high}) {p}"
    return Result(
        "contrast", outcome, stat, arm="A", ref_arm="B", value=float(value), p=p, quote=quote, **ci(low, high, level)
    )


def p_only(outcome, p="", chi2=None, **more):
    test = {"name": "chi2", "value": float(chi2)} if chi2 else None
    return Result("contrast", outcome, "p_only", arm="A", ref_arm="B", p=p, test=test, quote=f"{chi2} {p}", **more)


def extraction(*results, n=(), **report):
    arms = [
        Arm("ABCDEF"[i], f"group {i + 1}", "single" if len(n) == 1 else "experimental", size)
        for i, size in enumerate(n)
    ]
    return Extraction(Report(registry_ids=RegistryIds(report.pop("own", [])), **report), arms, list(results))


def appraised(*results, n=(), **report):
    return appraise(extraction(*results, n=n, **report))


def rules(x, *severities):
    return [f.rule for f in x.findings if f.severity in (severities or ("critical", "warning"))]
