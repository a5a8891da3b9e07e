"""Users who can do the most sensitive things without MFA."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Facts, Remedy, option
from iam_audit.checks.own_policies import listed
from iam_audit.checks.populations import USERS
from iam_audit.model import Finding, Section, Severity, Snapshot, User
from iam_audit.policy.holdings import Unread
from iam_audit.policy.mfa import allowed_without_mfa

SENSITIVE = (
    "cloudtrail:DeleteTrail",
    "cloudtrail:StopLogging",
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreatePolicyVersion",
    "iam:CreateUser",
    "iam:DeactivateMFADevice",
    "iam:DeleteRole",
    "iam:DeleteUser",
    "iam:PutGroupPolicy",
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateLoginProfile",
    "kms:ScheduleKeyDeletion",
    "organizations:LeaveOrganization",
    "sts:AssumeRole",
)


@dataclass(frozen=True)
class MfaEnforcementPolicyMissing(Check):
    """A second factor on the sign-in page is no help when the stolen thing is an access key.

    All policies of a user count, those of the groups and the permissions boundary too. It fails when one of the
    actions is allowed on resources that they do not name, in requests without MFA. What a user may do to
    themselves is not meant.
    """

    id = "mfa-enforcement-policy-missing"
    title = "User can act on the account without MFA"
    severity = Severity.MEDIUM
    needs = (Section.USERS, Section.PERMISSIONS, Section.GROUPS, Section.POLICIES)
    examines = USERS
    remedy = Remedy(
        text="Give {user} a policy that denies everything but setting up MFA while aws:MultiFactorAuthPresent is not"
        " true (with BoolIfExists), or move these permissions to a role that demands MFA.",
        console=(
            "IAM > Policies > Create policy > JSON: deny with BoolIfExists aws:MultiFactorAuthPresent false",
            "IAM > User groups > a group of {user} > Permissions > Attach policies",
        ),
        cli=(
            "aws iam create-policy --policy-name force-mfa --policy-document file://force-mfa.json",
            "aws iam attach-user-policy --user-name {user} --policy-arn POLICY_ARN",
        ),
    )

    actions: tuple[str, ...] = option(SENSITIVE, "Actions that should not work without MFA.")

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - no date matters here
        """Flag users to whom a sensitive action is open without MFA."""
        for user in snapshot.users:
            if verdict := self._judge(user, snapshot):
                yield verdict

    def _judge(self, user: User, snapshot: Snapshot) -> Finding | None:
        answer = allowed_without_mfa(user, self.actions, snapshot)
        if isinstance(answer, Unread):
            why = f"What {user.name} may do without MFA is not known, because {answer.because}."
            return self.unknown(user, why)
        if not answer:
            return None
        facts: Facts = {"actions": listed(answer), "action_count": len(answer)}
        return self.finding(user, f"Without MFA, {user.name} can use {listed(answer)} on anything.", facts)
