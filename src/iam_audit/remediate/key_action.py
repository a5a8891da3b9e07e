"""What the actions on access keys share: they name the very key, and never the user's other one."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from iam_audit.checks.last_use import key_idle_since, why_unknown
from iam_audit.model import ROOT_NAME, AccessKey, NeverUsed, whole_days
from iam_audit.remediate.base import Changing, Door
from iam_audit.remediate.changing import change
from iam_audit.remediate.nouns import Facts, Refusal, Rule, Step, Target
from iam_audit.remediate.observing import (
    KEY_READS,
    USER_READS,
    Looking,
    look_at_key,
    look_at_user,
    moment_text,
)
from iam_audit.remediate.proposing import Proposing, keys_found, target_of


@dataclass(frozen=True)
class KeyAction(Proposing):
    """A change to one access key of a user."""

    reads = (*KEY_READS, *USER_READS)

    @abstractmethod
    def judge(self, key: AccessKey, target: Target, changing: Changing) -> Step | Refusal:
        """Propose the change to a key whose id and status are known, or say why not."""

    def plan(self, changing: Changing) -> Iterator[Step | Refusal]:
        """Yield a step or a refusal for each key that the finding is about, each judged by itself."""
        keys = keys_found(changing)
        for key in keys:
            yield self._known(key, changing)
        if not keys:
            yield self.refusal(
                target_of(changing.finding), Rule.UNSUITABLE, "The finding is about no access key."
            )

    def observe(self, target: Target, door: Door) -> Facts:
        """Ask for the user, the key and its last use."""
        iam, looking = door("iam"), Looking()
        name = target.user_name or ""
        look_at_user(looking, iam, name)
        look_at_key(looking, iam, name, target.id)
        return looking.facts()

    def expected(self, key: AccessKey, status: str) -> Facts:
        """Return what must still be true of the key."""
        made = {"key_created_at": moment_text(key.created_at)} if key.created_at else {}
        return {"user": key.user_name, "key_status": status, **made}

    def _known(self, key: AccessKey, changing: Changing) -> Step | Refusal:
        target = key_target(key)
        if key.user_name == ROOT_NAME:
            return self.refusal(
                target, Rule.ROOT, "It is a key of the root user: only root itself can change it."
            )
        if key.id is None:
            why = f"The id of {key.label} of {key.user_name} is not known, so it cannot be named."
            return self.refusal(target, Rule.UNREADABLE, why)
        if key.active is None:
            why = f"AWS did not say whether {key.id} is active."
            return self.refusal(target, Rule.UNREADABLE, why)
        return self.judge(key, target, changing)

    def in_use(self, key: AccessKey, target: Target, now: datetime, days: int) -> Refusal | None:
        """Refuse a key that is not known to have lain idle for more than `days` whole days."""
        since = key_idle_since(key)
        if since is None:
            return self.refusal(
                target, Rule.USE_UNKNOWN, why_unknown(key.last_used, "when this key was made")
            )
        idle = whole_days(since, now)
        if idle > days:
            return None
        until = since + timedelta(days=days + 1)
        if isinstance(key.last_used, NeverUsed):
            why = f"{key.id} was never used, but made or switched on only {idle} days ago; the period is {days} days."
            return self.refusal(target, Rule.TOO_YOUNG, why, until)
        why = f"{key.id} was last used {idle} days ago; the period is {days} days."
        return self.refusal(target, Rule.IN_USE, why, until)

    def too_young(self, key: AccessKey, target: Target, now: datetime, days: int) -> Refusal | None:
        """Refuse a key that is younger than `days` whole days, or of unknown age."""
        if key.created_at is None:
            return self.refusal(target, Rule.UNREADABLE, f"AWS did not say when {key.id} was made.")
        age = whole_days(key.created_at, now)
        if age >= days:
            return None
        why = f"{key.id} is {age} days old; keys younger than {days} days are left alone."
        return self.refusal(target, Rule.TOO_YOUNG, why, key.created_at + timedelta(days=days))


def key_target(key: AccessKey) -> Target:
    """Return a key as a target."""
    return Target(
        account_id=key.account_id,
        type="access-key",
        id=key.resource.id,
        user_name=None if key.user_name == ROOT_NAME else key.user_name,
        arn=key.user_arn,
    )


def switch_key(door: Door, target: Target, status: str) -> None:
    """Make a key `Active` or `Inactive`. Raises ChangeError, also when the key is gone."""
    iam = door("iam")
    change(iam.update_access_key, UserName=target.user_name, AccessKeyId=target.id, Status=status)
