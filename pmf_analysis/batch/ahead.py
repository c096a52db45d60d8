"""Results of many councils computed side by side before their reports, each in a process of its own."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from multiprocessing.connection import wait
from typing import Any

from pmf_analysis.batch.aside import start_aside
from pmf_analysis.batch.quarter import Tables, is_kept, open_with
from pmf_analysis.data.settings import Settings
from pmf_analysis.errors import DataError
from pmf_analysis.publishing.processes import can_fork

Ended = tuple[str, DataError | None]


def compute_ahead(
    councils: Sequence[Settings], tables: Tables, *, at_once: int, fresh: bool = False
) -> Iterator[Ended]:
    """Have each council's results in the cache; yield its area code as it is done, with what keeps it from being reported.

    Args:
        councils: the settings of each.
        tables: what the settings name; read here, once, if one of the councils needs it.
        at_once: how many processes.
        fresh: whether to compute anew what the cache holds.
    """
    waiting = [each for each in councils if fresh or not is_kept(each, tables)]
    yield from ((each.council.area_code, None) for each in councils if each not in waiting)
    if not waiting:
        return
    _ = tables.dataset  # before the processes that share it are forked
    if not can_fork():
        yield from ((each.council.area_code, _trouble(each, tables, fresh)) for each in waiting)
        return
    working = dict[Any, tuple[Settings, Any]]()
    try:
        while waiting or working:
            while waiting and len(working) < at_once:
                receiver, process = start_aside(partial(_trouble, waiting[0], tables, fresh))
                working[receiver] = waiting.pop(0), process
            for ready in wait(list(working)):
                settings, process = working.pop(ready)
                yield settings.council.area_code, _answer(ready)
                process.join()
    finally:
        for _, process in working.values():
            process.kill()


def compute_aside(
    settings: Settings, tables: Tables, *, meanwhile: Callable[[], None], fresh: bool = False
) -> bool:
    """Compute a quarter's results in a process of their own, and do something else meanwhile.

    Returns:
        Whether they were computed: not where the cache holds them, nor where a process cannot be forked.

    Raises:
        DataError: if the quarter cannot be reported.
    """
    if not can_fork() or (is_kept(settings, tables) and not fresh):
        return False
    receiver, process = start_aside(partial(_trouble, settings, tables, fresh, side_by_side=True))
    try:
        meanwhile()
        error = _answer(receiver)
    finally:
        process.kill()
        process.join()
    if error:
        raise error
    return True


def _trouble(
    settings: Settings, tables: Tables, fresh: bool, *, side_by_side: bool = False
) -> DataError | None:
    try:
        open_with(settings, tables=tables, fresh=fresh, side_by_side=side_by_side)
    except DataError as error:
        return error
    return None


def _answer(receiver: Any) -> DataError | None:
    """What the process said; if it ended without a word, the results are missed, and computed again, when they are wanted."""
    try:
        answer: DataError | None = receiver.recv()
    except EOFError:
        answer = None
    receiver.close()
    return answer
