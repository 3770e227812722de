"""Pieces of R code: texts as R writes them, comments, and the opening that the scripts share."""

from __future__ import annotations

import textwrap

WIDTH = 100


def r_string(text: str) -> str:
    """A text as an R literal in plain ASCII, so that the script reads alike in every locale."""
    return '"' + "".join(map(_character, text)) + '"'


def _character(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    code = ord(sign)
    if 32 <= code < 127:
        return sign
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def comment(text: str) -> str:
    """The text as comment lines."""
    lines = textwrap.wrap(" ".join(text.split()), WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"# {line}" for line in lines)


OPENING = r"""
# The script finds its files beside itself when it is run as `Rscript script.R` from anywhere.
called <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))
called <- gsub("~+~", " ", called, fixed = TRUE) # as Rscript writes a blank
if (length(called) == 1) setwd(dirname(normalizePath(called)))

# Texts that a spreadsheet would run as a formula have an apostrophe in front, which is taken away here.
read_table <- function(file) {
  x <- read.csv(file, na.strings = "", encoding = "UTF-8", check.names = FALSE)
  texts <- vapply(x, is.character, TRUE)
  x[texts] <- lapply(x[texts], function(v) sub("^'('*[=+@\t\r\n-])", "\\1", v))
  x
}
""".strip()
