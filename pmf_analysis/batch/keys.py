"""What a report shows, as one number: a report is made again only if it would come out differently."""

from dataclasses import astuple, fields, replace
from hashlib import sha256

import pandas as pd

from pmf_analysis.analysis.results import QuarterResults, View
from pmf_analysis.batch.plan import Report
from pmf_analysis.batch.versions import code_hash, file_hash, package_versions


def report_key(report: Report, results: QuarterResults) -> str:
    """Stands for all that a report is made from: its notebook and parameters, the results that it sees, and the program.

    The run's own fingerprint is left out: it changes with any input, the report only with those that it shows.
    """
    digest = sha256()
    for part in (
        code_hash(),
        repr(package_versions()),
        file_hash(report.notebook),
        repr(dict(report.parameters)),
    ):
        digest.update(part.encode() + b"\0")
    digest.update(view_digest(results.scope(report.scope.kind, report.scope.slug)))
    return digest.hexdigest()


def view_digest(view: View) -> bytes:
    """Stands for the content of a view."""
    context = replace(view.context, fingerprint="")
    digest = sha256(repr((astuple(view.scope), context)).encode())
    for each in fields(view.results):
        frame = getattr(view.results, each.name)
        if isinstance(frame, pd.DataFrame):
            digest.update(each.name.encode() + b"\0" + frame_digest(frame))
    return digest.digest()


def frame_digest(frame: pd.DataFrame) -> bytes:
    """Stands for a table's columns, types and values, in their order."""
    digest = sha256(repr([(name, str(kind)) for name, kind in frame.dtypes.items()]).encode())
    if len(frame.columns) and len(frame):
        digest.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
    return digest.digest()
