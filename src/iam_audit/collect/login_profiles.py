"""Who has a console password, for when the credential report does not tell."""

from collections.abc import Sequence

import msgspec

from iam_audit.collect.asking import field, plain, unless_absent
from iam_audit.collect.base import Answer, Client, PerUserCollector
from iam_audit.collect.shapes import read_shape
from iam_audit.model import Account, Section, Snapshot


class RawProfile(msgspec.Struct, rename="pascal"):
    """A login profile. Its date is when the first password was set, not when it was last changed."""

    user_name: str


class LoginProfiles(PerUserCollector[frozenset[str]]):
    """Asks about the users who may have a password; those without one leave no entry."""

    section = Section.PASSWORDS
    file = "login-profiles.json"
    key = "LoginProfiles"
    permissions = ("iam:GetLoginProfile",)
    live = True

    def users(self, snapshot: Snapshot) -> Sequence[str]:
        """Return the users of whom we do not know whether they have a password."""
        return [user.name for user in snapshot.users if user.password.enabled is None]

    def fetch(self, client: Client, user_name: str) -> Sequence[Answer]:
        """Return the login profile of one user, if there is one."""
        response = unless_absent(lambda: client.get_login_profile(UserName=user_name))
        return [] if response is None else [plain(field(response, "LoginProfile"))]

    def parse(self, answer: Answer, account: Account) -> frozenset[str]:  # noqa: ARG002
        """Return the names of the users who have a password."""
        return frozenset(raw.user_name for raw in read_shape(answer, list[RawProfile], self.file))
