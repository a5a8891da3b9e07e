import audits
import pytest

from iam_audit.reports.markdown import MarkdownReport, escape


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a|b", r"a\|b"),
        ("`x`", r"\`x\`"),
        ("<img src=x>", r"\<img src=x\>"),
        ("[a](http://b)", r"\[a\](http://b)"),
        ("*_~#&!$", r"\*\_\~\#\&\!\$"),
        ("back\\slash", "back\\\\slash"),
        ("two\nlines", "two\\\\nlines"),
        ("ünïcødé", "ünïcødé"),
        ("alice@example.com", "alice@example.com"),
    ],
)
def test_text_is_shown_as_it_is_on_one_line(text, escaped):
    assert escape(text) == escaped


@pytest.mark.parametrize("text", ["@everyone", "key of @everyone", "(@everyone)"])
def test_nobody_is_mentioned(text):
    assert "@everyone" not in escape(text)


@pytest.mark.parametrize("case", audits.CASES)
def test_every_row_of_a_table_has_as_many_cells_as_its_head(case):
    cells = 0
    for line in MarkdownReport().render(audits.CASES[case]()).splitlines():
        bars = line.replace("\\\\", "").replace("\\|", "").count("|")
        cells = 0 if not line.startswith("|") else cells or bars
        assert bars == cells


def test_no_failure_and_no_key_are_said():
    text = MarkdownReport().render(audits.empty())

    assert "No access keys." in text
    assert "No check failed." in text
