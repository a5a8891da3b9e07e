import pytest
from password_policies import ask, fails, policy

from iam_audit.checks import configure
from iam_audit.checks.password_policy_max_age import PasswordPolicyMaxAge
from iam_audit.errors import SettingsError


@pytest.mark.parametrize(
    ("days", "flagged"), [(1, False), (89, False), (90, False), (91, True), (1095, True)]
)
def test_ninety_days_are_the_most(days, flagged):
    assert fails(PasswordPolicyMaxAge(), policy(max_age_days=days)) is flagged


@pytest.mark.parametrize(("days", "flagged"), [(60, False), (61, True)])
def test_the_most_days_are_an_option(days, flagged):
    assert fails(PasswordPolicyMaxAge(max_days=60), policy(max_age_days=days)) is flagged


@pytest.mark.parametrize(
    "never",
    [
        pytest.param({"expire_passwords": False, "max_age_days": None}, id="expiry off"),
        pytest.param({"expire_passwords": False, "max_age_days": 60}, id="an age that is not in force"),
        pytest.param({"expire_passwords": True, "max_age_days": 0}, id="an age of no days"),
        pytest.param({"expire_passwords": True, "max_age_days": None}, id="no age"),
    ],
)
def test_no_expiry_at_all_fails(never):
    finding = ask(PasswordPolicyMaxAge(), policy(**never))[0]

    assert finding.message == "The password policy never lets passwords expire; the limit is 90 days."


def test_says_how_long_passwords_live():
    finding = ask(PasswordPolicyMaxAge(), policy(max_age_days=180))[0]

    assert finding.message == "The password policy lets passwords live 180 days; the limit is 90."
    assert finding.evidence == {
        "custom_policy": True,
        "expire_passwords": True,
        "max_age_days": 180,
        "limit_days": 90,
    }


def test_the_command_sets_the_age():
    assert (
        "--max-password-age 90"
        in ask(PasswordPolicyMaxAge(), policy(max_age_days=180))[0].remediation.cli[-1]
    )


@pytest.mark.parametrize("impossible", [0, 1096])
def test_an_age_that_aws_cannot_enforce_is_refused(impossible):
    with pytest.raises(SettingsError, match="password-policy-max-age"):
        configure({"password-policy-max-age": {"max_days": impossible}})
