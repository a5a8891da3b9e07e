"""What the checks of active keys and of console passwords share: who is looked at, and what stays unknown."""

from abc import abstractmethod
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from iam_audit.checks.base import Check
from iam_audit.checks.populations import ACTIVE_KEYS, CONSOLE_USERS, active_keys, console_users
from iam_audit.model import AccessKey, Finding, Section, Snapshot, Status, User


class ActiveKeyCheck(Check):
    """A question about one active access key of a user."""

    needs = (Section.ACCESS_KEYS,)
    examines = ACTIVE_KEYS

    @abstractmethod
    def judge(self, key: AccessKey, now: datetime) -> Finding | None:
        """Return what is wrong with a key, taking it for active; None when nothing is."""

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Judge every active key. One that would fail, but may be switched off, is unknown."""
        for key in active_keys(snapshot):
            verdict = self.judge(key, now)
            if verdict and verdict.status is Status.FAIL and key.active is None:
                verdict = self.unknown(
                    key, f"AWS did not say whether it is active. If it is: {verdict.message}"
                )
            if verdict:
                yield verdict


class ConsoleUserCheck(Check):
    """A question about one user who can sign in to the console."""

    needs: ClassVar[tuple[Section, ...]] = (Section.USERS, Section.PASSWORDS)
    examines = CONSOLE_USERS

    @abstractmethod
    def judge(self, user: User, now: datetime) -> Finding | None:
        """Return what is wrong with a user who has a password; None when nothing is."""

    def run(self, snapshot: Snapshot, now: datetime) -> Iterator[Finding]:
        """Judge every user with a password. Whoever may have one, or not, is unknown."""
        for user in console_users(snapshot):
            if user.password.enabled is None:
                yield self.unknown(user, f"AWS did not say whether {user.name} has a console password.")
            elif verdict := self.judge(user, now):
                yield verdict
