"""Ctrl-C: one sentence, exit code 130, and never a process that stays.

The first signal says the sentence and lets the command unwind as after any error, so that the run is written down as
failed and Prefect learns of it. Unwinding can fail: Prefect's threads wait for a server, a fetch waits for a service,
and an interrupt that arrives inside a callback is lost. So a second signal, or PATIENCE seconds, end the process
and the temporary server at once, without any clean-up. That is sound because nothing depends on clean-up: pages are
stored in one transaction each, a search counts only after its last page, the published folder is swapped in whole, and
the lock belongs to the operating system (tests/flows/test_processes.py kills refreshes at random and compares bytes).
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, NoReturn

CODE = 130
"""What shells give for Ctrl-C; the contract's own codes are 0 to 3."""
PATIENCE = 4.0
"""Seconds that unwinding may take."""
SENTENCE = "Interrupted; what was stored so far is kept.\n"
_CURSOR_BACK = b"\r\x1b[2K\x1b[?25h"
"""To a terminal: clear the line of the progress bar, which hides the cursor, and show the cursor again."""

_seen = threading.Event()
_children: list[Callable[[], Any]] = []


def install() -> None:
    """Take over SIGINT for this process. Outside the main thread, where Python allows no handler, do nothing."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, _handle)
        # Python gives up its handlers while it ends, and Ctrl-C would then kill a command that is done: exit code -2.
        # Registered before everybody else's exit handler, so it runs after them, when there is nothing to wait for.
        atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)


def seen() -> bool:
    """Whether Ctrl-C has come. An interrupt that some library swallowed is one all the same."""
    return _seen.is_set()


def kill_at_the_end(child: Callable[[], Any]) -> None:
    """Call this before the process ends hard: it kills a child process that would outlive it."""
    _children.append(child)


def end() -> NoReturn:
    """End the process and its children now: no exit handlers, no waiting for threads."""
    for child in _children:
        with contextlib.suppress(Exception):
            child()
    with contextlib.suppress(Exception):
        sys.stdout.flush()
    os._exit(CODE)


def shielded(function: Callable[[], Any]) -> None:
    """Call a function that starts processes, so that the Ctrl-C of a terminal does not reach them; its errors come out.

    A terminal sends Ctrl-C to every process of the group, and Prefect's server would print a traceback and be gone
    before the refresh could tell it anything. A blocked signal stays blocked in a child, so the function runs in a
    thread that blocks it, while the main thread stays open for it.
    """
    raised: list[BaseException] = []

    def call() -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            function()
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(0.2)
    if raised:
        raise raised[0]


def _handle(_signal: int, _frame: FrameType | None) -> None:
    if _seen.is_set():
        end()
    _seen.set()
    _say()
    threading.Thread(target=_watch, daemon=True).start()
    raise KeyboardInterrupt


def _say() -> None:
    """The sentence, past all buffers; nothing that unwinding libraries print comes after it, except with --debug."""
    with contextlib.suppress(OSError):
        if os.isatty(2):
            os.write(2, _CURSOR_BACK)
        os.write(2, SENTENCE.encode())
        if os.environ.get("PERENNIAL_DEBUG", "") in {"", "0"}:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _watch() -> None:
    time.sleep(PATIENCE)
    end()
