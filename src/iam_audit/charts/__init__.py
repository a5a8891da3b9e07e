"""Charts as SVG that needs no script and no style of its own: classes name tones, a style sheet colours them.

Each comes with its numbers in a table, so nobody has to see it.
"""

from iam_audit.charts.bars import Bar, ToneBar, bars
from iam_audit.charts.lives import Lane, Span, lanes
from iam_audit.charts.stacked import Series, Stack, stack

__all__ = ["Bar", "Lane", "Series", "Span", "Stack", "ToneBar", "bars", "lanes", "stack"]
