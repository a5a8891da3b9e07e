"""Workpapers say what was tested, on what, what was found, and no more than follows from it."""

import csv
import io
from datetime import date

import msgspec
import pytest

from builders import access_key, account, user
from history_builders import checks, judged, result, unread
from iam_audit.audit import Judgement, audit_snapshot
from iam_audit.checks.frameworks import framework_called
from iam_audit.evidence import workpaper_forms
from iam_audit.evidence.coverage import coverage_markdown
from iam_audit.evidence.workpapers import NO_POPULATION, NOT_TESTED, WHOLE, papers
from iam_audit.model import Control, ControlStatus, Framework, Waiver

FRAMEWORK = Framework(
    id="made-up",
    name="Made up",
    controls=(
        Control(id="A", checks=("access-key-age",)),
        Control(id="B", checks=("access-key-unused",)),
        Control(id="C", checks=("user-mfa-all",)),
    ),
)
OLD = access_key(age_days=400, used_days_ago=1)
FORMS = ("md", "html", "csv")


def made(*accounts, framework=FRAMEWORK):
    return {one.control: one for one in papers(result(*accounts), framework, checks())}


def forms(*accounts):
    whole = result(*accounts)
    found = papers(whole, FRAMEWORK, checks())
    return {
        "md": "".join(workpaper_forms.markdown(whole, FRAMEWORK, found)),
        "html": "".join(workpaper_forms.html(whole, FRAMEWORK, found)),
        "csv": "".join(workpaper_forms.csv(FRAMEWORK, found)),
    }


def test_a_control_with_exceptions_names_them_and_is_not_effective():
    paper = made(judged(access_keys=(OLD,)))["A"]

    assert paper.status is ControlStatus.FAILED
    assert paper.conclusion == "Not effective: 1 exception in 1 test."
    assert (paper.sample, [one.resource for one in paper.exceptions]) == (WHOLE, [f"{OLD.id} of alice"])
    assert paper.tests[0].criteria.startswith("max_days = 90")


def test_a_control_without_exceptions_says_on_how_much():
    paper = made(judged(access_keys=(OLD,)))["B"]

    assert paper.conclusion == "Effective: no exception in 1 test."
    assert paper.tests[0].population == "active access keys"


def test_what_was_not_run_and_what_was_not_there_is_no_success():
    papers = made(judged())

    assert papers["C"].conclusion.startswith("Not tested")
    assert papers["C"].sample == NOT_TESTED
    assert papers["A"].conclusion.startswith("Not applicable")
    assert papers["A"].sample == NO_POPULATION


def test_an_account_that_could_not_be_read_leaves_no_conclusion():
    paper = made(judged(access_keys=(access_key(),)), unread("210987654321"))["A"]

    assert paper.conclusion.startswith("No conclusion")
    assert paper.unread == ("210987654321",)


def test_an_accepted_exception_says_by_whom():
    waiver = Waiver(
        check="*",
        account="*",
        resource="*",
        reason="moving",
        approver="ann",
        expires=date(2026, 12, 31),
        source="here",
    )
    from builders import NOW, snapshot

    waived = audit_snapshot(
        snapshot(users=(user(),), access_keys=(OLD,)), checks(), NOW, Judgement(waivers=(waiver,))
    )
    paper = made(waived)["A"]

    assert paper.conclusion == "Effective but for 1 exception that somebody has accepted, in 1 test."
    assert paper.exceptions[0].accepted == "ann, until 2026-12-31: moving"


@pytest.mark.parametrize("form", FORMS)
def test_every_form_tells_control_test_population_and_conclusion(form):
    text = forms(judged(access_keys=(OLD,)))[form]

    for words in ("access-key-age", "active access keys", "Not effective: 1 exception in 1 test.", OLD.id):
        assert words in text


def test_the_csv_has_a_line_for_each_exception_and_for_each_test_without_one():
    rows = list(csv.DictReader(io.StringIO(forms(judged(access_keys=(OLD,)))["csv"])))

    assert [(row["control"], row["exception"]) for row in rows] == [("A", "fails"), ("B", ""), ("C", "")]
    assert set(rows[0]) == set(workpaper_forms.COLUMNS)


def test_names_cannot_break_out():
    evil = access_key(age_days=400, user_name="<script>alert(1)</script>|=cmd()")
    told = forms(judged(access_keys=(evil,)))

    assert "<script>" not in told["html"]
    assert "<script>" not in told["md"]
    assert "\\|=cmd" in told["md"]


def test_many_exceptions_are_counted_and_left_to_the_csv():
    keys = tuple(access_key(age_days=400, id=f"AKIA{n:016}", slot=1 + n % 2) for n in range(60))
    told = forms(judged(access_keys=keys))

    assert "10 more are in the CSV" in told["md"]
    assert "10 more are in the CSV" in told["html"]
    assert told["csv"].count("fails,") == 60


def test_real_frameworks_have_a_paper_for_every_control():
    soc2 = framework_called("soc2")

    assert list(made(judged(access_keys=(OLD,)), framework=soc2)) == [one.id for one in soc2.controls]


def test_the_statement_of_coverage_names_what_could_not_be_read():
    nameless = msgspec.structs.replace(unread(), account=account(name="pay_roll"))
    text = "".join(coverage_markdown(result(nameless)))

    assert "pay\\_roll" in text
    assert "the door is shut." in text
