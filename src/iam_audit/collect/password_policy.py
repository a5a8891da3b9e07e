"""The account's password policy."""

import msgspec

from iam_audit.collect.asking import field, plain, unless_absent
from iam_audit.collect.base import Answer, Client, Collector
from iam_audit.collect.shapes import read_shape
from iam_audit.model import Account, PasswordPolicy, Section


class RawPolicy(msgspec.Struct, rename="pascal"):
    """GetAccountPasswordPolicy as AWS gives it; what AWS leaves out when unset may be missing."""

    minimum_password_length: int
    require_uppercase_characters: bool
    require_lowercase_characters: bool
    require_numbers: bool
    require_symbols: bool
    allow_users_to_change_password: bool
    expire_passwords: bool
    max_password_age: int | None = None
    password_reuse_prevention: int | None = None
    hard_expiry: bool | None = None


class AccountPasswordPolicy(Collector[PasswordPolicy]):
    """Asks for the policy. An account without one has AWS's default: the answer is then null."""

    section = Section.PASSWORD_POLICY
    file = "password-policy.json"
    key = "PasswordPolicy"
    bare = dict
    permissions = ("iam:GetAccountPasswordPolicy",)

    def fetch(self, client: Client) -> Answer:
        """Return the policy, or None when the account has set none."""
        response = unless_absent(client.get_account_password_policy)
        return None if response is None else plain(field(response, "PasswordPolicy"))

    def parse(self, answer: Answer, account: Account) -> PasswordPolicy:  # noqa: ARG002
        """Shape the policy."""
        if answer is None:
            return PasswordPolicy()
        raw = read_shape(answer, RawPolicy, self.file)
        return PasswordPolicy(
            custom=True,
            minimum_length=raw.minimum_password_length,
            require_uppercase=raw.require_uppercase_characters,
            require_lowercase=raw.require_lowercase_characters,
            require_numbers=raw.require_numbers,
            require_symbols=raw.require_symbols,
            allow_users_to_change=raw.allow_users_to_change_password,
            expire_passwords=raw.expire_passwords,
            max_age_days=raw.max_password_age,
            reuse_prevention=raw.password_reuse_prevention,
            hard_expiry=bool(raw.hard_expiry),
        )
