import pytest
from password_policies import ask, fails, passes, policy

from iam_audit.checks import configure
from iam_audit.checks.password_policy_strong import PasswordPolicyStrong
from iam_audit.errors import SettingsError
from iam_audit.model import PasswordPolicy

NO_EXPIRY = {"expire_passwords": False, "max_age_days": None}


@pytest.mark.parametrize(
    "short",
    [
        pytest.param({"minimum_length": 13}, id="length"),
        pytest.param({"require_uppercase": False}, id="uppercase"),
        pytest.param({"require_lowercase": False}, id="lowercase"),
        pytest.param({"require_numbers": False}, id="numbers"),
        pytest.param({"require_symbols": False}, id="symbols"),
        pytest.param({"reuse_prevention": 23}, id="reuse"),
        pytest.param({"reuse_prevention": None}, id="no memory"),
        pytest.param({"max_age_days": 91}, id="age"),
        pytest.param(NO_EXPIRY, id="no expiry"),
    ],
)
def test_each_part_that_falls_short_of_config_fails(short):
    assert fails(PasswordPolicyStrong(), policy(**short))


def test_every_part_exactly_at_its_limit_passes_config():
    assert passes(PasswordPolicyStrong(), policy())


@pytest.mark.parametrize(
    ("fields", "flagged"),
    [
        pytest.param(
            {"minimum_length": 8} | NO_EXPIRY | {"reuse_prevention": None}, False, id="at the limits"
        ),
        pytest.param({"minimum_length": 7}, True, id="length"),
        pytest.param({"require_symbols": False}, True, id="symbols"),
    ],
)
def test_profile_iam7_wants_eight_characters_of_all_kinds_and_no_more(fields, flagged):
    assert fails(PasswordPolicyStrong(profile="iam7"), policy(**fields)) is flagged


@pytest.mark.parametrize(
    ("fields", "flagged"),
    [
        pytest.param(
            {"minimum_length": 7, "reuse_prevention": 4, "require_symbols": False}, False, id="at the limits"
        ),
        pytest.param({"minimum_length": 6}, True, id="length"),
        pytest.param({"reuse_prevention": 3}, True, id="reuse"),
        pytest.param({"require_numbers": False}, True, id="numbers"),
        pytest.param({"max_age_days": 91}, True, id="age"),
        pytest.param(NO_EXPIRY, True, id="no expiry"),
    ],
)
def test_profile_iam10_wants_seven_characters_four_passwords_and_ninety_days(fields, flagged):
    assert fails(PasswordPolicyStrong(profile="iam10"), policy(**fields)) is flagged


@pytest.mark.parametrize("profile", ["config", "iam7", "iam10"])
def test_the_default_of_aws_meets_no_profile(profile):
    assert fails(PasswordPolicyStrong(profile=profile), PasswordPolicy())


def test_names_every_part_that_falls_short():
    weak = policy(minimum_length=9, require_symbols=False, reuse_prevention=5, max_age_days=120)

    finding = ask(PasswordPolicyStrong(), weak)[0]

    assert finding.message == (
        "The password policy falls short of profile config: length 9 (at least 14), symbols not required, "
        "5 earlier passwords refused (at least 24), expiry after 120 days (at most 90 days)."
    )
    assert finding.evidence == {"custom_policy": True, "profile": "config", "shortfalls": 4}


def test_the_command_repairs_what_falls_short_and_weakens_nothing():
    uneven = policy(minimum_length=30, require_numbers=False, reuse_prevention=None, max_age_days=30)

    command = ask(PasswordPolicyStrong(profile="iam10"), uneven)[0].remediation.cli[-1]

    assert command == (
        "aws iam update-account-password-policy --minimum-password-length 30 --require-uppercase-characters "
        "--require-lowercase-characters --require-numbers --require-symbols --allow-users-to-change-password "
        "--max-password-age 30 --password-reuse-prevention 4"
    )


def test_the_command_of_a_profile_without_expiry_adds_none():
    command = ask(PasswordPolicyStrong(profile="iam7"), policy(minimum_length=6, **NO_EXPIRY))[
        0
    ].remediation.cli[-1]

    assert "--max-password-age" not in command


def test_an_unknown_profile_is_refused():
    with pytest.raises(SettingsError, match="password-policy-strong"):
        configure({"password-policy-strong": {"profile": "iam11"}})
