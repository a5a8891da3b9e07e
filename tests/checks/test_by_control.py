"""An audit by the controls of a framework."""

import audits_by_control as made
import msgspec
import pytest

from iam_audit.audit import not_assessed
from iam_audit.checks.by_control import by_control, narrowed
from iam_audit.model import ControlStatus, Status


def status(*accounts, checks=("access-key-age",)):
    (control,) = by_control(made.audit(*accounts), made.framework(checks))
    return control.status


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ((Status.PASS,), ControlStatus.PASSED),
        ((Status.FAIL, Status.PASS), ControlStatus.FAILED),
        ((Status.FAIL, Status.NOT_EVALUATED), ControlStatus.FAILED),
        ((Status.NOT_EVALUATED, Status.PASS), ControlStatus.NOT_EVALUATED),
        ((Status.MANUAL, Status.PASS), ControlStatus.NOT_EVALUATED),
        ((Status.MUTED, Status.NOT_EVALUATED), ControlStatus.NOT_EVALUATED),
        ((Status.MUTED, Status.PASS), ControlStatus.MUTED),
        ((Status.MUTED, Status.FAIL), ControlStatus.FAILED),
    ],
)
def test_the_worst_of_a_control_decides(statuses, expected):
    assert status(made.account(*statuses)) is expected


def test_a_failure_in_any_account_fails_the_control():
    good, bad = made.account(Status.PASS), made.account(Status.FAIL, id="111122223333")

    assert status(good, bad) is ControlStatus.FAILED


def test_a_control_does_not_pass_while_an_account_is_unread():
    unread = not_assessed(made.noun("111122223333"), "denied")

    assert status(made.account(Status.PASS), unread) is ControlStatus.NOT_EVALUATED
    assert status(unread) is ControlStatus.NOT_EVALUATED


def test_a_control_whose_checks_were_not_run_is_not_covered_though_an_account_is_unread():
    unread = not_assessed(made.noun("111122223333"), "denied")

    assert status(made.account(Status.PASS), unread, checks=("root-mfa",)) is ControlStatus.NOT_COVERED


def test_a_control_that_looked_at_nothing_has_not_passed():
    assert status(made.account()) is ControlStatus.NOT_APPLICABLE


def test_an_audit_of_nothing_covers_nothing():
    assert status() is ControlStatus.NOT_COVERED


def test_checks_of_a_control_that_were_not_run_are_named():
    (control,) = by_control(
        made.audit(made.account(Status.PASS)), made.framework(("access-key-age", "root-mfa"))
    )

    assert (control.status, control.not_run) == (ControlStatus.PASSED, ("root-mfa",))


def test_populations_are_added_up_over_the_accounts():
    two = (made.account(Status.FAIL, Status.PASS), made.account(Status.PASS, id="111122223333"))
    (control,) = by_control(made.audit(*two), made.framework(("access-key-age",)))
    (count,) = control.counts

    assert (count.examined, count.failed, count.passed) == (3, 1, 2)
    assert control.examined == 3


def test_evidence_is_kept_apart_by_what_it_shows():
    statuses = (Status.FAIL, Status.MUTED, Status.MANUAL, Status.NOT_EVALUATED)
    (control,) = by_control(made.audit(made.account(*statuses)), made.framework(("access-key-age",)))

    assert [one.status for one in control.failing] == [Status.FAIL]
    assert [one.status for one in control.muted] == [Status.MUTED]
    assert {one.status for one in control.open} == {Status.MANUAL, Status.NOT_EVALUATED}


def test_controls_come_in_the_order_of_the_framework_whatever_the_order_of_accounts():
    accounts = [made.account(Status.FAIL), made.account(Status.PASS, id="111122223333")]
    framework = made.framework(("access-key-age",), ("root-mfa",))
    forward, backward = (by_control(made.audit(*order), framework) for order in (accounts, accounts[::-1]))

    assert forward == backward
    assert [one.id for one in forward] == ["C1", "C2"]


def test_a_narrowed_audit_names_the_controls_of_one_framework_alone():
    framework = made.framework(("access-key-age",))
    found = made.account(Status.FAIL)
    known = tuple(
        msgspec.structs.replace(one, frameworks={"Frame": ("C1",), "Other": ("X",)}) for one in found.findings
    )
    one = narrowed(made.audit(msgspec.structs.replace(found, findings=known)), framework)

    assert one.framework == framework
    assert [finding.frameworks for finding in one.findings] == [{"Frame": ("C1",)}]
