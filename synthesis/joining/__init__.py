"""Reports of one trial become one study: by ids, numbers, titles, likeness, and what people say."""

from synthesis.joining.studies import Joined, join

__all__ = ["Joined", "join"]
