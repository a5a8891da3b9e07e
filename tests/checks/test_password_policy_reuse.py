import pytest
from password_policies import ask, fails, policy

from iam_audit.checks import configure
from iam_audit.checks.password_policy_reuse import PasswordPolicyReuse
from iam_audit.errors import SettingsError


@pytest.mark.parametrize(
    ("remembered", "flagged"), [(None, True), (0, True), (1, True), (23, True), (24, False)]
)
def test_twenty_four_earlier_passwords_are_the_least(remembered, flagged):
    assert fails(PasswordPolicyReuse(), policy(reuse_prevention=remembered)) is flagged


@pytest.mark.parametrize(("remembered", "flagged"), [(3, True), (4, False)])
def test_the_least_number_is_an_option(remembered, flagged):
    assert fails(PasswordPolicyReuse(min_passwords=4), policy(reuse_prevention=remembered)) is flagged


@pytest.mark.parametrize(
    ("remembered", "words"),
    [
        (None, "refuses no earlier passwords"),
        (0, "refuses no earlier passwords"),
        (5, "refuses only the last 5"),
    ],
)
def test_says_how_many_are_refused_now(remembered, words):
    message = ask(PasswordPolicyReuse(), policy(reuse_prevention=remembered))[0].message

    assert message == f"The password policy {words}; the least allowed is 24."


def test_the_command_lengthens_the_memory():
    finding = ask(PasswordPolicyReuse(), policy(reuse_prevention=5))[0]

    assert "--password-reuse-prevention 24" in finding.remediation.cli[-1]
    assert finding.evidence == {"custom_policy": True, "reuse_prevention": 5, "limit": 24}


@pytest.mark.parametrize("impossible", [0, 25])
def test_a_number_that_aws_cannot_remember_is_refused(impossible):
    with pytest.raises(SettingsError, match="password-policy-reuse"):
        configure({"password-policy-reuse": {"min_passwords": impossible}})
