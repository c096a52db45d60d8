"""Sources: where the input tables are kept. Every source hands over text cells, so that all are checked by the same rules."""

from pmf_analysis.data.location import Location
from pmf_analysis.data.sources.folder import FolderSource
from pmf_analysis.data.sources.opening import open_source
from pmf_analysis.data.sources.raw import RawTable, Source

__all__ = ["FolderSource", "Location", "RawTable", "Source", "open_source"]
