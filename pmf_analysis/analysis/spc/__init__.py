"""Statistical process control: the XmR chart of "Making Data Count", and the run chart."""

from pmf_analysis.analysis.spc.rules import Direction, PointType, SpecialCause
from pmf_analysis.analysis.spc.run_chart import RunChart, run_chart
from pmf_analysis.analysis.spc.xmr import XmrChart, xmr

__all__ = ["Direction", "PointType", "RunChart", "SpecialCause", "XmrChart", "run_chart", "xmr"]
