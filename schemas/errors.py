"""What can go wrong, each as one sentence that names the file, the field and the mend.

The command line prints the sentence and turns the class into its exit code; nothing else needs to know the codes.
"""

from __future__ import annotations


class PerennialError(Exception):
    """A failure that a person can act on. `str(error)` is the one sentence to show."""

    exit_code = 3


class BadInput(PerennialError):
    """A file, a protocol or an argument that is not what it should be (wrong use)."""

    exit_code = 2


class SourceFailed(PerennialError):
    """A service did not answer, or answered with an error in disguise. Nothing was lost."""

    def __init__(self, sentence: str, status: int | None = None) -> None:
        super().__init__(sentence)
        self.status = status
        """The HTTP status of a refusal; None where no answer came."""


class StoreFailed(PerennialError):
    """The evidence store cannot be opened, read or written."""


class AlreadyRunning(PerennialError):
    """Another refresh of the same review holds the lock."""
