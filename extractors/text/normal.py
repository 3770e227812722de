"""Typography made plain without moving a single character.

Every replacement is one character for one, so that a span in the plain text is the same span in the report's text:
quotes and locators stay exact.
"""

from __future__ import annotations

import re

_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u2028\u2029"
    "\ufeff\u200b"
)
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d\u2043\u301c\uff5e\u223c"
_DOTS = "\u00b7\u2219\u22c5\u2027\u30fb\uff0e\u0387"
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2032": "'"}
_FULL_WIDTH = {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)}
_OTHERS = {
    "\u3001": ",",
    "\u3002": ".",
    "\u2264": "≤",
    "\u2a7d": "≤",
    "\u2a7e": "≥",
    "\u2266": "≤",
    "\u2267": "≥",
    "\t": " ",
}
_OTHERS |= {"\u03a7": "χ", "\u03c7": "χ", "\u00b2": "2"}

_PLAIN = _FULL_WIDTH | _QUOTES | _OTHERS
_PLAIN |= dict.fromkeys(_SPACES, " ") | dict.fromkeys(_HYPHENS, "-") | dict.fromkeys(_DOTS, ".")
_ANY = re.compile("[" + re.escape("".join(_PLAIN)) + "]")


def plain(text: str) -> str:
    """The text with plain spaces, hyphens, quotes and decimal points; exactly as long as it was."""
    if text.isascii() and "\t" not in text:
        return text
    return _ANY.sub(lambda match: _PLAIN[match.group()], text)
