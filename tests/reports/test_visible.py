import pytest

from iam_audit.reports.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\n", r"\n"),
        ("\r", r"\r"),
        ("\t", r"\t"),
        ("\x00", r"\x00"),
        ("\x1b[2J", r"\x1b[2J"),
        ("\x7f", r"\x7f"),
        ("\x80", r"\x80"),
        ("\x9f", r"\x9f"),
        ("\u202a", r"\u202a"),
        ("\u202e", r"\u202e"),
        ("\u2066", r"\u2066"),
        ("\u2069", r"\u2069"),
        ("\u2028", r"\u2028"),
        ("\ud800", r"\ud800"),
        ("ünïcødé 東京 👩‍💻", "ünïcødé 東京 👩‍💻"),
        ("\xa0", "\xa0"),
    ],
)
def test_what_would_act_is_shown_and_the_rest_is_left(text, shown):
    assert visible(text) == shown


def test_some_may_stay():
    assert visible("a\nb\tc\r", keep="\n\t") == "a\nb\tc\\r"
