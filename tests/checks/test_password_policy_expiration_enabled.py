from password_policies import ask, fails, passes, policy

from iam_audit.checks.password_policy_expiration_enabled import PasswordPolicyExpirationEnabled

CHECK = PasswordPolicyExpirationEnabled()


def test_any_expiry_passes_however_late():
    assert passes(CHECK, policy(expire_passwords=True, max_age_days=1095))


def test_no_expiry_fails():
    assert fails(CHECK, policy(expire_passwords=False, max_age_days=None))


def test_says_so_and_sets_a_year_where_no_age_is_named():
    finding = ask(CHECK, policy(expire_passwords=False, max_age_days=None))[0]

    assert finding.message == "The password policy never lets passwords expire."
    assert finding.evidence == {"custom_policy": True, "expire_passwords": False}
    assert "--max-password-age 365" in finding.remediation.cli[-1]


def test_the_command_keeps_an_age_that_is_named_already():
    finding = ask(CHECK, policy(expire_passwords=False, max_age_days=120))[0]

    assert "--max-password-age 120" in finding.remediation.cli[-1]
