import pytest
from password_policies import ask, policy

from builders import NOW, account, snapshot
from iam_audit.audit import audit_snapshot
from iam_audit.checks import catalogue
from iam_audit.checks.password_policy_base import EVERYTHING, update_command
from iam_audit.checks.password_policy_uppercase import PasswordPolicyUppercase
from iam_audit.model import PasswordPolicy, Section, Status

FAMILY = [check for check in catalogue() if check.id.startswith("password-policy-")]
named = pytest.mark.parametrize("check", FAMILY, ids=lambda check: check.id)


def test_the_family_is_complete():
    assert len(FAMILY) == 12


@named
def test_a_policy_that_could_not_be_read_is_not_evaluated(check):
    unread = snapshot(gaps=(Section.PASSWORD_POLICY,))

    findings = audit_snapshot(unread, (check(),), NOW).findings

    assert [finding.status for finding in findings] == [Status.NOT_EVALUATED]


@named
def test_a_policy_that_is_missing_without_a_gap_is_not_taken_for_the_default(check):
    assert [finding.status for finding in ask(check(), None)] == [Status.NOT_EVALUATED]


@named
def test_a_strong_policy_passes(check):
    assert ask(check(), policy()) == []


@named
def test_every_finding_is_about_the_account(check):
    weak = PasswordPolicy(hard_expiry=True, expire_passwords=check.id.endswith("hard-expiry"))

    assert [finding.resource for finding in ask(check(), weak)] == [account().resource]


def test_where_nothing_is_set_the_command_begins_with_a_whole_policy_lest_it_weaken_the_default():
    command = ask(PasswordPolicyUppercase(), PasswordPolicy())[0].remediation.cli[-1]

    assert command == update_command(EVERYTHING)


def test_the_command_names_every_setting_because_aws_turns_off_what_it_leaves_out():
    assert update_command(policy(hard_expiry=True)) == (
        "aws iam update-account-password-policy --minimum-password-length 14 --require-uppercase-characters "
        "--require-lowercase-characters --require-numbers --require-symbols --allow-users-to-change-password "
        "--max-password-age 90 --password-reuse-prevention 24 --hard-expiry"
    )


@pytest.mark.parametrize("age", [None, 0])
def test_the_command_names_no_age_that_aws_would_refuse(age):
    assert "--max-password-age" not in update_command(policy(expire_passwords=True, max_age_days=age))
