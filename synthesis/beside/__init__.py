"""Registry and paper side by side: what both say of the same arm, outcome and time, and how it differs."""

from synthesis.beside.folding import Beside
from synthesis.beside.lay import RULES, lay_beside

__all__ = ["RULES", "Beside", "lay_beside"]
