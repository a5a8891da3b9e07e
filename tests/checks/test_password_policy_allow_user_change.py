from password_policies import ask, fails, passes, policy

from iam_audit.checks.password_policy_allow_user_change import PasswordPolicyAllowUserChange
from iam_audit.model import PasswordPolicy

CHECK = PasswordPolicyAllowUserChange()


def test_letting_users_change_their_password_passes():
    assert passes(CHECK, policy(allow_users_to_change=True))


def test_not_letting_them_fails():
    assert fails(CHECK, policy(allow_users_to_change=False))


def test_the_default_of_aws_does_not_let_them():
    assert fails(CHECK, PasswordPolicy())


def test_the_command_turns_the_switch_on():
    finding = ask(CHECK, policy(allow_users_to_change=False))[0]

    assert finding.evidence == {"custom_policy": True, "allow_users_to_change": False}
    assert "--allow-users-to-change-password" in finding.remediation.cli[-1]
