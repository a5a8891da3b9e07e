import pytest
from password_policies import ask, fails, policy

from iam_audit.checks.password_policy_hard_expiry import PasswordPolicyHardExpiry
from iam_audit.model import Severity

CHECK = PasswordPolicyHardExpiry()


@pytest.mark.parametrize(
    ("fields", "flagged"),
    [
        pytest.param({"hard_expiry": True, "expire_passwords": True}, True, id="hard expiry"),
        pytest.param({"hard_expiry": True, "expire_passwords": False}, False, id="nothing expires"),
        pytest.param({"hard_expiry": False, "expire_passwords": True}, False, id="soft expiry"),
    ],
)
def test_flags_hard_expiry_only_where_passwords_expire(fields, flagged):
    assert fails(CHECK, policy(**fields)) is flagged


def test_is_information_and_names_the_age_after_which_it_acts():
    finding = ask(CHECK, policy(hard_expiry=True))[0]

    assert finding.severity is Severity.INFO
    assert finding.evidence == {"custom_policy": True, "hard_expiry": True, "max_age_days": 90}


def test_the_command_leaves_the_switch_out():
    assert "--hard-expiry" not in ask(CHECK, policy(hard_expiry=True))[0].remediation.cli[-1]
