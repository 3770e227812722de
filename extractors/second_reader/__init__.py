"""A second reader of the same report, and how far it agrees with the first. Off unless a review consents to it."""

from extractors.second_reader.agreement import AGREE, SUMMARY, compare
from extractors.second_reader.chat import ChatReader
from extractors.second_reader.interface import Dropped, Reader, Reading, Usage
from extractors.second_reader.reply import usage_of
from extractors.second_reader.request import VERSION, request_hash

__all__ = [
    "AGREE",
    "SUMMARY",
    "VERSION",
    "ChatReader",
    "Dropped",
    "Reader",
    "Reading",
    "Usage",
    "compare",
    "request_hash",
    "usage_of",
]
