"""PDF → Report: words and rules of each page, through pdfplumber, set back into paragraphs and tables."""

from sources.inbox.pdf.reading import read

__all__ = ["read"]
