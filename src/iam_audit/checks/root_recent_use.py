"""A root user that somebody has worked as lately."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks.base import Check, Facts, Remedy, option
from iam_audit.checks.last_use import use_facts
from iam_audit.checks.populations import ROOT, root_user
from iam_audit.model import (
    AccessKey,
    Finding,
    LastUse,
    Root,
    Section,
    Severity,
    Snapshot,
    Used,
    UseUnknown,
    whole_days,
)


@dataclass(frozen=True)
class RootRecentUse(Check):
    """Root is for the few things nothing else can do; each use should be one that somebody remembers.

    The newest of root's sign-ins and key uses counts, whichever it is. By default a use is told for a week,
    so that a weekly audit sees each one; set `max_days` to how often you look, such as 90 for a quarterly
    review.
    """

    id = "root-recent-use"
    title = "Root user was used recently"
    severity = Severity.HIGH
    needs = (Section.ROOT,)
    examines = ROOT
    remedy = Remedy(
        text="Find out who used root of account {account} and for what. If it was nobody you know, change"
        " root's password, delete its keys and call AWS Support. Do everyday work with a role.",
        console=(
            "CloudTrail > Event history, in us-east-1 > User name: root",
            "Sign in as root > account menu > Security credentials: check password, MFA and keys",
        ),
        cli=("aws cloudtrail lookup-events --lookup-attributes AttributeKey=Username,AttributeValue=root",),
    )

    max_days: int = option(7, "Days for which a use of root is told; on the day after these it passes.")

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Flag root when it was used in the last `max_days` whole days."""
        if snapshot.root is None:
            yield self.unknown(root_user(snapshot), "Root is not in what was read of the credential report.")
            return
        keys = snapshot.root_access_keys
        uses = [
            ("password", snapshot.root.password.last_used),
            *((_name(key), key.last_used) for key in keys),
        ]
        if verdict := self._judge(snapshot.root, uses, now):
            yield verdict

    def _judge(self, root: Root, uses: list[tuple[str, LastUse]], now: datetime) -> Finding | None:
        used = [(name, use) for name, use in uses if isinstance(use, Used)]
        name, newest = max(used, key=lambda one: one[1].at, default=("", None))
        if newest and (days := whole_days(newest.at, now)) <= self.max_days:
            message = (
                f"Root of account {root.account_id} was used {_ago(days)}, by its {name};"
                f" uses of the last {self.max_days} days are told."
            )
            facts: Facts = {"used_days_ago": days, "limit_days": self.max_days, "by": name}
            return self.finding(root, message, {**facts, **use_facts(newest)})
        for one, use in uses:
            if isinstance(use, UseUnknown):
                return self.unknown(root, f"The last use of root's {one} is not known: {use.why}")
        return None


def _name(key: AccessKey) -> str:
    return f"access key {key.id}" if key.id else f"access {key.label}"


def _ago(days: int) -> str:
    return "within the last day" if days == 0 else "1 day ago" if days == 1 else f"{days} days ago"
