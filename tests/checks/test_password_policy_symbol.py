from password_policies import ask, fails, passes, policy

from iam_audit.checks.password_policy_symbol import PasswordPolicySymbol
from iam_audit.model import PasswordPolicy, Severity

CHECK = PasswordPolicySymbol()


def test_a_policy_that_requires_symbols_passes():
    assert passes(CHECK, policy(require_symbols=True))


def test_a_policy_that_does_not_require_symbols_fails():
    assert fails(CHECK, policy(require_symbols=False))


def test_the_other_kinds_of_characters_do_not_make_up_for_it():
    finding = ask(CHECK, policy(require_symbols=False))[0]

    assert finding.message == "The password policy does not require a symbol."
    assert finding.evidence == {"custom_policy": True, "required": False}


def test_the_default_of_aws_does_not_require_symbols():
    finding = ask(CHECK, PasswordPolicy())[0]

    assert finding.severity is Severity.MEDIUM
    assert finding.message == "No password policy is set, and AWS's default does not require a symbol."


def test_the_command_adds_the_rule_and_keeps_the_others():
    command = ask(CHECK, policy(require_symbols=False, minimum_length=20))[0].remediation.cli[-1]

    assert "--require-symbols" in command
    assert "--minimum-password-length 20" in command
    assert "--password-reuse-prevention 24" in command
