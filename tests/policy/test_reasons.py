"""What is said of why a user has no permissions, or why that cannot be told."""

import pytest

from accounts import all_but, allow, attached, deny, document, group, holder, inline, managed, role, trusting
from builders import permissions, snapshot, user
from iam_audit.model import Gap, Section
from iam_audit.policy import (
    CannotTell,
    NoPermissions,
    SomePermissions,
    no_permissions_because,
    permissions_of,
)

MISSING = managed("missing", document(allow()))
BOUNDED = managed("boundary", document(allow("s3:*")))
NOTHING_ALLOWED = managed("nothing", document(deny("s3:*")))


@pytest.mark.parametrize(
    ("held", "because"),
    [
        (holder(), "the user has no policy and no group"),
        (holder(groups=("team",)), "the user's groups have no policies"),
        (holder(deny()), "the user's policies allow nothing"),
        (holder(all_but("*")), "the user's policies allow nothing"),
        (holder(allow("s3:*", [])), "the user's policies allow nothing"),
        (
            holder(allow("sts:GetCallerIdentity")),
            "the user's policies allow only calls that anybody may make",
        ),
        (holder(allow(), deny()), "everything the user's policies allow is denied"),
        (holder(deny(), attached=attached(MISSING)), "everything the user's policies allow is denied"),
        (holder(allow(), boundary=NOTHING_ALLOWED), "the user's permissions boundary allows nothing"),
        (
            holder(allow("iam:*"), boundary=BOUNDED),
            "the user's permissions boundary allows none of what the policies allow",
        ),
        (
            holder(allow("s3:*"), deny("s3:*"), boundary=BOUNDED),
            "everything the user's policies allow is denied",
        ),
        (holder(allow()), None),
        (user(permissions=None), None),
    ],
)
def test_the_reason_is_given(held, because):
    account = snapshot(groups=(group(),), policies=(BOUNDED, NOTHING_ALLOWED))

    assert no_permissions_because(held, account) == because


@pytest.mark.parametrize(
    ("held", "because"),
    [
        (user(permissions=None), "the answer that lists them leaves the user out"),
        (holder(groups=("ghosts",)), "the group ghosts is not in the snapshot"),
        (holder(attached=attached(MISSING)), f"the policy {MISSING.arn} is not in the snapshot"),
        (holder(allow(), boundary=MISSING), f"the permissions boundary {MISSING.arn} is not in the snapshot"),
        (
            user(permissions=permissions(inline=inline("{"))),
            "the inline policy inline-0 of the user cannot be understood",
        ),
        (holder(groups=("broken",)), "the inline policy inline-0 of the group broken cannot be understood"),
    ],
)
def test_what_is_missing_is_said(held, because):
    verdict = permissions_of(held, snapshot(groups=(group("broken", inline=inline("{")),)))

    assert isinstance(verdict, CannotTell)
    assert because in verdict.because


@pytest.mark.parametrize(
    ("section", "what"),
    [
        (Section.PERMISSIONS, "the user's policies and groups could not be read: denied by the boundary X"),
        (Section.GROUPS, "the group team could not be read: denied by the boundary X"),
        (Section.POLICIES, f"the policy {MISSING.arn} could not be read: denied by the boundary X"),
        (Section.ROLES, "roles could not be read: denied by the boundary X"),
    ],
)
def test_the_reason_of_a_gap_is_passed_on(section, what):
    gap = Gap(section=section, reason="denied by the boundary X")
    held = {Section.GROUPS: {"groups": ("team",)}, Section.POLICIES: {"attached": attached(MISSING)}}
    verdict = permissions_of(holder(**held.get(section, {})), snapshot(gaps=(gap,)))

    assert verdict == CannotTell(what)


def test_the_three_verdicts():
    account = snapshot(roles=(role(trusting("*")),))

    assert isinstance(permissions_of(holder(deny()), account), NoPermissions)
    assert isinstance(permissions_of(holder(), account), SomePermissions)
    assert isinstance(permissions_of(user(permissions=None), account), CannotTell)
