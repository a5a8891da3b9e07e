"""Users who hold two active access keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks import key_commands
from iam_audit.checks.base import Check, Facts, Population, Remedy, option, same_for_machines
from iam_audit.checks.populations import Thing
from iam_audit.model import AccessKey, Finding, Resource, Section, Severity, Snapshot, whole_days


def holder(key: AccessKey) -> Thing:
    """Return the user of a key."""
    name = key.user_name
    return Thing(Resource(type="user", id=name, arn=key.user_arn, name=name, account_id=key.account_id))


def holders(snapshot: Snapshot) -> Iterator[Thing]:
    """Yield the users with a key that is active, or may be."""
    for keys in snapshot.keys_by_user.values():
        if any(key.active is not False for key in keys):
            yield holder(keys[0])


@dataclass(frozen=True)
class AccessKeyMultipleActive(Check):
    """Two keys are twice as much to lose, and the second is usually a rotation that nobody finished.

    While a rotation is going on there must be two: `overlap_days` allows it, counted from the newer key.
    """

    id = "access-key-multiple-active"
    title = "User has more than one active access key"
    severity = Severity.MEDIUM
    needs = (Section.ACCESS_KEYS,)
    examines = Population("users with an active access key", holders)
    remedy = Remedy(
        text="Find out which key of {user} is in use, deactivate the other, and delete it when nothing has"
        " missed it for a week.",
        console=(
            key_commands.OPEN,
            "Compare Last used of the two keys",
            "Actions > Deactivate on the one to drop; after a quiet week, Actions > Delete",
        ),
        cli=(
            key_commands.LIST,
            key_commands.LAST_USED,
            key_commands.DEACTIVATE,
            key_commands.DELETE,
        ),
    )

    follows = same_for_machines("access-key-multiple-active", "overlap_days")

    overlap_days: int = option(
        0, "Days two keys may overlap: none, or until the newer key is this many days old."
    )
    machine_overlap_days: int = option(0, "Days two keys of a program may overlap; unless set, overlap_days.")

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Flag users with two active keys, unless the newer is younger than `overlap_days` whole days."""
        for keys in snapshot.keys_by_user.values():
            maybe = [key for key in keys if key.active is not False]
            if len(maybe) > 1 and (verdict := self._judge(maybe, now)):
                yield verdict

    def _judge(self, keys: list[AccessKey], now: datetime) -> Finding | None:
        user = holder(keys[0])
        ages = [whole_days(key.created_at, now) for key in keys if key.created_at]
        if ages and min(ages) < self.overlap_days:
            return None
        if sum(key.active is True for key in keys) < 2:
            return self.unknown(user, f"AWS did not say whether each of the {len(keys)} keys is active.")
        if self.overlap_days and len(ages) < len(keys):
            return self.unknown(
                user, "AWS did not say when each key was made, so a rotation may be going on."
            )
        message = f"{user.resource.name} has {len(keys)} active access keys: {_labels(keys)}; the limit is 1."
        return self.finding(user, message, self._facts(keys, ages))

    def _facts(self, keys: list[AccessKey], ages: list[int]) -> Facts:
        newest = min(ages) if ages else None
        return {
            "active_keys": len(keys),
            "keys": _labels(keys),
            "newest_key_age_days": newest,
            "overlap_days": self.overlap_days,
        }


def _labels(keys: list[AccessKey]) -> str:
    return ", ".join(sorted(key.label for key in keys))
