# Functions with the arguments of the R package netmeta that check what they are given as it does: complete studies whose
# effects and variances agree, two different treatments in every contrast, one row a study arm.
netconnection <- function(treat1, treat2, studlab, data) {
  x <- eval(substitute(data.frame(treat1, treat2, studlab)), data)
  stopifnot(nrow(x) > 1, x$treat1 != x$treat2)
  list(n.subnets = 1)
}
netmeta <- function(TE, seTE, treat1, treat2, studlab, data, sm, reference.group, common, random) {
  x <- if (missing(treat1)) TE else eval(substitute(data.frame(TE, seTE, treat1, treat2, studlab)), data)
  stopifnot(is.numeric(x$TE), x$seTE > 0, reference.group %in% c(x$treat1, x$treat2), !common, random)
  for (one in split(x, x$studlab)) {
    arms <- unique(c(one$treat1, one$treat2))
    stopifnot(nrow(one) == choose(length(arms), 2))
    effects <- lm(TE ~ 0 + design(one, arms), data = one)
    stopifnot(max(abs(resid(effects))) < 1e-3)
    if (nrow(one) > 1) stopifnot(solve(abs(design(one, arms)), one$seTE^2)[seq_along(arms)] > 0)
  }
  cat("a network of", length(unique(x$studlab)), "studies\n")
  structure(list(), class = "netmeta")
}
design <- function(x, arms) outer(x$treat1, arms, "==") - outer(x$treat2, arms, "==")
summary.netmeta <- function(object, ...) "summary"
print.netmeta <- function(x, ...) invisible(x)
netgraph <- function(x, number.of.studies) stopifnot(inherits(x, "netmeta"))
forest <- function(x, reference.group) stopifnot(inherits(x, "netmeta"))
pairwise <- function(treat, event, n, mean, sd, studlab, sm, data, incr, method.incr) {
  x <- eval(substitute(data.frame(treat, studlab, n)), data)
  stopifnot(is.numeric(x$n), !duplicated(x[c("treat", "studlab")]), table(x$studlab) > 1)
  pairs <- lapply(split(x, x$studlab), function(one) {
    two <- combn(one$treat, 2)
    # effects of arms stand in for those of their numbers: what is tested is that every study has its arms
    data.frame(TE = nchar(two[1, ]) - nchar(two[2, ]), seTE = 1, treat1 = two[1, ], treat2 = two[2, ],
               studlab = one$studlab[1])
  })
  do.call(rbind, pairs)
}
