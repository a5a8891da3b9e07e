"""Active access keys that are about to cross a limit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import ClassVar

from iam_audit.checks import key_commands
from iam_audit.checks.base import Facts, Remedy, option
from iam_audit.checks.credential_checks import ActiveKeyCheck
from iam_audit.checks.last_use import key_idle_since, why_unknown
from iam_audit.model import AccessKey, Finding, Severity, whole_days


@dataclass(frozen=True)
class Deadline:
    """The first day on which a key fails another check, if nobody does anything."""

    check_id: str
    limit: str
    """In words, with the number: `rotation limit of 90 days`."""
    at: datetime
    days_left: int


@dataclass(frozen=True)
class AccessKeyDeadline(ActiveKeyCheck):
    """A rotation announced two weeks ahead is work; one found out too late is an outage or a finding.

    Nothing is wrong with such a key yet, so this is only information. A key that has failed a limit already
    is not warned about that limit: `access-key-age` and `access-key-unused` speak of it. Both limits follow
    the options of those checks, unless they are set here as well.
    """

    id = "access-key-deadline"
    title = "Access key will soon be past a limit"
    severity = Severity.INFO
    remedy = Remedy(
        text="Rotate {key} before the date, or deactivate it if nothing needs it any more.",
        console=(
            key_commands.OPEN,
            "Create access key, and put the new key where {key} is used",
            "Actions > Deactivate on {key} when Last used of {key} has stopped moving",
        ),
        cli=(
            key_commands.LAST_USED,
            key_commands.CREATE,
            key_commands.DEACTIVATE,
        ),
    )
    follows: ClassVar[Mapping[str, tuple[str, str]]] = MappingProxyType(
        {
            "rotation_days": ("access-key-age", "max_days"),
            "machine_rotation_days": ("access-key-age", "machine_max_days"),
            "unused_days": ("access-key-unused", "max_days"),
            "machine_unused_days": ("access-key-unused", "machine_max_days"),
        }
    )

    warn_days: int = option(14, "Days before a key fails a limit from which on to warn; 0 never warns.")
    rotation_days: int = option(90, "The rotation limit in days; unless set, that of access-key-age.")
    machine_rotation_days: int = option(
        90, "The rotation limit of programs in days; unless set, machine_max_days of access-key-age."
    )
    unused_days: int = option(45, "The limit of days unused; unless set, that of access-key-unused.")
    machine_unused_days: int = option(
        45, "The limit of days unused of programs; unless set, machine_max_days of access-key-unused."
    )

    def judge(self, key: AccessKey, now: datetime) -> Finding | None:
        """Flag a key that will fail a limit within `warn_days` days, naming the limit and the date."""
        near = sorted(self._deadlines(key, now), key=lambda deadline: deadline.days_left)
        if near:
            return self._warning(key, near)
        if key.created_at is None:
            return self.unknown(key, "AWS did not say when this key was made.")
        if key_idle_since(key) is None:
            return self.unknown(key, why_unknown(key.last_used, "when this key was made"))
        return None

    def _deadlines(self, key: AccessKey, now: datetime) -> Iterator[Deadline]:
        clocks = (
            ("access-key-age", "rotation limit", key.created_at, self.rotation_days),
            ("access-key-unused", "limit for keys unused", key_idle_since(key), self.unused_days),
        )
        for check_id, name, since, limit in clocks:
            if since is None:
                continue
            left = limit + 1 - whole_days(since, now)
            if 0 < left <= self.warn_days:
                at = since + timedelta(days=limit + 1)
                yield Deadline(check_id=check_id, limit=f"{name} of {limit} days", at=at, days_left=left)

    def _warning(self, key: AccessKey, near: list[Deadline]) -> Finding:
        words = " and ".join(
            f"the {one.limit} on {one.at.date()} (in {_days(one.days_left)})" for one in near
        )
        message = f"{key.label} of {key.user_name} will be past {words}."
        facts: Facts = {
            f"{one.check_id.replace('-', '_')}_fails_on": one.at.date().isoformat() for one in near
        }
        return self.finding(key, message, {"days_left": near[0].days_left, **facts})


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
