"""What the plans of all actions share: steps and refusals with their target, and what a finding is about."""

from datetime import datetime

from iam_audit.model import AccessKey, Finding, User
from iam_audit.remediate.base import Action, Changing
from iam_audit.remediate.nouns import Facts, Proof, Refusal, Rule, Step, Target


class Proposing(Action):
    """An action that knows how to write down what it would do."""

    @property
    def permissions(self) -> tuple[str, ...]:
        """Return the IAM actions that a step of it needs, to look and to change."""
        return tuple(dict.fromkeys((*self.reads, *self.writes)))

    def step(
        self,
        changing: Changing,
        target: Target,
        expects: Facts,
        *,
        undo: str | None = None,
        idle_days: int | None = None,
    ) -> Step:
        """Propose to change `target`, for the finding."""
        finding = changing.finding
        return Step(
            action=self.id,
            target=target,
            proof=Proof(
                check_id=finding.check_id,
                fingerprint=finding.fingerprint,
                severity=finding.severity,
                message=finding.message,
                at=changing.snapshot.collected_at,
                evidence=finding.evidence,
            ),
            expects=expects,
            idle_days=idle_days,
            undo=undo,
            permissions=self.permissions,
        )

    def refusal(self, target: Target, rule: Rule, why: str, until: datetime | None = None) -> Refusal:
        """Say why `target` is left alone."""
        return Refusal(action=self.id, target=target, rule=rule, why=why, until=until)


def target_of(finding: Finding) -> Target:
    """Return what a finding is about, as the target of a refusal."""
    thing = finding.resource
    return Target(
        account_id=thing.account_id, type=thing.type, id=thing.id, user_name=thing.user_name, arn=thing.arn
    )


def user_target(user: User, **details: str) -> Target:
    """Return a user as a target."""
    return Target(
        account_id=user.account_id,
        type="user",
        id=user.name,
        user_name=user.name,
        arn=user.arn,
        details=details,
    )


def user_expected(user: User) -> Facts:
    """Return who must still be there: not somebody who was given the name since."""
    return {"user": user.name, **({"user_id": user.id} if user.id else {})}


def user_found(changing: Changing) -> User | None:
    """Return the user that a finding is about, itself or by something that it has; None where there is none."""
    name = changing.finding.resource.user_name
    return changing.snapshot.users_by_name.get(name) if name else None


def keys_found(changing: Changing) -> tuple[AccessKey, ...]:
    """Return the very key that a finding is about; of a finding about a user, all keys of the user."""
    thing, snapshot = changing.finding.resource, changing.snapshot
    if thing.type == "user":
        return snapshot.keys_by_user.get(thing.name, ())
    every = (*snapshot.keys_by_user.get(thing.name, ()), *snapshot.root_access_keys)
    return tuple(key for key in every if thing.type == "access-key" and key.resource.id == thing.id)
