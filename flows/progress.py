"""Progress of a refresh: stages tell, and whoever listens shows it. Nobody listens unless a terminal is there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

Listener = Callable[[str, int, int | None], None]
_listeners: list[Listener] = []


def tell(what: str, done: int = 0, total: int | None = None) -> None:
    """Say how far a stage is: `tell("reading", 400, 3000)`. Costs nothing when nobody listens."""
    for listener in _listeners:
        listener(what, done, total)


@contextmanager
def shown(console: Console) -> Iterator[None]:
    """Show what is told as bars on a terminal; elsewhere show nothing."""
    if not console.is_terminal:
        yield
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        known, lock = {}, threading.Lock()

        def listen(what: str, done: int, total: int | None) -> None:
            with lock:  # fetches of several sources tell at once
                if what not in known:
                    known[what] = bars.add_task(what, total=total)
                bars.update(known[what], completed=done, total=total)

        _listeners.append(listen)
        try:
            yield
        finally:
            _listeners.remove(listen)
