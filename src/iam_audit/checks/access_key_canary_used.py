"""Keys that exist to be stolen, and were."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks import key_commands
from iam_audit.checks.base import Check, Population, Remedy, option
from iam_audit.checks.last_use import use_facts
from iam_audit.checks.populations import Thing
from iam_audit.model import AccessKey, Finding, Gap, Resource, Section, Severity, Snapshot, Used, UseUnknown

UNSET = Population("canary keys", lambda _: ())
"""Which keys are canaries is for the option to say, so `members` is what counts."""


@dataclass(frozen=True)
class AccessKeyCanaryUsed(Check):
    """A canary key is left where only a thief would find it, so every use of it is a break-in.

    Name the keys, or the users who hold them, in the option `keys`; without any, nothing is looked at. A
    name that fits neither is said, since a canary that is not watched is worse than none.
    """

    id = "access-key-canary-used"
    title = "Canary access key was used"
    severity = Severity.CRITICAL
    needs = (Section.ACCESS_KEYS, Section.ACCESS_KEY_IDS)
    examines = UNSET
    remedy = Remedy(
        text="Somebody has found {key}. Look up in CloudTrail where it was used from, find out what else lay"
        " beside it, and replace the key when the trace is secured.",
        console=(
            "CloudTrail > Event history: look up {key} under AWS access key",
            "IAM > Users > {user} > Security credentials > Access keys > Actions > Deactivate on {key}",
        ),
        cli=(
            key_commands.LAST_USED,
            "aws cloudtrail lookup-events --lookup-attributes AttributeKey=AccessKeyId,AttributeValue={key}",
            key_commands.DEACTIVATE,
        ),
    )

    keys: tuple[str, ...] = option(
        (), "Key ids, or names of users all of whose keys are canaries; none by default."
    )

    def blocked_by(self, snapshot: Snapshot) -> tuple[Gap, ...]:
        """Miss nothing while no canary is named."""
        return super().blocked_by(snapshot) if self.keys else ()

    def members(self, snapshot: Snapshot) -> Iterator[AccessKey]:
        """Yield the canary keys."""
        named = set(self.keys)
        return (key for key in snapshot.access_keys if named & {key.id, key.user_name})

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - any use at all counts
        """Flag canary keys that were ever used, and names that no key or user has."""
        watched = tuple(self.members(snapshot))
        there = {name for key in watched for name in (key.id, key.user_name)}
        for name in dict.fromkeys(self.keys):
            if name not in there:
                yield self._no_such_canary(name, snapshot)
        for key in watched:
            if verdict := self._judge(key):
                yield verdict

    def _judge(self, key: AccessKey) -> Finding | None:
        use = key.last_used
        if isinstance(use, UseUnknown):
            return self.unknown(key, f"Whether the canary {key.label} was used is not known: {use.why}")
        if not isinstance(use, Used):
            return None
        where = " in ".join(part for part in (use.service, use.region) if part) or "an unnamed service"
        message = f"The canary {key.label} of {key.user_name} was used on {use.at.date()} ({where})."
        return self.finding(key, message, use_facts(use))

    def _no_such_canary(self, name: str, snapshot: Snapshot) -> Finding:
        missing = Thing(Resource(type="access-key", id=name, name=name, account_id=snapshot.account.id))
        return self.unknown(missing, f"No key of this account is the canary {name}: see the option keys.")
