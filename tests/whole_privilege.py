"""What the invented accounts in tests/accounts hold for the checks of privilege: who may do how much."""

import msgspec

from builders import ACCOUNT_ID, permissions, policy, user
from iam_audit.model import AttachedPolicy, Group, InlinePolicy, ManagedPolicy, Role, Snapshot
from setting_builders import permission_set, service_credential
from whole_policies import EVERYTHING, OF_AWS, managed
from whole_roles import OWN_ROOT, READ_ONLY, STRANGER, document, role, trusting

READ_ALL = {"Effect": "Allow", "Action": ["s3:Get*", "s3:List*", "ec2:Describe*"], "Resource": "*"}
ANY_KEY = {"Effect": "Allow", "Action": "iam:CreateAccessKey", "Resource": "*"}
ANY_POLICY = {"Effect": "Allow", "Action": ["iam:AttachRolePolicy", "iam:PutRolePolicy"], "Resource": "*"}
ROLES_OF_OURS = f"arn:aws:iam::{ACCOUNT_ID}:role/"


def with_clean_privilege(whole: Snapshot) -> Snapshot:
    """Let it be known what AWS's policy ReadOnlyAccess says."""
    return msgspec.structs.replace(whole, policies=(*whole.policies, _read_only()))


def with_bad_privilege(whole: Snapshot) -> Snapshot:
    """Add people, programs and strangers who may do too much, and a way to that for others."""
    ivan = user("ivan", permissions=permissions(inline=(_inline(ANY_KEY),)))
    judy = user("judy", permissions=permissions(inline=(_inline(EVERYTHING),)))
    (center,) = whole.identity_center
    builders = permission_set("builders", inline=document(ANY_POLICY, _new_role()))
    return msgspec.structs.replace(
        whole,
        users=(*whole.users, ivan, judy),
        groups=(*whole.groups, _owners()),
        roles=(*whole.roles, *_bad_roles()),
        policies=(
            *whole.policies,
            _read_only(),
            managed(f"arn:aws:iam::{ACCOUNT_ID}:policy/hand-out", ANY_POLICY, attached=1),
        ),
        service_specific_credentials=(
            *whole.service_specific_credentials,
            msgspec.structs.replace(
                service_credential("judy", "bedrock.amazonaws.com", 20), id="ACCAEXAMPLEJUDY"
            ),
        ),
        identity_center=(
            msgspec.structs.replace(center, permission_sets=(*center.permission_sets, builders)),
        ),
    )


def _bad_roles() -> tuple[Role, ...]:
    hand_out = AttachedPolicy(name="hand-out", arn=f"arn:aws:iam::{ACCOUNT_ID}:policy/hand-out")
    return (
        role("break-glass", trusting({"AWS": OWN_ROOT}), inline=(_inline(EVERYTHING),)),
        role("builder", trusting({"Service": "lambda.amazonaws.com"}), attached=(hand_out,)),
        role("contractor", trusting({"AWS": STRANGER}), inline=(_inline(EVERYTHING),)),
        role(
            "AWSReservedSSO_Owners_0123456789abcdef",
            trusting({"AWS": OWN_ROOT}),
            inline=(_inline(EVERYTHING),),
            path="/aws-reserved/sso.amazonaws.com/",
        ),
        _half("left", "right"),
        _half("right", "left"),
    )


def _half(name: str, other: str) -> Role:
    take_on = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": ROLES_OF_OURS + other}
    return role(name, trusting({"AWS": ROLES_OF_OURS + other}), inline=(_inline(take_on),))


def _owners() -> Group:
    return Group(
        name="owners",
        arn=f"arn:aws:iam::{ACCOUNT_ID}:group/owners",
        account_id=ACCOUNT_ID,
        inline=(_inline(EVERYTHING),),
    )


def _inline(statement: dict[str, object]) -> InlinePolicy:
    return policy("given", document(statement))


def _new_role() -> dict[str, object]:
    return {"Effect": "Allow", "Action": ["iam:CreateRole", "sts:AssumeRole"], "Resource": "*"}


def _read_only() -> ManagedPolicy:
    return managed(f"{OF_AWS}{READ_ONLY.name}", READ_ALL, attached=1)
