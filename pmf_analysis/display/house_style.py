"""The one style of all charts: what is drawn how, and in which colours.

Every colour that carries meaning stands at 3:1 or more against white (WCAG 2.2, 1.4.11); bands are pale, so each has an edge that does.
Shape, dash or a label says the same as the colour.
"""

from typing import Any

WIDTH, HEIGHT = 560, 280  # user units of the SVG; a phone shows it at about half size
FONT_SIZE = 12.5
FONT_FAMILY = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

INK = "#1f2933"
MUTED = "#4b5563"
GRID = "#e3e7ec"
SERIES = "#1d4f91"
BAND, BAND_EDGE = "#eef1f5", "#7b8794"
TARGET = "#9a3b00"
FORECAST, FORECAST_80, FORECAST_95 = "#6b3fa0", "#d9cbea", "#f0e9f7"
FORECAST_EDGE = "#8f6cba"
CONCERN, IMPROVEMENT, UNJUDGED = "#b3261e", "#00695c", "#5f3dc4"
MEMBER = "#6b7280"


SETTINGS: dict[str, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "pmf_analysis",
    "font.family": "DejaVu Sans",  # only to measure with: the page sets the family
    "font.size": FONT_SIZE,
    "text.color": INK,
    "text.parse_math": False,  # a dollar in a name is a dollar
    "path.simplify": True,
    "path.simplify_threshold": 0.2,
}
