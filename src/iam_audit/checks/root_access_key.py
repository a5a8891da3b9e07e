"""Access keys of the root user."""

from collections.abc import Iterator
from datetime import datetime

from iam_audit.checks.base import Check, Facts, Remedy
from iam_audit.checks.populations import ROOT, root_user
from iam_audit.checks.root_facts import root_has_keys
from iam_audit.model import AccessKey, Finding, Section, Severity, Snapshot, Used, whole_days

STALE = " The account summary counts none: the credential report can be four hours old, and it may be gone."


class RootAccessKey(Check):
    """A root key can do everything, and no policy of the account can hold it back.

    An active one is critical. One that is switched off is medium: it waits for a click. The credential report
    and the account summary are both asked, and one that says yes is enough.
    """

    id = "root-access-key"
    title = "Root user has an access key"
    severity = Severity.CRITICAL
    needs = (Section.ROOT, Section.ACCOUNT_SUMMARY)
    needs_all = False
    examines = ROOT
    remedy = Remedy(
        text="Find what uses the root key of account {account}, give it a role, and delete the key. In an"
        " organization with centralized root access, the management account can delete it without signing in"
        " as root.",
        console=(
            "Sign in as root > account menu > Security credentials > Access keys",
            "Actions > Deactivate, and watch what breaks",
            "Actions > Delete",
            (
                "Or, from the management account: IAM > Root access management > {account} > Delete root"
                " user credentials"
            ),
        ),
        cli=(
            (
                "aws sts assume-root --target-principal {account} --task-policy-arn"
                " arn=arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials"
            ),
            "aws iam list-access-keys",
            "aws iam delete-access-key --access-key-id KEY_ID",
        ),
    )

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Flag root when it has a key, active or not."""
        root, keys = root_user(snapshot), snapshot.root_access_keys
        summary = snapshot.account_summary.root_access_keys_present if snapshot.account_summary else None
        active = [key for key in keys if key.active]
        if active:
            stale = STALE if summary is False else ""
            message = f"Root of account {root.resource.account_id} has {_count(active)} active.{stale}"
            yield self.finding(root, message, _facts(keys, now))
        elif not keys and summary:
            yield self.finding(root, "Root has an access key, by the account summary; it may be active.")
        elif any(key.active is None for key in keys):
            yield self.unknown(root, "AWS did not say whether the access key of root is active.")
        elif keys:
            message = f"Root of account {root.resource.account_id} has {_count(keys)} inactive."
            yield self.finding(root, message, _facts(keys, now), severity=Severity.MEDIUM)
        elif root_has_keys(snapshot) is None:
            yield self.unknown(
                root, "Neither the credential report nor the account summary tells of root's keys."
            )


def _count(keys: list[AccessKey] | tuple[AccessKey, ...]) -> str:
    return "an access key that is" if len(keys) == 1 else f"{len(keys)} access keys that are"


def _facts(keys: tuple[AccessKey, ...], now: datetime) -> Facts:
    made = [key.created_at for key in keys if key.created_at]
    used = [key.last_used.at for key in keys if isinstance(key.last_used, Used)]
    return {
        "keys": len(keys),
        "active_keys": sum(key.active is True for key in keys),
        "oldest_key_age_days": whole_days(min(made), now) if made else None,
        "last_used_at": max(used).isoformat() if used else None,
    }
