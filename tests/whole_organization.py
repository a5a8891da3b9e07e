"""What the invented accounts have of an organization: its policies, its tree, and Identity Center."""

import json

import msgspec

from builders import ACCOUNT_ID, password, root
from iam_audit.model import (
    AccountSummary,
    CustomerPolicyReference,
    IdentityCenter,
    ManagedPolicy,
    OrganizationTree,
    PolicyTarget,
    Section,
    ServiceControlPolicy,
    Snapshot,
    SsoGroup,
    SsoUser,
)
from setting_builders import (
    INSTANCE,
    MANAGER,
    REGION,
    application,
    assignment,
    delegated_administrator,
    organization,
    permission_set,
    sso_instance,
    token_issuer,
)
from whole_roles import document

OF_THE_ORGANIZATION = (
    Section.ORGANIZATIONS_FEATURES,
    Section.DELEGATED_ADMINISTRATORS,
    Section.SERVICE_CONTROL_POLICIES,
    Section.ORGANIZATION_TREE,
    Section.IDENTITY_CENTER,
)


def clean_management(clean: Snapshot) -> Snapshot:
    """The management account of an organization, in good order: nobody lives there."""
    return msgspec.structs.replace(
        clean,
        account=msgspec.structs.replace(clean.account, management=True),
        users=(),
        groups=(),
        access_keys=(),
        mfa_devices=(),
        login_profiles=(),
        ssh_public_keys=(),
        service_specific_credentials=(),
        organization=organization(ACCOUNT_ID),
        organizations_features=("RootCredentialsManagement",),
        delegated_administrators=(delegated_administrator("sso.amazonaws.com"),),
        service_control_policies=(
            guardrail("regions", _deny("*", StringNotEquals={"aws:RequestedRegion": [REGION]})),
            guardrail(
                "guardrails",
                _deny(["iam:CreateUser", "iam:CreateAccessKey", "organizations:LeaveOrganization"]),
            ),
        ),
        organization_tree=OrganizationTree(
            parents={ACCOUNT_ID: "r-exam"}, accounts=(ACCOUNT_ID,), names={"r-exam": "Root"}
        ),
        sso_instances=(sso_instance(ACCOUNT_ID),),
        identity_center=(good_center(clean.policies[0]),),
        elsewhere=(),
    )


def clean_member(clean: Snapshot) -> Snapshot:
    """A member that was read together with its organization, and has given up its root credentials."""
    nothing = AccountSummary(
        root_mfa_enabled=False,
        root_access_keys_present=False,
        root_password_present=False,
        root_signing_certificates_present=False,
    )
    return msgspec.structs.replace(
        clean,
        root=root(mfa_active=False, password=password(enabled=False, used_days_ago=None)),
        account_summary=nothing,
        organizations_features=("RootCredentialsManagement",),
        elsewhere=tuple(one for one in OF_THE_ORGANIZATION if one is not Section.ORGANIZATIONS_FEATURES),
    )


def _deny(actions: object, **condition: object) -> dict[str, object]:
    wanted = {"Condition": condition} if condition else {}
    return {"Effect": "Deny", "Action": actions, "Resource": "*", **wanted}


def guardrail(name: str, statement: dict[str, object]) -> ServiceControlPolicy:
    return ServiceControlPolicy(
        id=f"p-{name}",
        arn=f"arn:aws:organizations::{ACCOUNT_ID}:policy/o-exampleorgid/service_control_policy/p-{name}",
        account_id=ACCOUNT_ID,
        name=name,
        document=document(statement),
        targets=(PolicyTarget(id="r-exam", kind="ROOT", name="Root"),),
    )


def good_center(policy: ManagedPolicy) -> IdentityCenter:
    reference = CustomerPolicyReference(name=policy.name, path=policy.path)
    return IdentityCenter(
        instance_arn=INSTANCE,
        permission_sets=(
            permission_set(
                "readers", customer_policies=(reference,), assignments=(assignment("GROUP", "g-1"),)
            ),
            permission_set(
                "administrators",
                managed_policies=("arn:aws:iam::aws:policy/AdministratorAccess",),
                boundary="/limits",
                assignments=(assignment("GROUP", "g-1"),),
            ),
        ),
        users=(SsoUser(id="u-1", name="alice", account_id=ACCOUNT_ID, enabled=True),),
        groups=(SsoGroup(id="g-1", name="engineers", account_id=ACCOUNT_ID, members=("u-1",)),),
        applications=(application(required=True),),
        trusted_token_issuers=(token_issuer("tokens"),),
    )


def bad_center() -> IdentityCenter:
    return IdentityCenter(
        instance_arn=INSTANCE,
        permission_sets=(
            permission_set(
                "everything",
                session_duration="PT12H",
                managed_policies=("arn:aws:iam::aws:policy/AdministratorAccess",),
                customer_policies=(CustomerPolicyReference(name="not-there"),),
                outdated_accounts=(MANAGER,),
                assignments=(assignment("USER", "u-1", ACCOUNT_ID), assignment("GROUP", "g-1")),
            ),
            permission_set("left-over", accounts=(), inline=json.dumps({})),
        ),
        users=(SsoUser(id="u-1", name="mallory", account_id=ACCOUNT_ID, enabled=False),),
        groups=(SsoGroup(id="g-1", name="nobody", account_id=ACCOUNT_ID, members=()),),
        applications=(application(required=False),),
        trusted_token_issuers=(token_issuer("strangers"),),
    )
