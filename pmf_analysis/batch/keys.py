"""What a report shows, as one number: a report is made again only if it would come out differently."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from hashlib import sha256

import numpy as np
import pandas as pd

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.plan import Report
from pmf_analysis.batch.seen import definitions, seen_tables
from pmf_analysis.batch.versions import code_hash, file_hash, package_versions

ID = "indicator_id"


def report_keys(reports: Iterable[Report], results: QuarterResults) -> dict[str, str]:
    """Report name to what stands for all that it is made from: notebook, parameters, the results that it sees, the program.

    The run's own fingerprint is left out: it changes with any input, a report only with those that it shows. Of the tables that
    are not about indicators, a report sees those that its notebook can reach.
    Each row of the results is looked at once, however many reports there are.
    """
    base = _base_digest(results)
    shared = {name: frame_digest(frame) for name, frame in _tables(results).items() if ID not in frame}
    of_indicators = indicator_digests(results)
    keys = {}
    for report in reports:
        digest = sha256(base)
        for name in sorted(seen_tables(report.notebook, shared)):
            digest.update(name.encode() + b"\0" + shared[name])
        for part in (file_hash(report.notebook), repr(dict(report.parameters)), repr(report.scope)):
            digest.update(part.encode() + b"\0")
        for name in results.indicator_ids(results.find_scope(report.scope.kind, report.scope.slug)):
            digest.update(name.encode() + b"\0" + of_indicators[name])
        keys[report.name] = digest.hexdigest()
    return keys


def read_program() -> None:
    """Read what keys need of the program: done while there is nothing else to do, it need not be waited for later."""
    _ = code_hash(), package_versions(), definitions()


def indicator_digests(results: QuarterResults) -> dict[str, bytes]:
    """Indicator to what stands for its rows in every table."""
    digests = {name: sha256() for name in [*results.indicators[ID], *results.former_indicators[ID]]}
    for table, frame in _tables(results).items():
        if ID in frame:
            for name, rows in _rows_by_indicator(frame).items():
                if name in digests:
                    digests[name].update(table.encode() + b"\0" + rows)
    return {name: digest.digest() for name, digest in digests.items()}


def frame_digest(frame: pd.DataFrame) -> bytes:
    """Stands for a table's columns, types and values, in their order."""
    return sha256(_shape(frame) + _row_hashes(frame).tobytes()).digest()


def _base_digest(results: QuarterResults) -> bytes:
    """Stands for what every report sees: the program, the context, the names of all scopes, and the columns of the tables about indicators."""
    context = replace(results.context, fingerprint="", content_hash="", record_seen="")
    shapes = {name: _shape(frame) for name, frame in _tables(results).items() if ID in frame}
    return sha256(repr((code_hash(), package_versions(), context, results.scopes, shapes)).encode()).digest()


def _tables(results: QuarterResults) -> Mapping[str, pd.DataFrame]:
    tables = {each.name: getattr(results, each.name) for each in fields(results)}
    return {name: frame for name, frame in tables.items() if isinstance(frame, pd.DataFrame)}


def _shape(frame: pd.DataFrame) -> bytes:
    return repr([(name, str(kind)) for name, kind in frame.dtypes.items()]).encode()


def _row_hashes(frame: pd.DataFrame) -> "np.ndarray[tuple[int], np.dtype[np.uint64]]":
    if frame.empty:
        return np.empty(0, dtype=np.uint64)
    return np.asarray(pd.util.hash_pandas_object(frame, index=False), dtype=np.uint64)


def _rows_by_indicator(frame: pd.DataFrame) -> dict[str, bytes]:
    codes, names = pd.factorize(frame[ID])
    order = np.argsort(codes, kind="stable")
    hashes = _row_hashes(frame)[order]
    edges = np.searchsorted(codes[order], np.arange(len(names) + 1))
    return {
        str(name): hashes[start:end].tobytes()
        for name, start, end in zip(names, edges[:-1], edges[1:], strict=True)
    }
