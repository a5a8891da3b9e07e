"""Makes up the accounts and lets a year pass over them. The same every time."""

from functools import cache
from random import Random

from iam_audit.demo.lives import AccountLife, UserLife
from iam_audit.demo.names import ACCOUNTS, TEAMS, account_id
from iam_audit.demo.people import Cast
from iam_audit.model import Account

USERS = {
    "core": (3, 5),
    "production": (5, 10),
    "staging": (4, 6),
    "development": (8, 13),
    "sandbox": (11, 16),
    "acquired": (14, 19),
}
"""How many users an account has, at least and at most, by unit."""
TAKEOVER = 212
"""When Maplebrook was bought, and its accounts joined with all they had."""
FOUNDED = 2400


@cache
def organization() -> tuple[AccountLife, ...]:
    """Return the accounts, the management account first."""
    return tuple(_account(number, name, unit) for number, (name, unit) in enumerate(ACCOUNTS))


def _account(number: int, name: str, unit: str) -> AccountLife:
    dice = Random(f"account {name}")  # noqa: S311 - it invents people, not secrets
    acquired = unit == "acquired"
    least, most = USERS[unit]
    return AccountLife(
        account=Account(id=account_id(number), name=name, management=number == 0),
        unit=unit,
        joined=TAKEOVER - 7 * (number % 2) if acquired else FOUNDED,
        users=_users(dice, unit, dice.randint(least, most)),
        policy_since=dice.choice((None, 41)) if acquired else dice.choice((900, 900, 300, 118)),
        root_mfa_since=dice.choice((160, 75, None)) if acquired else 1200,
        shut=_days(dice, 1 if dice.random() < 0.2 else 0) + ((0,) if name == "maplebrook-legacy" else ()),
        blind=_days(dice, 2 if unit == "sandbox" else 0) + ((0,) if name == "sandbox-amber" else ()),
    )


def _users(dice: Random, unit: str, count: int) -> tuple[UserLife, ...]:
    cast = Cast(dice, unit, TEAMS[unit])
    people = [cast.somebody() for _ in range(count)]
    return tuple({user.name: user for user in people}.values())


def _days(dice: Random, times: int) -> tuple[int, ...]:
    """Return stretches of a week on which something did not work."""
    starts = [dice.randint(14, 330) for _ in range(times)]
    return tuple(day for start in starts for day in range(start, start + 7))
