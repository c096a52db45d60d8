"""What every report needs, loaded once in the process that reports are forked from."""

from importlib import import_module
from pkgutil import iter_modules

from pmf_analysis.publishing.page import load_template

MODULES = (
    "papermill",
    "pmf_analysis.publishing.fork_engine",
    "pmf_analysis.publishing.shell",
    "matplotlib.figure",
    "matplotlib.font_manager",
    "matplotlib.backends.backend_svg",
)


def load_programs() -> None:
    """Import what notebooks and pages import, and load the page's template."""
    import pmf_analysis.display as display

    for name in (*MODULES, *(f"{display.__name__}.{found.name}" for found in iter_modules(display.__path__))):
        import_module(name)
    load_template()
