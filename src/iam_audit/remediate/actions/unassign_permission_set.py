"""Taking a permission set of IAM Identity Center from somebody."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from iam_audit.collect.asking import field, listed_by_token, unless_absent
from iam_audit.errors import ChangeError
from iam_audit.model import Assignment, IdentityCenter, PermissionSet, Section
from iam_audit.remediate.base import Changing, Client, Door
from iam_audit.remediate.changing import change
from iam_audit.remediate.nouns import Facts, Refusal, Rule, Step, Target
from iam_audit.remediate.observing import Looking
from iam_audit.remediate.proposing import Proposing, target_of

ABSENT = "ResourceNotFoundException"
UNDER_WAY = "ConflictException"
"""The same was asked before, and is not finished."""
DIRECT = "sso-user-direct-assignment"
INTO_MANAGEMENT = "sso-management-account-assignment"


@dataclass(frozen=True)
class UnassignPermissionSet(Proposing):
    """Take from somebody the way into an account: from people who left, and from people who have it twice.

    Who has a permission set directly keeps it unless the same set leads into the same account through a group of
    theirs. AWS does not say when somebody last signed in, so that only the finding speaks for it. Identity Center works
    on it for a while after it was asked; until that is over the outcome counts as unknown.
    """

    id = "unassign-permission-set"
    title = "take the permission set away"
    answers = ("sso-user-disabled-with-access", DIRECT, INTO_MANAGEMENT)
    reads = (
        "sso:ListAccountAssignments",
        "sso:ListAccountAssignmentDeletionStatus",
        "sso:DescribeAccountAssignmentDeletionStatus",
        "sso:ListAccountAssignmentCreationStatus",
        "sso:DescribeAccountAssignmentCreationStatus",
    )
    writes = ("sso:DeleteAccountAssignment", "sso:CreateAccountAssignment")
    reversible = True

    def plan(self, changing: Changing) -> Iterator[Step | Refusal]:
        """Propose it for each assignment that the finding is about."""
        if changing.snapshot.gap(Section.IDENTITY_CENTER):
            why = "Identity Center was not read: name the section identity_center when you audit."
            yield self.refusal(target_of(changing.finding), Rule.UNREADABLE, why)
            return
        found = list(_assignments(changing))
        for center, one, assignment in found:
            yield self._judge(center, one, assignment, changing)
        if not found:
            why = "Nothing is assigned to it directly: look at the groups that it is a member of."
            yield self.refusal(target_of(changing.finding), Rule.UNSUITABLE, why)

    def observe(self, target: Target, door: Door) -> Facts:
        """Ask whether it is assigned, and whether that is being changed right now."""
        sso, looking = door("sso-admin"), Looking()
        looking.fact("assigned", lambda: _is_assigned(sso, target))
        looking.fact("being_deleted", lambda: _under_way(sso, target, "deletion"))
        looking.fact("being_created", lambda: _under_way(sso, target, "creation"))
        return looking.facts()

    def act(self, step: Step, door: Door) -> None:
        """Ask Identity Center to delete the assignment."""
        call = door("sso-admin").delete_account_assignment
        _accepted(change(call, ABSENT, UNDER_WAY, **_named(step.target)), "AccountAssignmentDeletionStatus")

    def done(self, step: Step, after: Facts) -> bool | None:  # noqa: ARG002 - it is in the facts
        """Whether it is assigned no more; not known while Identity Center works on it."""
        if "assigned" in after and not after["assigned"]:
            return True
        return False if after.get("assigned") and after.get("being_deleted") is False else None

    def undo(self, step: Step, before: Facts, door: Door) -> None:  # noqa: ARG002 - it was assigned
        """Ask Identity Center to make the assignment again."""
        call = door("sso-admin").create_account_assignment
        _accepted(change(call, UNDER_WAY, **_named(step.target)), "AccountAssignmentCreationStatus")

    def undone(self, step: Step, before: Facts, now: Facts) -> bool | None:  # noqa: ARG002 - as for done
        """Whether it is assigned again."""
        if now.get("assigned"):
            return True
        return False if now.get("assigned") is False and now.get("being_created") is False else None

    def _judge(
        self, center: IdentityCenter, one: PermissionSet, assignment: Assignment, changing: Changing
    ) -> Step | Refusal:
        target = _target(center, one, assignment, changing.snapshot.account.id)
        if changing.finding.check_id == DIRECT and not _also_by_group(center, one, assignment):
            why = (
                f"{assignment.principal_id} gets into {assignment.account_id} with {one.name} by no group:"
                " assign one first, or access is lost."
            )
            return self.refusal(target, Rule.UNSUITABLE, why)
        undo = f"Assign {one.name} to {assignment.principal_id} in {assignment.account_id} again."
        return self.step(
            changing, target, {"assigned": True, "being_deleted": False, "being_created": False}, undo=undo
        )


def _assignments(changing: Changing) -> Iterator[tuple[IdentityCenter, PermissionSet, Assignment]]:
    """Yield the assignments that a finding is about."""
    thing, check_id = changing.finding.resource, changing.finding.check_id
    for center in changing.snapshot.identity_center:
        for one in center.permission_sets:
            for assignment in one.assignments:
                if thing.type == "permission-set":
                    direct = assignment.principal_kind == "USER" and check_id == DIRECT
                    into = check_id == INTO_MANAGEMENT and assignment.account_id == _manager(changing)
                    wanted = thing.id == one.arn and (direct or into)
                else:
                    wanted = thing.id == assignment.principal_id
                if wanted:
                    yield center, one, assignment


def _manager(changing: Changing) -> str | None:
    organization = changing.snapshot.organization
    return organization.management_account_id if organization else None


def _also_by_group(center: IdentityCenter, one: PermissionSet, direct: Assignment) -> bool:
    """Whether a group that is known to have the user as a member leads to the same place."""
    ids = {group.id for group in center.groups if group.members and direct.principal_id in group.members}
    return any(
        each.principal_kind == "GROUP" and each.principal_id in ids and each.account_id == direct.account_id
        for each in one.assignments
    )


def _target(center: IdentityCenter, one: PermissionSet, assignment: Assignment, account_id: str) -> Target:
    return Target(
        account_id=account_id,
        type="permission-set",
        id=one.arn,
        arn=one.arn,
        details={
            "name": one.name,
            "instance": center.instance_arn,
            "into": assignment.account_id,
            "principal_type": assignment.principal_kind,
            "principal_id": assignment.principal_id,
        },
    )


def _named(target: Target) -> dict[str, str]:
    """Return what AWS calls the parts of an assignment."""
    return {
        "InstanceArn": target.details["instance"],
        "PermissionSetArn": target.id,
        "TargetId": target.details["into"],
        "TargetType": "AWS_ACCOUNT",
        "PrincipalType": target.details["principal_type"],
        "PrincipalId": target.details["principal_id"],
    }


def _is_assigned(sso: Client, target: Target) -> bool:
    found = unless_absent(
        lambda: listed_by_token(
            sso.list_account_assignments,
            "AccountAssignments",
            InstanceArn=target.details["instance"],
            AccountId=target.details["into"],
            PermissionSetArn=target.id,
        ),
        ABSENT,
    )
    mine = (target.details["principal_type"], target.details["principal_id"])
    return mine in [(field(one, "PrincipalType"), field(one, "PrincipalId")) for one in found or ()]


def _under_way(sso: Client, target: Target, what: str) -> bool:
    """Whether Identity Center is at work on this very assignment; `what` is `deletion` or `creation`."""
    instance = target.details["instance"]
    listing = getattr(sso, f"list_account_assignment_{what}_status")
    describe = getattr(sso, f"describe_account_assignment_{what}_status")
    kind = what.capitalize()
    in_progress: dict[str, Any] = {"InstanceArn": instance, "Filter": {"Status": "IN_PROGRESS"}}
    for one in listed_by_token(listing, f"AccountAssignments{kind}Status", **in_progress):
        which = {"InstanceArn": instance, f"AccountAssignment{kind}RequestId": field(one, "RequestId")}
        told = field(describe(**which), f"AccountAssignment{kind}Status")
        if all(told.get(name) == value for name, value in _named(target).items() if name != "InstanceArn"):
            return True
    return False


def _accepted(answer: dict[str, Any] | None, key: str) -> None:
    """Raise ChangeError when Identity Center says at once that it failed."""
    status = (answer or {}).get(key, {})
    if status.get("Status") == "FAILED":
        raise ChangeError(f"Identity Center failed: {status.get('FailureReason') or 'it does not say why'}.")
