"""An IPython shell without a kernel: runs cells in this process and hands over each output as a kernel would publish it."""

import base64
import builtins
import io
import os
import sys
import tempfile
from collections.abc import Callable
from typing import Any, NoReturn

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Any as AnyTrait
from traitlets import Type
from traitlets.config import Config

Send = Callable[[str, dict[str, Any]], None]


class NotebookHook(DisplayHook):
    """Hands over the value of a cell's last line."""

    send = AnyTrait()

    def write_output_prompt(self) -> None:
        """A page has no prompts."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """Hand over the value in all its forms."""
        if format_dict:
            data = {form: _as_text(value) for form, value in format_dict.items()}
            content = {"data": data, "metadata": md_dict or {}, "execution_count": self.prompt_count}
            self.send("execute_result", content)

    def finish_displayhook(self) -> None:
        """There is no line to end."""


class NotebookPublisher(DisplayPublisher):
    """Hands over what `display` shows."""

    send = AnyTrait()

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        *_: Any,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_others: Any,
    ) -> None:
        """Hand over one display, or the new content of an earlier one."""
        content = {
            "data": {form: _as_text(value) for form, value in data.items()},
            "metadata": metadata or {},
        }
        name = (transient or {}).get("display_id")
        self.send("update_display_data" if update else "display_data", content | {"display_id": name})

    def clear_output(self, wait: bool = False) -> None:
        """Ask for the cell's outputs to be dropped."""
        self.send("clear_output", {"wait": wait})


class NotebookShell(InteractiveShell):
    """Runs the cells of one notebook."""

    displayhook_class = Type(NotebookHook)
    display_pub_class = Type(NotebookPublisher)
    send = AnyTrait()

    def init_ipython_dir(self, *_: Any) -> None:
        """It reads none of the user's own files."""

    def init_profile_dir(self, *_: Any) -> None:
        """It keeps no files: what magics remember ends with the notebook."""
        self.db: dict[str, Any] = {}

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        self.send("error", {"ename": etype.__name__, "evalue": str(evalue), "traceback": stb})

    def enable_gui(self, gui: Any = None) -> None:
        """There is no window to open."""


class StreamSender(io.TextIOBase):
    """Standard output or standard error of a cell."""

    encoding = "utf-8"

    def __init__(self, name: str, descriptor: int, send: Send) -> None:
        self.name = name
        self.descriptor = descriptor
        self.send = send

    def write(self, text: str) -> int:
        """Hand over text as it is written."""
        if text:
            self.send("stream", {"name": self.name, "text": text})
        return len(text)

    def writable(self) -> bool:
        """Always."""
        return True

    def fileno(self) -> int:
        """Where programs that the cell starts write to."""
        return self.descriptor


class RawOutput:
    """What is written past Python, by C code and by programs that a cell starts: kept in a file and handed over after the cell."""

    def __init__(self, name: str, descriptor: int, send: Send) -> None:
        self.name = name
        self.send = send
        self.file = tempfile.TemporaryFile()  # noqa: SIM115  (open as long as the process)
        os.dup2(self.file.fileno(), descriptor)

    def hand_over(self) -> None:
        """Everything since the last time."""
        size = os.fstat(self.file.fileno()).st_size
        if size:
            text = os.pread(self.file.fileno(), size, 0).decode("utf-8", "replace")
            os.ftruncate(self.file.fileno(), 0)
            os.lseek(self.file.fileno(), 0, os.SEEK_SET)
            self.send("stream", {"name": self.name, "text": text})


def new_shell(send: Send) -> Any:
    """A shell with a clean name space whose outputs go to `send`.

    It reads none of the user's own start-up files and keeps no history.
    """
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    shell: Any = NotebookShell.instance(config=config, send=send)
    shell.displayhook.send = shell.display_pub.send = send
    for name in ("exit", "quit"):
        shell.user_ns.pop(name, None)  # either would end the notebook, and count as a success
    builtins.input = _no_input
    sys.stdout = StreamSender("stdout", 1, send)
    sys.stderr = StreamSender("stderr", 2, send)
    return shell


def _no_input(_: object = "") -> NoReturn:
    raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")


def _as_text(value: Any) -> Any:
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
