import pytest

from builders import ACCOUNT_ID, NOW, permissions, policy, snapshot, user
from iam_audit import principals as room
from iam_audit.audit import audit_snapshot
from iam_audit.model import (
    CustomerPolicyReference,
    IdentityCenter,
    ManagedPolicy,
    NeverUsed,
    PermissionSet,
    PolicyVersion,
    PrincipalType,
    Role,
    Section,
    Tier,
)
from iam_audit.principals import principals_of

ALLOW_ALL = '{"Statement":[{"Action":"*","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}'
TRUSTS_ROOT = (
    '{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow",'
    '"Principal":{"AWS":"arn:aws:iam::123456789012:root"}}],"Version":"2012-10-17"}'
)
SET = "arn:aws:sso:::permissionSet/ssoins-1/ps-1"


def role(name: str = "deploy", **fields: object) -> Role:
    values = {
        "name": name,
        "arn": f"arn:aws:iam::{ACCOUNT_ID}:role/{name}",
        "account_id": ACCOUNT_ID,
        "trust": TRUSTS_ROOT,
        "last_used": NeverUsed(),
        "tags": {},
    }
    return Role(**(values | fields))


def managed(name: str, document: str = ALLOW_ALL, owner: str = ACCOUNT_ID) -> ManagedPolicy:
    return ManagedPolicy(
        name=name,
        arn=f"arn:aws:iam::{owner}:policy/{name}",
        account_id=ACCOUNT_ID,
        versions=(PolicyVersion(id="v1", default=True, document=document),),
    )


def center(**fields: object) -> tuple[IdentityCenter, ...]:
    one = PermissionSet(**({"name": "Admins", "arn": SET, "account_id": ACCOUNT_ID} | fields))
    return (IdentityCenter(instance_arn="arn:aws:sso:::instance/ssoins-1", permission_sets=(one,)),)


def of_set(**fields: object):
    policies = fields.pop("policies", ())
    (found,) = principals_of(snapshot(identity_center=center(**fields), policies=policies), NOW)
    return found


def test_users_and_roles_are_told_with_what_they_can_do():
    admin = user("alice", permissions=permissions(inline=(policy("all", ALLOW_ALL),)))
    found = principals_of(snapshot(users=(admin, user("bob")), roles=(role(),)), NOW)

    assert [(one.type, one.name, one.privilege.lower, one.privilege.upper) for one in found] == [
        (PrincipalType.USER, "alice", Tier.ADMIN, Tier.ADMIN),
        (PrincipalType.USER, "bob", Tier.NONE, Tier.NONE),
        (PrincipalType.ROLE, "deploy", Tier.NONE, Tier.NONE),
    ]


@pytest.mark.parametrize(
    ("fields", "upper"),
    [
        pytest.param({"inline": ALLOW_ALL}, Tier.ADMIN, id="inline"),
        pytest.param(
            {
                "managed_policies": ("arn:aws:iam::aws:policy/Everything",),
                "policies": (managed("Everything", owner="aws"),),
            },
            Tier.ADMIN,
            id="aws managed",
        ),
        pytest.param(
            {
                "customer_policies": (CustomerPolicyReference(name="all"),),
                "policies": (managed("all"),),
            },
            Tier.ADMIN,
            id="of the account",
        ),
        pytest.param(
            {"managed_policies": ("arn:aws:iam::aws:policy/Unread",)}, Tier.UNKNOWN, id="not in the snapshot"
        ),
        pytest.param({"inline": "{broken"}, Tier.UNKNOWN, id="broken"),
        pytest.param({}, Tier.NONE, id="nothing"),
    ],
)
def test_a_permission_set_is_judged_by_its_policies(fields, upper):
    assert of_set(**fields).privilege.upper is upper


@pytest.mark.parametrize("boundary", ["/none", f"arn:aws:iam::{ACCOUNT_ID}:policy/none"])
def test_the_boundary_of_a_permission_set_limits_it(boundary):
    nothing = managed("none", '{"Statement":[],"Version":"2012-10-17"}')
    found = of_set(inline=ALLOW_ALL, boundary=boundary, policies=(nothing,))

    assert found.privilege.upper is Tier.NONE


def test_a_permission_set_keeps_its_own_name_and_arn():
    found = of_set(inline=ALLOW_ALL)

    assert (found.type, found.name, found.arn) == (PrincipalType.PERMISSION_SET, "Admins", SET)


def test_permissions_that_were_not_read_are_unknown_and_say_why():
    read = snapshot(users=(user(permissions=None),), gaps=(Section.PERMISSIONS,))
    (found,) = audit_snapshot(read, [], NOW).principals

    assert found.privilege.upper is Tier.UNKNOWN
    assert "the test says so" in " ".join(found.privilege.reasons)


def test_an_engine_that_breaks_makes_everybody_unknown_and_ends_nothing(monkeypatch, caplog):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("surprise")

    monkeypatch.setattr(room, "privileges", broken)
    read = snapshot(users=(user(),), roles=(role(),), identity_center=center())
    found = audit_snapshot(read, [], NOW).principals

    assert {one.privilege.upper for one in found} == {Tier.UNKNOWN}
    assert len(found) == 3
    assert all("ZeroDivisionError: surprise" in one.privilege.reasons[0] for one in found)
    assert "privileges failed" in caplog.text


def test_somebody_whom_the_engine_leaves_out_is_unknown(monkeypatch):
    monkeypatch.setattr(room, "privileges", lambda *_: {})
    (found,) = principals_of(snapshot(users=(user(),)), NOW)

    assert found.privilege.upper is Tier.UNKNOWN
