import pytest
from password_policies import ask, fails, policy

from iam_audit.checks import configure
from iam_audit.checks.password_policy_min_length import PasswordPolicyMinLength
from iam_audit.errors import SettingsError
from iam_audit.model import PasswordPolicy


@pytest.mark.parametrize(
    ("length", "flagged"), [(6, True), (13, True), (14, False), (15, False), (128, False)]
)
def test_fourteen_characters_are_the_least(length, flagged):
    assert fails(PasswordPolicyMinLength(), policy(minimum_length=length)) is flagged


@pytest.mark.parametrize(("length", "flagged"), [(7, True), (8, False)])
def test_the_least_length_is_an_option(length, flagged):
    assert fails(PasswordPolicyMinLength(min_length=8), policy(minimum_length=length)) is flagged


def test_the_default_of_aws_is_too_short():
    finding = ask(PasswordPolicyMinLength(), PasswordPolicy())[0]

    assert finding.message.endswith(
        "AWS's default accepts passwords of 8 characters; the least allowed is 14."
    )
    assert finding.evidence == {"custom_policy": False, "minimum_length": 8, "limit": 14}


def test_the_command_sets_the_length_asked_for_and_keeps_the_rest():
    command = ask(PasswordPolicyMinLength(min_length=16), policy(minimum_length=9))[0].remediation.cli[-1]

    assert "--minimum-password-length 16" in command
    assert "--max-password-age 90" in command


@pytest.mark.parametrize("impossible", [5, 129])
def test_a_length_that_aws_cannot_enforce_is_refused(impossible):
    with pytest.raises(SettingsError, match="password-policy-min-length"):
        configure({"password-policy-min-length": {"min_length": impossible}})
