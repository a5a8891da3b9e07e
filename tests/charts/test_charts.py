"""Shapes that a chart is drawn from."""

from datetime import UTC, date, datetime, timedelta

import pytest

from iam_audit.charts import Series, Span, bars, lanes, stack

DAY = date(2026, 1, 1)


def series(*values, name="one"):
    return Series(name=name, tone=name, values=values)


def stacked(*values, days=(0, 10)):
    return stack([DAY + timedelta(days=one) for one in days], [series(*one) for one in values])


def test_layers_lie_on_one_another_from_the_ground():
    made = stacked((10, 20), (10, 0))

    assert made.lines == ((20, 0.0), (15, 75.0), (10, 150.0), (5, 225.0), (0, 300.0))
    assert made.layers[0].edge == "M0 150 L1000 0"
    assert made.layers[0].path == "M0 150 L1000 0 L1000 300 L0 300 Z"
    assert made.layers[1].edge == "M0 0 L1000 0"


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 1), (1, 1), (4, 4), (5, 6), (9, 10), (83, 100), (101, 150), (1499, 1500)]
)
def test_the_highest_line_is_round_and_nothing_reaches_above_it(highest, top):
    assert stacked((0, highest)).lines[0] == (top, 0.0)


def test_days_lie_where_their_date_is_however_many_there_were_between():
    made = stack([DAY, DAY + timedelta(days=90), DAY + timedelta(days=100)], [series(1, 1, 1)])

    assert made.places == (0.0, 900.0, 1000.0)
    assert made.marks[0] == DAY
    assert made.marks[2] == DAY + timedelta(days=50)
    assert [day for day, _ in made.rows] == [DAY + timedelta(days=one) for one in (100, 90, 0)]


def test_one_day_is_no_course_of_things():
    assert stack([DAY], [series(1)]) is None


def test_bars_are_measured_by_the_longest():
    assert [(bar.label, bar.percent) for bar in bars({"a": 1, "b": 4, "c": 0})] == [
        ("a", 25.0),
        ("b", 100.0),
        ("c", 0.0),
    ]
    assert bars({"a": 0})[0].percent == 0


def test_what_began_before_and_what_lasts_reach_to_the_edges_and_a_moment_can_be_seen():
    first = datetime(2026, 1, 1, tzinfo=UTC)
    last = first + timedelta(days=100)
    old = Span(start=first - timedelta(days=9), end=None, tone="good", words="there")
    now = Span(start=last, end=last, tone="low", words="used")
    (lane,) = lanes([("key", [old, now], "/x")], first, last)

    assert [(one.left, one.width) for one in lane.spans] == [(0.0, 1000.0), (996.0, 4.0)]
