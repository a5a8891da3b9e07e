"""Judges one invented holder of policies, for the tests of tiers."""

from accounts import ALICE, holder
from builders import NOW, snapshot
from iam_audit.model import CredentialContext as C
from iam_audit.model import Tier
from iam_audit.policy import privileges

NONE, READ, WRITE, DATA, ESCALATES, ADMIN, UNKNOWN = (
    Tier.NONE,
    Tier.READ,
    Tier.WRITE,
    Tier.DATA,
    Tier.ESCALATES,
    Tier.ADMIN,
    Tier.UNKNOWN,
)
KEY, PASSWORD, MFA_SESSION, ROLE_SESSION = C.ACCESS_KEY, C.PASSWORD, C.MFA_SESSION, C.ROLE_SESSION


def judged(*statements, boundary=None, around=None, arn=ALICE, scps=None, now=NOW, **fields):
    """The privilege of alice, who holds these statements; `around` is the rest of the account."""
    rest = dict(around or {})
    others = rest.pop("users", ())
    return privileges(
        snapshot(users=(holder(*statements, boundary=boundary, **fields), *others), **rest), now, scps
    )[arn]


def bounds(*statements, **fields):
    """(certain, possible)."""
    found = judged(*statements, **fields)
    return found.lower, found.upper


def ways(privilege):
    """The ids of the ways that decide."""
    return [each.id for each in privilege.paths if each.decides]
