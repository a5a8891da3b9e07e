"""Policies of every kind that hold one document, for the tests of checks that read documents."""

from builders import ACCOUNT_ID, permissions, policy, snapshot, user
from iam_audit.model import AttachedPolicy, Group, Snapshot, User
from whole_policies import OWN, managed
from whole_roles import document, role, trusting

SUBJECT = f"{OWN}subject"
NOT_JSON = '{"Statement":'
WITH_MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def allow(action="*", resource="*", **condition):
    wanted = {"Condition": condition} if condition else {}
    return {"Effect": "Allow", "Action": action, "Resource": resource, **wanted}


def all_but(action, resource="*", **condition):
    statement = allow(action, resource, **condition)
    return {"NotAction": statement.pop("Action"), **statement}


def deny(action="*", resource="*", **condition):
    return {**allow(action, resource, **condition), "Effect": "Deny"}


def customer(*statements, attached: int = 1, boundaries: int = 0, **fields) -> Snapshot:
    """An account with one customer managed policy."""
    one = managed(SUBJECT, *statements, attached=attached, boundaries=boundaries)
    return snapshot(policies=(one,), **fields)


def inline(*statements, text: str | None = None) -> Snapshot:
    """An account in which a user, a group and a role each have the same inline policy."""
    own = (policy("subject", text or document(*statements)),)
    return snapshot(
        users=(user(permissions=permissions(inline=own)),),
        groups=(group(inline=own),),
        roles=(role("ops", trusting("*"), inline=own),),
    )


def group(name: str = "team", **fields) -> Group:
    return Group(name=name, arn=f"arn:aws:iam::{ACCOUNT_ID}:group/{name}", account_id=ACCOUNT_ID, **fields)


def user_holding(*attached: AttachedPolicy, **fields) -> User:
    return user(permissions=permissions(attached=attached), **fields)


def pointer(arn: str = SUBJECT) -> AttachedPolicy:
    return AttachedPolicy(name=arn.rpartition("/")[2], arn=arn)


def judge(check, whole: Snapshot):
    """The findings of a check, in order."""
    return list(check.run(whole, whole.collected_at))


def severities(check, whole: Snapshot) -> list[str]:
    return [finding.severity for finding in judge(check, whole)]
