import pytest
from trust_policies import OWN_ROOT

from builders import ACCOUNT_ID, NOW, snapshot, user
from iam_audit.checks.role_trust_dangling_principal import RoleTrustDanglingPrincipal
from iam_audit.model import Finding, Status
from whole_roles import role, trusting

HERE = f"arn:aws:iam::{ACCOUNT_ID}"
GONE = "AIDACKCEVSQ6C2EXAMPLE"


def judge(*principals: str, **fields: object) -> list[Finding]:
    trusted = role("ops", trusting({"AWS": list(principals)}), **fields)
    ci = role("ci", trusting({"AWS": OWN_ROOT}), arn=f"{HERE}:role/build/ci", path="/build/")
    people = (user("alice", id="AIDAALICEEXAMPLE1234"),)
    return list(RoleTrustDanglingPrincipal().run(snapshot(users=people, roles=(ci, trusted)), NOW))


@pytest.mark.parametrize(
    "principal",
    [
        pytest.param(GONE, id="a deleted user"),
        pytest.param("AROADBQP57FF2AEXAMPLE", id="a deleted role"),
        pytest.param(f"{HERE}:user/bob", id="a user that is not there"),
        pytest.param(f"{HERE}:role/build/cd", id="a role that is not there"),
        pytest.param(f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/cd/session", id="a session of one"),
    ],
)
def test_flags_roles_that_trust_somebody_who_is_not_there(principal):
    assert [finding.evidence["principals"] for finding in judge(principal)] == [principal]


@pytest.mark.parametrize(
    "principal",
    [
        pytest.param(f"{HERE}:user/alice", id="a user"),
        pytest.param(f"{HERE}:user/Alice", id="IAM has no two names that differ in case"),
        pytest.param("AIDAALICEEXAMPLE1234", id="a user by unique id"),
        pytest.param(f"{HERE}:role/build/ci", id="a role"),
        pytest.param(f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/ci/session", id="a session, which has no path"),
        pytest.param(OWN_ROOT, id="the account"),
        pytest.param(
            f"arn:aws:sts::{ACCOUNT_ID}:federated-user/x", id="a federated user is not in the account"
        ),
        pytest.param("arn:aws:iam::111122223333:user/bob", id="of another account nobody can tell"),
    ],
)
def test_whoever_is_there_or_may_be_passes(principal):
    assert judge(principal) == []


def test_several_are_one_finding():
    finding = judge(GONE, f"{HERE}:user/bob", f"{HERE}:user/alice")[0]

    assert finding.evidence == {"principals": f"{GONE}, {HERE}:user/bob", "others": 1}


def test_a_trust_policy_that_cannot_be_understood_is_unknown():
    assert [finding.status for finding in judge(trust="{")] == [Status.NOT_EVALUATED]
