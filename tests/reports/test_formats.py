"""What is true of every format."""

import audits
import pytest

from iam_audit.reports import formats
from iam_audit.reports.sarif import SarifReport

FORMATS = formats()
OURS = (
    "asff",
    "csv",
    "findings-csv",
    "json",
    "junit",
    "markdown",
    "ocsf",
    "sarif",
    "stale-keys-csv",
    "table",
)
GOLDEN_CASES = ("nine keys", "organization", "by control", "waived")


def test_the_formats_are_known_by_name():
    assert set(OURS) <= set(FORMATS)


def test_files_of_different_formats_never_overwrite_each_other():
    names = [report.filename for report in FORMATS.values()]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", OURS)
def test_a_format_says_what_it_is_for(name):
    report = FORMATS[name]

    assert report.description.endswith(".")
    assert "\n" not in report.description
    assert "/" in report.media_type


@pytest.mark.parametrize("case", audits.CASES)
@pytest.mark.parametrize("name", OURS)
def test_equal_audits_make_equal_texts_that_can_be_written_and_end_in_a_newline(name, case):
    text = FORMATS[name].render(audits.CASES[case]())

    assert text == FORMATS[name].render(audits.CASES[case]())
    assert text.encode("utf-8").endswith(b"\n") or text == ""


@pytest.mark.parametrize("name", OURS)
def test_no_format_lets_control_characters_of_names_through(name):
    text = FORMATS[name].render(audits.nasty_names())

    assert not {"\x1b", "\x9b", "\x07"} & set(text)


@pytest.mark.parametrize("name", OURS)
def test_direction_overrides_are_shown_not_obeyed(name):
    assert "\u202e" not in FORMATS[name].render(audits.nasty_names())


@pytest.mark.parametrize("name", OURS)
def test_five_thousand_keys_are_no_trouble(name):
    text = FORMATS[name].render(audits.many_keys())

    assert "user-4999" in text


@pytest.mark.parametrize(
    "name", ["table", "json", "findings-csv", "markdown", "ocsf", "asff", "sarif", "junit"]
)
def test_an_account_that_was_not_assessed_is_never_silent(name):
    text = FORMATS[name].render(audits.audit(audits.unread_account()))

    assert "444455556666" in text
    assert "the role cannot be assumed" in text


@pytest.mark.parametrize("case", GOLDEN_CASES)
@pytest.mark.parametrize(
    "name",
    ["table", "csv", "findings-csv", "stale-keys-csv", "markdown", "json", "ocsf", "asff", "sarif", "junit"],
)
def test_a_report_reads_as_reviewed(golden, name, case):
    report = SarifReport(explained_by=(audits.KeyAge,)) if name == "sarif" else FORMATS[name]

    golden(f"{case.replace(' ', '-')}/{name}-{report.filename}", report.render(audits.CASES[case]()))
