"""What became of each waiver."""

from datetime import date, timedelta

import audits_waived as made
import pytest

from builders import account
from iam_audit.audit import not_assessed
from iam_audit.model import Status, WaiverState
from iam_audit.waivers import account_for

DAY = date(2026, 3, 19)


def use(waiver, *accounts, warn_days=14):
    (one,) = account_for([waiver], accounts, DAY, warn_days)
    return one


def test_one_that_mutes_something_is_in_force():
    one = use(made.waiver(), made.audited(made.key_finding(Status.MUTED)))

    assert (one.state, one.findings) == (WaiverState.IN_FORCE, 1)
    assert one.message == "It mutes 1 failure until 2026-06-30."
    assert not one.state.needs_attention


@pytest.mark.parametrize(
    ("days", "state", "said"),
    [
        (15, WaiverState.IN_FORCE, "until"),
        (14, WaiverState.LAPSING, "lapses in 14 days"),
        (1, WaiverState.LAPSING, "lapses in 1 day,"),
        (0, WaiverState.LAPSING, "lapses today"),
        (-1, WaiverState.EXPIRED, "expired on 2026-03-18"),
    ],
)
def test_a_warning_comes_before_the_end(days, state, said):
    one = use(made.waiver(expires=DAY + timedelta(days)), made.audited(made.key_finding(Status.MUTED)))

    assert one.state is state
    assert said in one.message


def test_the_days_of_warning_can_be_set():
    waiver = made.waiver(expires=DAY + timedelta(3))
    account = made.audited(made.key_finding(Status.MUTED))

    assert use(waiver, account, warn_days=2).state is WaiverState.IN_FORCE
    assert use(waiver, account, warn_days=3).state is WaiverState.LAPSING


def test_an_expired_one_tells_what_counts_again():
    expired = made.waiver(expires=date(2026, 3, 1))

    assert (
        "and 1 failure that it muted counts again" in use(expired, made.audited(made.key_finding())).message
    )
    assert use(expired, made.audited()).message == "It expired on 2026-03-01. Renew it, or remove it."


def test_one_whose_first_day_is_to_come_says_so():
    one = use(made.waiver(given=date(2026, 4, 1)), made.audited(made.key_finding()))

    assert one.state is WaiverState.NOT_YET
    assert "from 2026-04-01 on" in one.message


@pytest.mark.parametrize("status", [Status.PASS, Status.NOT_EVALUATED, Status.MANUAL])
def test_one_that_is_about_nothing_that_fails_is_unmatched(status):
    assert use(made.waiver(), made.audited(made.key_finding(status))).state is WaiverState.UNMATCHED
    assert use(made.waiver(resource="bob"), made.audited(made.key_finding())).state is WaiverState.UNMATCHED


@pytest.mark.parametrize(
    ("waiver", "accounts", "said"),
    [
        (made.waiver(account="111122223333"), [made.audited()], "was not audited"),
        (
            made.waiver(),
            [made.audited(), not_assessed(account(id="111122223333"), "denied")],
            "could not be read",
        ),
        (made.waiver(check="root-mfa"), [made.audited()], "was not run"),
        (made.waiver(), [made.audited(not_evaluated=1)], "could not be evaluated"),
        (made.waiver(), [], "was not audited"),
    ],
)
def test_one_that_nobody_can_judge_is_not_called_unmatched(waiver, accounts, said):
    one = use(waiver, *accounts)

    assert one.state is WaiverState.NOT_JUDGED
    assert said in one.message
    assert not one.state.needs_attention


def test_failures_are_counted_over_all_accounts():
    accounts = (made.audited(made.key_finding(Status.MUTED)), made.audited(made.key_finding(Status.MUTED)))

    assert use(made.waiver(), *accounts).findings == 2


def test_every_waiver_is_accounted_for_in_its_order():
    uses = account_for([made.waiver(source="a"), made.waiver(source="b")], [made.audited()], DAY, 14)

    assert [one.source for one in uses] == ["a", "b"]
