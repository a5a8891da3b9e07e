"""What can be done with a credential, in the words of its policies."""

from agreement.policies import allow, customer, deny, inline
from agreement.scenario import FAIL, PASS, Scenario, Table, both, table
from agreement.settings import BEDROCK
from builders import ACCOUNT_ID, password, permissions, snapshot, user
from iam_audit.model import AttachedPolicy, Group, ManagedPolicy, Role, Snapshot, User
from setting_builders import service_credential
from whole_policies import OF_AWS, OWN, managed
from whole_roles import OWN_ROOT, role, trusting

ADMIN = AttachedPolicy(name="AdministratorAccess", arn=f"{OF_AWS}AdministratorAccess")
OWN_ADMIN = AttachedPolicy(name="everything", arn=f"{OWN}everything")
POLICIES: tuple[ManagedPolicy, ...] = tuple(
    managed(one.arn, allow(), attached=1) for one in (ADMIN, OWN_ADMIN)
)
BY_NAME = "What the policy allows decides. Prowler looks for the name AdministratorAccess."
OWN_ROLE = trusting({"AWS": OWN_ROOT})


def admins(*attached: AttachedPolicy) -> Group:
    return Group(
        name="admins", arn=f"arn:aws:iam::{ACCOUNT_ID}:group/admins", account_id=ACCOUNT_ID, attached=attached
    )


def account(*users: User, groups: tuple[Group, ...] = (), roles: tuple[Role, ...] = ()) -> Snapshot:
    return snapshot(users=users, groups=groups, roles=roles, policies=POLICIES)


def holding(*attached: AttachedPolicy, **fields: object) -> User:
    return user(permissions=permissions(attached=attached), **fields)


def member(**fields: object) -> User:
    return user(permissions=permissions(groups=("admins",)), **fields)


def with_api_key(one: User, *groups: Group) -> Snapshot:
    made = service_credential(one.name, BEDROCK, 1)
    return snapshot(users=(one,), groups=groups, policies=POLICIES, service_specific_credentials=(made,))


SIGNING_IN = {"password": password(), "mfa_active": False}
TABLES: tuple[Table, ...] = (
    table(
        "user-admin",
        both("AdministratorAccess, attached", account(holding(ADMIN)), FAIL),
        both("no policies", account(user()), PASS),
        Scenario(
            "a policy of its own that allows everything", account(holding(OWN_ADMIN)), PASS, FAIL, BY_NAME
        ),
        Scenario(
            "AdministratorAccess through a group",
            account(member(), groups=(admins(ADMIN),)),
            PASS,
            FAIL,
            "A member of the group is an administrator too; Prowler has only what is attached to the user.",
        ),
    ),
    table(
        "group-admin",
        both("AdministratorAccess", account(member(), groups=(admins(ADMIN),)), FAIL),
        both("no policies", account(member(), groups=(admins(),)), PASS),
    ),
    table(
        "admin-user-mfa",
        both(
            "in a group with AdministratorAccess, no MFA",
            account(member(**SIGNING_IN), groups=(admins(ADMIN),)),
            FAIL,
        ),
        both(
            "in a group with AdministratorAccess, with MFA",
            account(member(password=password(), mfa_active=True), groups=(admins(ADMIN),)),
            PASS,
        ),
        both("no administrator, no MFA", account(user(**SIGNING_IN)), PASS),
        Scenario(
            "AdministratorAccess attached, no MFA",
            account(holding(ADMIN, **SIGNING_IN)),
            PASS,
            FAIL,
            "Whatever way the rights came; Prowler looks at groups only.",
        ),
    ),
    table(
        "role-admin",
        both("AdministratorAccess", account(roles=(role("ops", OWN_ROLE, attached=(ADMIN,)),)), FAIL),
        both("no policies", account(roles=(role("ops", OWN_ROLE),)), PASS),
        both(
            "AdministratorAccess, for a service only",
            account(roles=(role("ops", trusting({"Service": "lambda.amazonaws.com"}), attached=(ADMIN,)),)),
            PASS,
        ),
        Scenario(
            "a policy of one's own that allows everything",
            account(roles=(role("ops", OWN_ROLE, attached=(OWN_ADMIN,)),)),
            PASS,
            FAIL,
            BY_NAME,
        ),
    ),
    table(
        "policy-privesc-customer",
        both(
            "to set the default version of any policy", customer(allow("iam:SetDefaultPolicyVersion")), FAIL
        ),
        both("to read a bucket", customer(allow("s3:GetObject")), PASS),
        both(
            "allowed and denied",
            customer(allow("iam:SetDefaultPolicyVersion"), deny("iam:SetDefaultPolicyVersion")),
            PASS,
        ),
    ),
    table(
        "policy-privesc-inline",
        both("to attach any policy to any user", inline(allow("iam:AttachUserPolicy")), FAIL),
        both("to read a bucket", inline(allow("s3:GetObject")), PASS),
        both("allowed and denied", inline(allow("iam:AttachUserPolicy"), deny("iam:AttachUserPolicy")), PASS),
    ),
    table(
        "bedrock-api-key-privileged",
        both("of an administrator", with_api_key(holding(ADMIN)), FAIL),
        both("of a user who may do nothing", with_api_key(user()), PASS),
        Scenario(
            "of an administrator by a group",
            with_api_key(member(), admins(ADMIN)),
            PASS,
            FAIL,
            "Rights through a group count; Prowler looks at the policies of the user alone.",
        ),
    ),
)
