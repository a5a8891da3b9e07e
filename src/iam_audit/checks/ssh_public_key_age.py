"""SSH public keys for CodeCommit that are not replaced."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Facts, Population, Remedy, option, same_for_machines
from iam_audit.checks.credential_resources import ssh_key_thing
from iam_audit.checks.populations import Thing
from iam_audit.model import (
    Finding,
    Remediation,
    Resource,
    Section,
    Severity,
    Snapshot,
    SshPublicKey,
    whole_days,
)


def active_ssh_keys(snapshot: Snapshot) -> Iterator[Thing]:
    """Yield the SSH keys that are switched on, or may be."""
    return (ssh_key_thing(key, snapshot) for key in snapshot.ssh_public_keys if key.active is not False)


@dataclass(frozen=True)
class SshPublicKeyAge(Check):
    """An SSH key opens CodeCommit repositories without a second factor, for as long as it stays.

    AWS does not record when such a key was used. The keys are read on request, with a call per user.
    """

    id = "ssh-public-key-age"
    title = "SSH public key is past its rotation limit"
    severity = Severity.LOW
    needs = (Section.SSH_PUBLIC_KEYS,)
    examines = Population("active SSH public keys", active_ssh_keys)
    remedy = Remedy(
        text="Have {user} upload a new key, then deactivate and delete the old one.",
        console=("IAM > Users > {user} > Security credentials > SSH public keys for AWS CodeCommit",),
        cli=(
            "aws iam update-ssh-public-key --user-name {user} --ssh-public-key-id {ssh_key} --status Inactive",
            "aws iam delete-ssh-public-key --user-name {user} --ssh-public-key-id {ssh_key}",
        ),
    )

    follows = same_for_machines("ssh-public-key-age", "max_days")

    max_days: int = option(180, "Days a key may be old.")
    machine_max_days: int = option(180, "Days a key of a program may be old; unless set, max_days.")
    severe_days: int = option(360, "Days above which the finding is of medium severity.")

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Flag active keys past the limit."""
        for key in snapshot.ssh_public_keys:
            if key.active is not False and (verdict := self._judge(key, snapshot, now)):
                yield verdict

    def remediation(self, resource: Resource) -> Remediation:
        """Fill in the id of the key."""
        known = resource.id if resource.type == "ssh-public-key" else "SSH_KEY_ID"
        return self.remedy.for_resource(resource, ssh_key=known)

    def _judge(self, key: SshPublicKey, snapshot: Snapshot, now: datetime) -> Finding | None:
        thing = ssh_key_thing(key, snapshot)
        if key.uploaded_at is None:
            return self.unknown(thing, f"AWS did not say when the SSH key of {key.user_name} was uploaded.")
        days = whole_days(key.uploaded_at, now)
        if days <= self.max_days:
            return None
        message = f"The SSH key of {key.user_name} is {days} days old; the limit is {self.max_days}."
        severity = Severity.MEDIUM if days > self.severe_days else None
        facts: Facts = {
            "age_days": days,
            "max_days": self.max_days,
            "uploaded_at": key.uploaded_at.isoformat(),
        }
        return self.finding(thing, message, facts, severity=severity)
