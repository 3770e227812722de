"""Reports in other languages than English: the numbers that need no grammar, and a finding that names the language."""

from extractors.foreign.reading import read_foreign, spoken_language

__all__ = ["read_foreign", "spoken_language"]
