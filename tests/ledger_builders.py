"""Findings, routes and decisions for tests of the ledger: say only what the test is about."""

from datetime import datetime, timedelta

from builders import ACCOUNT_ID, NOW
from iam_audit.ledger import Decisions, Ledger, Policy, Route, Sighting, Stage, Subject, due
from iam_audit.model import Severity

CHECK = "access-key-age"
SLACK = Route(channel="slack")
MAIL = Route(channel="mail", recipient="alice@example.com")
DELAY = timedelta(days=7)
POLICY = Policy()


def fingerprint(number: int = 1) -> str:
    return f"{number:032x}"


def subject(number: int = 1, *routes: Route, **fields: object) -> Subject:
    values = {
        "fingerprint": fingerprint(number),
        "account_id": ACCOUNT_ID,
        "check_id": CHECK,
        "severity": Severity.HIGH,
        "routes": routes or (SLACK,),
        "facts": f'{{"key": {number}}}',
    }
    return Subject(**(values | fields))


def saw(*subjects: Subject, held: tuple[str, ...] = (), judged: bool = True) -> Sighting:
    looked = {(ACCOUNT_ID, CHECK)} if judged else set()
    return Sighting(subjects=subjects, judged=frozenset(looked), held=frozenset(held))


def after(**passed: float) -> datetime:
    """A moment so many days, hours or minutes after NOW."""
    return NOW + timedelta(**passed)


def decide(ledger: Ledger, sighting: Sighting, now: datetime = NOW, policy: Policy = POLICY) -> Decisions:
    return due(sighting, ledger.recall([ACCOUNT_ID]), policy, now)


def audit(ledger: Ledger, sighting: Sighting, now: datetime = NOW, policy: Policy = POLICY) -> int:
    """Decide and remember; return how many notices are new."""
    return ledger.enqueue(decide(ledger, sighting, now, policy), now)


def stages(decisions: Decisions) -> list[Stage]:
    return [notice.stage for notice in decisions.notices]
