"""Work done in a process of its own while this one does something else."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar, cast

from pmf_analysis.errors import PmfError
from pmf_analysis.publishing.processes import can_fork, end_with_parent

Answer = TypeVar("Answer")


def begin_aside(work: Callable[[], Answer]) -> Callable[[], Answer]:
    """Begin work in a process of its own; what is given back waits for its answer.

    An error of ours in it is raised where the answer is asked for. Work that ended without an answer, by a bug or killed, is done
    again there, where a bug can be told. Where no process can be forked, the work is done when it is asked for.
    """
    if not can_fork():
        return work
    receiver, process = start_aside(partial(_answer_or_error, work), is_last=True)

    def answer() -> Answer:
        try:
            found, error = receiver.recv()
        except EOFError:
            return work()
        finally:
            receiver.close()
            process.join()
        if error:
            raise error
        return cast(Answer, found)

    return answer


def _answer_or_error(work: Callable[[], Answer]) -> tuple[Answer | None, PmfError | None]:
    try:
        return work(), None
    except PmfError as error:
        return None, error


def start_aside(work: Callable[[], Any], *, is_last: bool = False) -> tuple[Connection, BaseProcess]:
    """Fork a process that does the work and sends what it gives.

    Args:
        work: what to do. An error in it ends the process without a word.
        is_last: whether the process starts none itself; it then ends with this one on every system.
    """
    context: Any = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(work, sender, os.getpid()), daemon=is_last)
    process.start()
    sender.close()
    return receiver, process


def _work(work: Callable[[], Any], sender: Connection, parent: int) -> None:
    end_with_parent(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C in the terminal is for the process that watches
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a bug shows where the work is done again
    sender.send(work())
