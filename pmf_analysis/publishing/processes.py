"""Where processes can be forked, and processes that end with the one that started them."""

import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def can_fork() -> bool:
    """Whether a process may be forked here."""
    return sys.platform != "win32"


def end_with_parent(parent: int) -> None:
    """Have the system end this process when its parent ends, however that ends.

    Only Linux can. Elsewhere a report that has lost its parent ends by itself when it next has something to tell.

    Args:
        parent: the parent's process number, in case it has ended already.
    """
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
