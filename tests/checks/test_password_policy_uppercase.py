from password_policies import ask, fails, passes, policy

from iam_audit.checks.password_policy_uppercase import PasswordPolicyUppercase
from iam_audit.model import PasswordPolicy, Severity

CHECK = PasswordPolicyUppercase()


def test_a_policy_that_requires_uppercase_letters_passes():
    assert passes(CHECK, policy(require_uppercase=True))


def test_a_policy_that_does_not_require_uppercase_letters_fails():
    assert fails(CHECK, policy(require_uppercase=False))


def test_the_other_kinds_of_characters_do_not_make_up_for_it():
    finding = ask(CHECK, policy(require_uppercase=False))[0]

    assert finding.message == "The password policy does not require an uppercase letter."
    assert finding.evidence == {"custom_policy": True, "required": False}


def test_the_default_of_aws_does_not_require_uppercase_letters():
    finding = ask(CHECK, PasswordPolicy())[0]

    assert finding.severity is Severity.MEDIUM
    assert (
        finding.message
        == "No password policy is set, and AWS's default does not require an uppercase letter."
    )


def test_the_command_adds_the_rule_and_keeps_the_others():
    command = ask(CHECK, policy(require_uppercase=False, minimum_length=20))[0].remediation.cli[-1]

    assert "--require-uppercase-characters" in command
    assert "--minimum-password-length 20" in command
    assert "--password-reuse-prevention 24" in command
