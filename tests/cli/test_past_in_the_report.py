"""The HTML report of an audit that is saved shows how things moved up to it; all else stays as it is."""

import re
import sqlite3

import pytest
from front import cli

from alert_scenes import save_bundle

MONDAY, TUESDAY, WEDNESDAY = (f"2026-03-{day}T12:00:00Z" for day in (16, 17, 18))
OTHER = "444455556666"


@pytest.fixture
def accounts(tmp_path):
    save_bundle(tmp_path / "accounts", {"alice": {}})
    return tmp_path / "accounts"


@pytest.fixture
def audit(accounts, tmp_path):
    """Audit the accounts as of a moment, and return how it ended and the HTML report."""

    def ended(now, *more, folder="accounts"):
        asked = ("--from-dir", folder, "--only", "access-key-age", "--now", now)
        end = cli("audit", *asked, "--format", "html", "--output", "report.html", *more)
        return end, (tmp_path / "report.html").read_text()

    return ended


def past(report):
    """The part about how things moved; nothing where there is none."""
    found = re.search(r'<section class="past".*?</section>\s*(?=<nav)', report, re.DOTALL)
    return found.group() if found else None


def rows(report, label):
    """The days and numbers of a chart, as its table has them."""
    table = report.partition(f'aria-label="{label}, as a table"')[2].partition("</table>")[0]
    days = re.findall(r'datetime="([\d-]+)"', table)
    cells = [re.findall(r'<td class="amount">([\d,]+)</td>', row) for row in table.split("<tr data")[1:]]
    return dict(zip(days, cells, strict=True))


def test_the_second_audit_shows_both_days_and_what_changed_between_them(accounts, audit):
    audit(MONDAY, "--save")
    save_bundle(accounts, {"alice": {}, "bob": {}, "carol": {}})
    end, report = audit(TUESDAY, "--save")

    findings = rows(report, "Open findings by severity over time")
    assert findings == {"2026-03-17": ["3", "0", "0"], "2026-03-16": ["1", "0", "0"]}
    assert list(rows(report, "Idle access keys by risk level over time")) == list(findings)
    assert "since the audit of" in past(report)
    assert re.search(r"<span>New</span>\s*<svg.*?</svg>\s*<b>2</b>", past(report))
    assert end.err.index("Saved as run 2") < end.err.index("Wrote report.html")


def test_it_goes_to_stdout_as_well(accounts, audit):
    audit(MONDAY, "--save")
    asked = ("--from-dir", "accounts", "--only", "access-key-age", "--now", TUESDAY, "--save")

    assert past(cli("audit", *asked, "--format", "html").out)


def test_without_a_history_or_with_nothing_before_it_the_report_is_as_ever(audit):
    _, unsaved = audit(MONDAY)
    _, first = audit(MONDAY, "--save")

    assert past(unsaved) is None
    assert first == unsaved


def test_what_was_saved_of_later_days_is_not_in_the_report_of_an_earlier_one(accounts, audit):
    audit(MONDAY, "--save")
    audit(TUESDAY, "--save")
    audit(WEDNESDAY, "--save")
    _, again = audit(TUESDAY, "--save")

    assert list(rows(again, "Open findings by severity over time")) == ["2026-03-17", "2026-03-16"]


def test_an_audit_of_an_earlier_moment_is_not_compared_with_a_later_one(audit):
    audit(TUESDAY, "--save")
    end, report = audit(MONDAY, "--save")

    assert "a later audit" in end.err
    assert past(report) is None


def test_a_second_audit_on_one_day_says_what_changed_without_a_chart(accounts, audit):
    audit(MONDAY, "--save")
    save_bundle(accounts, {"alice": {}, "bob": {}})
    _, report = audit("2026-03-16T18:00:00Z", "--save")

    assert "What changed" in past(report)
    assert "<figure" not in past(report)


def test_a_history_that_knows_more_accounts_than_the_audit_is_named_as_such(tmp_path, audit):
    save_bundle(tmp_path / "all", {"alice": {}})
    save_bundle(tmp_path / "all", {"zoe": {}}, OTHER)
    _, every = audit(MONDAY, "--save", folder="all")
    _, report = audit(TUESDAY, "--save")
    _, both = audit(WEDNESDAY, "--save", folder="all")

    assert "About all 2 accounts that the history knows; this audit is about 1 of them." in past(report)
    assert past(every) is None
    assert "About all" not in past(both)


def test_other_formats_say_nothing_else_when_the_audit_is_saved(accounts, audit, tmp_path):
    audit(MONDAY, "--save")
    asked = ("--from-dir", "accounts", "--now", TUESDAY, "--format", "json", "markdown", "csv", "sarif")
    cli("audit", *asked, "--output", "unsaved/")
    cli("audit", *asked, "--output", "saved/", "--save")
    saved, unsaved = (
        {one.name: one.read_bytes() for one in (tmp_path / name).iterdir()} for name in ("saved", "unsaved")
    )

    assert len(saved) == 4
    assert saved == unsaved


def test_a_report_is_written_though_the_audit_could_not_be_saved(audit, tmp_path):
    audit(MONDAY, "--save")
    (tmp_path / "report.html").unlink()
    with sqlite3.connect(tmp_path / "state/iam-audit/store.sqlite") as store:
        store.execute(
            "CREATE TRIGGER full BEFORE INSERT ON history_run "
            "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
    end, report = audit(TUESDAY, "--save")

    assert end.code == 2
    assert "database or disk is full" in end.err
    assert "Make room on the disk." in end.err
    assert "Saved" not in end.err
    assert past(report) is None
    assert "alice" in report
