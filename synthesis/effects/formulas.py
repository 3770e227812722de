"""Effects and their sampling variances, each a formula on arrays: (yi, vi) from cells that were seen to before.

Group 1 is experimental, group 2 control; variances are the large-sample ones (metafor's `vtype="LS"`). Where a
docstring names no other source the formula stands in Viechtbauer, Journal of Statistical Software 2010;36(3), and on
the help page of metafor's `escalc`. Division by zero gives infinity or NaN here; `escalc` turns both into NaN.
"""

from __future__ import annotations

# ruff: noqa: PLR0917 -- a formula takes the columns of its table, in metafor's order
import numpy as np
from scipy.special import gammaln

from synthesis.effects.tables import Array

Pair = tuple[Array, Array]


def risk_ratio(ai: Array, bi: Array, ci: Array, di: Array) -> Pair:
    """Log risk ratio: log p1 - log p2 with p = a/n; 1/a - 1/n1 + 1/c - 1/n2."""
    n1, n2 = ai + bi, ci + di
    return np.log(ai / n1) - np.log(ci / n2), 1 / ai - 1 / n1 + 1 / ci - 1 / n2


def odds_ratio(ai: Array, bi: Array, ci: Array, di: Array) -> Pair:
    """Log odds ratio: log(ad/bc); 1/a + 1/b + 1/c + 1/d (Woolf 1955)."""
    return np.log(ai / bi) - np.log(ci / di), 1 / ai + 1 / bi + 1 / ci + 1 / di


def risk_difference(ai: Array, bi: Array, ci: Array, di: Array) -> Pair:
    """Difference of proportions: p1 - p2; p1(1-p1)/n1 + p2(1-p2)/n2."""
    n1, n2 = ai + bi, ci + di
    p1, p2 = ai / n1, ci / n2
    return p1 - p2, p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2


def arcsine_difference(ai: Array, bi: Array, ci: Array, di: Array) -> Pair:
    """Arcsin √p1 - arcsin √p2; 1/4n1 + 1/4n2 (Rücker et al., Statistics in Medicine 2009;28:721)."""
    n1, n2 = ai + bi, ci + di
    return np.arcsin(np.sqrt(ai / n1)) - np.arcsin(np.sqrt(ci / n2)), 1 / (4 * n1) + 1 / (4 * n2)


def peto(ai: Array, bi: Array, ci: Array, di: Array) -> Pair:
    """Log odds ratio by Peto's method: (a - E)/V and 1/V, E and V of the hypergeometric distribution.

    E = n1(a+c)/n, V = n1 n2 (a+c)(b+d) / (n²(n-1)) (Yusuf et al., Progress in Cardiovascular Diseases 1985;27:335).
    """
    n1, n2, events = ai + bi, ci + di, ai + ci
    n = n1 + n2
    variance = events * (bi + di) * (n1 / n) * (n2 / n) / (n - 1)
    return (ai - events * n1 / n) / variance, 1 / variance


def rate_ratio(x1i: Array, t1i: Array, x2i: Array, t2i: Array) -> Pair:
    """Log incidence rate ratio: log(x1/t1) - log(x2/t2); 1/x1 + 1/x2 (Rothman et al., Modern Epidemiology)."""
    return np.log(x1i / t1i) - np.log(x2i / t2i), 1 / x1i + 1 / x2i


def rate_difference(x1i: Array, t1i: Array, x2i: Array, t2i: Array) -> Pair:
    """Difference of incidence rates: x1/t1 - x2/t2; x1/t1² + x2/t2²."""
    return x1i / t1i - x2i / t2i, x1i / t1i**2 + x2i / t2i**2


def mean_difference(m1i: Array, sd1i: Array, n1i: Array, m2i: Array, sd2i: Array, n2i: Array) -> Pair:
    """Mean difference with the variances of both groups kept apart: m1 - m2; sd1²/n1 + sd2²/n2."""
    return m1i - m2i, sd1i**2 / n1i + sd2i**2 / n2i


def correction(m: Array) -> Array:
    """Hedges' exact factor c(m) = Γ(m/2) / (√(m/2) Γ((m-1)/2)) for m degrees of freedom; NaN up to one of them.

    Hedges, Journal of Educational Statistics 1981;6:107.
    """
    m = np.where(m > 1, m, np.nan)
    return np.asarray(np.exp(gammaln(m / 2) - np.log(np.sqrt(m / 2)) - gammaln((m - 1) / 2)))


def standardised_mean_difference(m1i: Array, sd1i: Array, n1i: Array, m2i: Array, sd2i: Array, n2i: Array) -> Pair:
    """Hedges' g = c(n1+n2-2) (m1 - m2) / pooled sd; 1/n1 + 1/n2 + g²/(2(n1+n2))."""
    m = n1i + n2i - 2
    pooled = np.sqrt(((n1i - 1) * sd1i**2 + (n2i - 1) * sd2i**2) / m)
    g = correction(m) * (m1i - m2i) / pooled
    return g, 1 / n1i + 1 / n2i + g**2 / (2 * (n1i + n2i))


def standardised_unequal(m1i: Array, sd1i: Array, n1i: Array, m2i: Array, sd2i: Array, n2i: Array) -> Pair:
    """Standardised mean difference without equal variances: by the root of the mean of both.

    Bonett, Psychological Methods 2008;13:99, equation 5, with Hedges' factor c of n1+n2-2 degrees of freedom.
    """
    v1, v2, df1, df2 = sd1i**2, sd2i**2, n1i - 1, n2i - 1
    mean_variance = (v1 + v2) / 2
    c = correction(df1 + df2)
    d = c * (m1i - m2i) / np.sqrt(mean_variance)
    vi = d**2 * (v1**2 / df1 + v2**2 / df2) / (8 * mean_variance**2) + (v1 / df1 + v2 / df2) / mean_variance
    return d, c**2 * vi


def ratio_of_means(m1i: Array, sd1i: Array, n1i: Array, m2i: Array, sd2i: Array, n2i: Array) -> Pair:
    """Log ratio of means: log(m1/m2); sd1²/(n1 m1²) + sd2²/(n2 m2²) (Hedges et al., Ecology 1999;80:1150)."""
    return np.log(m1i / m2i), sd1i**2 / (n1i * m1i**2) + sd2i**2 / (n2i * m2i**2)


def raw_proportion(xi: Array, mi: Array) -> Pair:
    """Proportion of one group: p = x/n; p(1-p)/n."""
    n = xi + mi
    p = xi / n
    return p, p * (1 - p) / n


def log_proportion(xi: Array, mi: Array) -> Pair:
    """Log proportion: log p; 1/x - 1/n."""
    n = xi + mi
    return np.log(xi / n), 1 / xi - 1 / n


def logit_proportion(xi: Array, mi: Array) -> Pair:
    """Logit of a proportion: log(x/(n-x)); 1/x + 1/(n-x)."""
    return np.log(xi / mi), 1 / xi + 1 / mi


def arcsine_proportion(xi: Array, mi: Array) -> Pair:
    """Arcsine of the root of a proportion: arcsin √p; 1/4n."""
    n = xi + mi
    return np.arcsin(np.sqrt(xi / n)), 1 / (4 * n)


def double_arcsine(xi: Array, mi: Array) -> Pair:
    """½ (arcsin √(x/(n+1)) + arcsin √((x+1)/(n+1))); 1/(4n+2).

    Freeman and Tukey, Annals of Mathematical Statistics 1950;21:607, halved as metafor does.
    """
    n = xi + mi
    return (np.arcsin(np.sqrt(xi / (n + 1))) + np.arcsin(np.sqrt((xi + 1) / (n + 1)))) / 2, 1 / (4 * n + 2)


def raw_rate(xi: Array, ti: Array) -> Pair:
    """Incidence rate of one group: x/t; x/t²."""
    return xi / ti, xi / ti**2


def log_rate(xi: Array, ti: Array) -> Pair:
    """Log incidence rate: log(x/t); 1/x."""
    return np.log(xi / ti), 1 / xi


def raw_mean(mi: Array, sdi: Array, ni: Array) -> Pair:
    """Mean of one group: m; sd²/n."""
    return mi, sdi**2 / ni


def fisher_z(ri: Array, ni: Array) -> Pair:
    """Fisher's z of a correlation: ½ log((1+r)/(1-r)); 1/(n-3), no variance (-1 here) for three patients and fewer."""
    return np.log((1 + ri) / (1 - ri)) / 2, np.where(ni > 3, 1 / (ni - 3), -1.0)
