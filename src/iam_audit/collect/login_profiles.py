"""Who has a console password, and who must change it: for what the credential report does not tell."""

from collections.abc import Sequence

import msgspec

from iam_audit.collect.asking import field, plain, unless_absent
from iam_audit.collect.base import Answer, Client, PerUserCollector
from iam_audit.collect.shapes import Moment, read_shape
from iam_audit.model import Account, LoginProfile, Section, Snapshot


class RawProfile(msgspec.Struct, rename="pascal"):
    """A login profile. Its date is when the first password was set, not when it was last changed."""

    user_name: str
    create_date: Moment | None = None
    password_reset_required: bool | None = None


class LoginProfiles(PerUserCollector[tuple[LoginProfile, ...]]):
    """Asks about the users who may have a password; those without one leave no entry."""

    section = Section.LOGIN_PROFILES
    file = "login-profiles.json"
    key = "LoginProfiles"
    permissions = ("iam:GetLoginProfile",)
    live = True
    on_request = True
    essential = False

    def users(self, snapshot: Snapshot) -> Sequence[str]:
        """Return the users of whom we do not know whether they have a password."""
        return [user.name for user in snapshot.users if user.password.enabled is None]

    def users_on_request(self, snapshot: Snapshot) -> Sequence[str]:
        """Return everybody with a password: only here AWS says whether it must be changed."""
        return [user.name for user in snapshot.users if user.password.enabled is not False]

    def fetch(self, client: Client, user_name: str) -> Sequence[Answer]:
        """Return the login profile of one user, if there is one."""
        response = unless_absent(lambda: client.get_login_profile(UserName=user_name))
        return [] if response is None else [plain(field(response, "LoginProfile"))]

    def parse(self, answer: Answer, account: Account) -> tuple[LoginProfile, ...]:  # noqa: ARG002
        """Shape the list."""
        return tuple(
            LoginProfile(
                user_name=raw.user_name,
                created_at=raw.create_date,
                reset_required=raw.password_reset_required,
            )
            for raw in read_shape(answer, list[RawProfile], self.file)
        )
