# Functions with the arguments of the R package meta, which pool with metafor. Raw numbers must give the same effects.
suppressMessages(library(metafor))
pooled <- function(x, sm, level, level.ma, common, random, method.tau, method.random.ci, prediction, yi, sei) {
  stopifnot(is.numeric(yi), is.numeric(sei), all(sei > 0), level == level.ma, common != random, prediction)
  stopifnot(sm %in% c("HR", "RR", "OR", "RD", "MD", "SMD", "PLOGIT", "MRAW"), nrow(x) >= 2)
  stopifnot(isTRUE(all.equal(yi, x$yi, tolerance = 1e-8)), isTRUE(all.equal(sei, x$sei, tolerance = 1e-6)))
  test <- c(HK = "knha", classic = "z")[[method.random.ci]]
  res <- rma(yi, sei = sei, method = method.tau, test = test, level = 100 * level.ma)
  structure(list(random = random, TE.random = res$b[1], seTE.random = res$se, k = res$k, tau2 = res$tau2, Q = res$QE),
            class = "meta")
}
forest.meta <- function(x, ...) invisible(x)
metagen <- function(TE, seTE, studlab, data, sm, level, level.ma, common, random, method.tau, method.random.ci,
                    prediction) {
  e <- eval(substitute(list(TE, seTE, studlab)), data)
  pooled(data, sm, level, level.ma, common, random, method.tau, method.random.ci, prediction, e[[1]], e[[2]])
}
metabin <- function(event.e, n.e, event.c, n.c, studlab, data, sm, level, level.ma, common, random, method.tau,
                    method.random.ci, prediction, incr, method.incr, method, allstudies, RR.Cochrane) {
  x <- eval(substitute(data.frame(a = event.e, n1 = n.e, c = event.c, n2 = n.c)), data)
  e <- escalc(sm, ai = a, n1i = n1, ci = c, n2i = n2, data = x, add = incr, to = method.incr)
  pooled(data, sm, level, level.ma, common, random, method.tau, method.random.ci, prediction, c(e$yi), sqrt(e$vi))
}
metaprop <- function(event, n, studlab, data, sm, level, level.ma, common, random, method.tau, method.random.ci,
                     prediction, incr, method.incr, method) {
  x <- eval(substitute(data.frame(x = event, n = n)), data)
  e <- escalc("PLO", xi = x, ni = n, data = x, add = incr, to = method.incr)
  pooled(data, sm, level, level.ma, common, random, method.tau, method.random.ci, prediction, c(e$yi), sqrt(e$vi))
}
metacont <- function(n.e, mean.e, sd.e, n.c, mean.c, sd.c, studlab, data, sm, level, level.ma, common, random,
                     method.tau, method.random.ci, prediction) {
  x <- eval(substitute(data.frame(m1 = mean.e, s1 = sd.e, n1 = n.e, m2 = mean.c, s2 = sd.c, n2 = n.c)), data)
  e <- escalc(sm, m1i = m1, sd1i = s1, n1i = n1, m2i = m2, sd2i = s2, n2i = n2, data = x)
  pooled(data, sm, level, level.ma, common, random, method.tau, method.random.ci, prediction, c(e$yi), sqrt(e$vi))
}
