import pytest

from builders import NOW, snapshot
from iam_audit.audit import audit_snapshot
from iam_audit.checks import configure
from iam_audit.checks.role_master_manager import RoleMasterManager
from iam_audit.errors import SettingsError
from whole_roles import role, trusting

EC2 = trusting({"Service": "ec2.amazonaws.com"})
SPLIT = RoleMasterManager(master_role="iam-master", manager_role="iam-manager")


@pytest.mark.parametrize(
    ("roles", "messages"),
    [
        (("iam-master", "iam-manager"), []),
        (("IAM-Master", "iam-manager", "other"), []),
        (("iam-master",), ["There is no role iam-manager."]),
        ((), ["There is no role iam-master and no role iam-manager."]),
    ],
)
def test_flags_the_account_when_one_of_the_roles_is_missing(roles, messages):
    account = snapshot(roles=tuple(role(name, EC2) for name in roles))

    assert [finding.message for finding in SPLIT.run(account, NOW)] == messages


@pytest.mark.parametrize(("check", "examined"), [(SPLIT, 1), (RoleMasterManager(), 0)])
def test_the_account_is_examined_once_the_roles_are_named(check, examined):
    assert audit_snapshot(snapshot(), (check,), NOW).counts[0].examined == examined


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"master_role": "a"}, "need each other"),
        ({"manager_role": "a"}, "need each other"),
        ({"master_role": "a", "manager_role": "A"}, "the same role"),
    ],
)
def test_half_a_split_is_refused(options, words):
    with pytest.raises(SettingsError, match=words):
        configure({"role-master-manager": options})
