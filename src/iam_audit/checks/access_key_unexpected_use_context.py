"""Access keys last used where nobody expects them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.checks import key_commands
from iam_audit.checks.base import Check, Population, Remedy, option
from iam_audit.checks.last_use import use_facts
from iam_audit.model import AccessKey, Finding, Section, Severity, Snapshot, Used, UseUnknown

UNSET = Population("access keys", lambda _: ())
"""Without an option there is nothing to compare with, so `members` is what counts."""


@dataclass(frozen=True)
class AccessKeyUnexpectedUseContext(Check):
    """A key that suddenly speaks to another service, or in another Region, may have another owner.

    Name what is expected in `allowed_regions`, `allowed_services`, or both; what is left empty is not
    compared, and with both empty no key is looked at. AWS remembers the last use only, whether or not the
    key is still active. A key that was never used passes.
    """

    id = "access-key-unexpected-use-context"
    title = "Access key was last used in an unexpected Region or service"
    severity = Severity.MEDIUM
    needs = (Section.ACCESS_KEYS,)
    examines = UNSET
    remedy = Remedy(
        text="Ask {user} whether this use of {key} was theirs. If it was, allow it in the settings; if nobody"
        " knows of it, deactivate {key} and read in CloudTrail what was done with it.",
        console=(
            "CloudTrail > Event history, in the Region of the use: look up {key} under AWS access key",
            key_commands.OPEN,
            "Actions > Deactivate on {key}",
        ),
        cli=(
            key_commands.LAST_USED,
            "aws cloudtrail lookup-events --lookup-attributes AttributeKey=Username,AttributeValue={user}",
            key_commands.DEACTIVATE,
        ),
    )

    allowed_regions: tuple[str, ...] = option((), "Regions in which keys may be used; empty for any.")
    allowed_services: tuple[str, ...] = option(
        (), "Services, such as s3, that keys may be used for; empty for any."
    )

    def members(self, snapshot: Snapshot) -> Iterator[AccessKey]:
        """Yield all keys when something is expected of them."""
        yield from snapshot.access_keys if self.allowed_regions or self.allowed_services else ()

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:  # noqa: ARG002 - any date of use counts
        """Flag keys whose last use was outside what is allowed."""
        for key in self.members(snapshot):
            if verdict := self._judge(key):
                yield verdict

    def _judge(self, key: AccessKey) -> Finding | None:
        use = key.last_used
        if isinstance(use, UseUnknown):
            return self.unknown(key, f"The last use is not known: {use.why}")
        if not isinstance(use, Used):
            return None
        wrong = _outside(use.region, self.allowed_regions) or _outside(use.service, self.allowed_services)
        if wrong:
            message = f"{key.label} of {key.user_name} was last used in {wrong}, where it is not expected."
            return self.finding(key, message, use_facts(use))
        if (self.allowed_regions and not use.region) or (self.allowed_services and not use.service):
            return self.unknown(
                key, "AWS did not say in which Region, and for which service, it was last used."
            )
        return None


def _outside(place: str | None, allowed: tuple[str, ...]) -> str | None:
    return place if place and allowed and place.lower() not in {one.lower() for one in allowed} else None
