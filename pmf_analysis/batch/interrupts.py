"""Ctrl-C once ends a run after the reports that are being made; twice, or a request to end, stops it at once."""

import signal
from typing import Any

from pmf_analysis.batch.progress import Watcher


class StoppedError(BaseException):
    """The run was told to end at once. No `Exception`, so that nothing on the way takes it for a failed report."""


class Interrupts:
    """While entered, turns signals into requests; `stopping` says whether one has come."""

    def __init__(self, watcher: Watcher) -> None:
        self.watcher = watcher
        self.stopping = False
        self.before: dict[int, Any] = {}

    def __enter__(self) -> "Interrupts":
        self.before = {
            signal.SIGINT: signal.signal(signal.SIGINT, self._interrupted),
            signal.SIGTERM: signal.signal(signal.SIGTERM, self._ended),
        }
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self.before.items():
            signal.signal(number, handler)

    def _interrupted(self, *_: object) -> None:
        if self.stopping:
            self._ended()
        self.stopping = True
        self.watcher.said("finishing the reports that are being made; press Ctrl-C again to stop at once")

    def _ended(self, *_: object) -> None:
        raise StoppedError
