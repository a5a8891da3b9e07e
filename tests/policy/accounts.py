"""Users, policies, groups and roles for the tests of permissions."""

import json

from builders import ACCOUNT_ID, NOW, permissions, user
from iam_audit.model import AttachedPolicy, Group, InlinePolicy, ManagedPolicy, NeverUsed, PolicyVersion, Role

ALICE = f"arn:aws:iam::{ACCOUNT_ID}:user/alice"
ROOT = f"arn:aws:iam::{ACCOUNT_ID}:root"


def allow(action="*", resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action="*", resource="*", **more):
    return {**allow(action, resource, **more), "Effect": "Deny"}


def all_but(action, **more):
    return {"Effect": "Allow", "NotAction": action, "Resource": "*", **more}


def deny_all_but(action, **more):
    return {**all_but(action, **more), "Effect": "Deny"}


def document(*statements, version="2012-10-17"):
    return json.dumps({"Version": version, "Statement": list(statements)})


def inline(*documents):
    return tuple(
        InlinePolicy(name=f"inline-{number}", document=each) for number, each in enumerate(documents)
    )


def managed(name, *versions, default=-1):
    """The last version is the default one, unless said otherwise; None for none."""
    place = None if default is None else default % len(versions)
    return ManagedPolicy(
        name=name,
        arn=f"arn:aws:iam::{ACCOUNT_ID}:policy/{name}",
        account_id=ACCOUNT_ID,
        versions=tuple(
            PolicyVersion(id=f"v{number + 1}", default=number == place, document=each)
            for number, each in enumerate(versions)
        ),
    )


def attached(*policies):
    return tuple(AttachedPolicy(name=each.name, arn=each.arn) for each in policies)


def group(name="team", *, inline=(), attached=()):
    return Group(
        name=name,
        arn=f"arn:aws:iam::{ACCOUNT_ID}:group/{name}",
        account_id=ACCOUNT_ID,
        created_at=NOW,
        inline=inline,
        attached=attached,
    )


def role(*statements, name="ops", trust=None):
    return Role(
        name=name,
        arn=f"arn:aws:iam::{ACCOUNT_ID}:role/{name}",
        account_id=ACCOUNT_ID,
        trust=document(*statements) if trust is None else trust,
        last_used=NeverUsed(),
    )


def trusting(principal, effect="Allow", action="sts:AssumeRole", **more):
    return {"Effect": effect, "Action": action, "Principal": principal, **more}


def holder(*statements, boundary=None, groups=(), attached=(), **fields):
    """A user whose one inline policy has these statements; none when there are none."""
    own = inline(document(*statements)) if statements else ()
    arn = boundary.arn if isinstance(boundary, ManagedPolicy) else boundary
    held = permissions(inline=own, groups=groups, attached=attached, boundary=arn)
    return user(permissions=held, **fields)
