"""A little history for the server to show: two accounts, three audits, a key that is mended and comes back."""

from builders import account
from history_builders import OTHER, access_key, days_ago, judged, result, save, user
from iam_audit.history.history import History
from iam_audit.model import WaiverState, WaiverUse

OLD = access_key(age_days=400, used_days_ago=1)
IDLE = access_key(age_days=400, used_days_ago=200, id="AKIAI44QH8DHBEXAMPLE", user_name="bob", slot=1)
THERE = access_key(
    age_days=100, used_days_ago=1, id="AKIAIOSFODNN8EXAMPLE", user_name="carol", account_id=OTHER
)
USERS = (user("alice"), user("bob"))
CAROL = user("carol", account_id=OTHER, arn=f"arn:aws:iam::{OTHER}:user/carol")
USE = WaiverUse(
    source="waivers.toml, entry 1", state=WaiverState.UNMATCHED, message="Nothing that it is about fails."
)


def fill(store):
    """Save the three audits, and return what holds them."""
    history = History(store)
    for days, keys in ((20, (OLD, IDLE)), (10, (OLD,)), (0, (OLD, IDLE))):
        at = days_ago(days)
        here = judged(at, access_keys=keys, users=USERS)
        there = judged(at, account=account(id=OTHER, name="sandbox"), access_keys=(THERE,), users=(CAROL,))
        save(history, result(here, there, at=at, waivers=(USE,)))
    return history
