"""What every report needs, loaded once in the process that reports are forked from."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pkgutil import iter_modules

from pmf_analysis.publishing.notebooks import load_schema
from pmf_analysis.publishing.page import load_template

IRI_GRAMMARS = "rfc3987_syntax"  # jsonschema would build forty grammars to check a kind of address that no notebook holds
MODULES = (
    "papermill",
    "pmf_analysis.publishing.fork_engine",
    "pmf_analysis.publishing.shell",
    "IPython.core.application",  # this and the next four a shell imports only when it is made
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "matplotlib.figure",
    "matplotlib.font_manager",
    "matplotlib.backends.backend_svg",
)


def load_programs() -> None:
    """Import what notebooks and pages import, find fonts, and compile templates and schema."""
    import pmf_analysis.display as display
    from pmf_analysis.display.canvas import load_fonts
    from pmf_analysis.display.fragment import load_templates

    with _left_out(IRI_GRAMMARS):
        import_module("nbformat")
    for name in (*MODULES, *(f"{display.__name__}.{found.name}" for found in iter_modules(display.__path__))):
        import_module(name)
    load_fonts()
    load_schema()
    load_templates()
    load_template()


@contextmanager
def _left_out(package: str) -> Iterator[None]:
    """Have an optional package count as not installed meanwhile."""
    loaded = package in sys.modules
    if not loaded:
        sys.modules[package] = None  # type: ignore[assignment]  # what the import system takes for "not there"
    try:
        yield
    finally:
        if not loaded:
            del sys.modules[package]
