"""The password policy of the account."""

from agreement.scenario import FAIL, PASS, Table, both, table
from builders import password, snapshot, user
from iam_audit.model import PasswordPolicy, Snapshot

STRONG = {
    "custom": True,
    "minimum_length": 14,
    "require_uppercase": True,
    "require_lowercase": True,
    "require_numbers": True,
    "require_symbols": True,
    "allow_users_to_change": True,
    "expire_passwords": True,
    "max_age_days": 90,
    "reuse_prevention": 24,
}


def policy(**fields: object) -> Snapshot:
    """An account with a strong policy, but for the fields that are named."""
    return _account(PasswordPolicy(**(STRONG | fields)))


def _account(judged: PasswordPolicy) -> Snapshot:
    return snapshot(password_policy=judged, users=(user(password=password()),))


NONE = _account(PasswordPolicy())
"""An account that has no policy of its own."""


def switch(check: str, field: str) -> Table:
    """A check of one yes or no."""
    return table(
        check,
        both("required", policy(**{field: True}), PASS),
        both("not required", policy(**{field: False}), FAIL),
        both("no policy of the account's own", NONE, FAIL),
    )


TABLES: tuple[Table, ...] = (
    switch("password-policy-uppercase", "require_uppercase"),
    switch("password-policy-lowercase", "require_lowercase"),
    switch("password-policy-number", "require_numbers"),
    switch("password-policy-symbol", "require_symbols"),
    table(
        "password-policy-min-length",
        both("13 characters", policy(minimum_length=13), FAIL),
        both("14 characters", policy(minimum_length=14), PASS),
        both("15 characters", policy(minimum_length=15), PASS),
        both("no policy of the account's own", NONE, FAIL),
    ),
    table(
        "password-policy-max-age",
        both("89 days", policy(max_age_days=89), PASS),
        both("90 days", policy(max_age_days=90), PASS),
        both("91 days", policy(max_age_days=91), FAIL),
        both("passwords do not expire", policy(expire_passwords=False, max_age_days=None), FAIL),
        both("no policy of the account's own", NONE, FAIL),
    ),
    table(
        "password-policy-reuse",
        both("23 passwords", policy(reuse_prevention=23), FAIL),
        both("24 passwords", policy(reuse_prevention=24), PASS),
        both("none", policy(reuse_prevention=None), FAIL),
        both("no policy of the account's own", NONE, FAIL),
    ),
)
