"""Sends what is in the ledger, one envelope after the other."""

import logging
from collections.abc import Callable
from datetime import datetime

import msgspec

from iam_audit.ledger.base import Ledger
from iam_audit.ledger.envelope import Delivered, Envelope, Outcome

logger = logging.getLogger(__name__)


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """What one round of delivering came to."""

    delivered: int = 0
    refused: int = 0
    taken: int = 0
    """Envelopes that another process was faster to take, or that were given up unsent."""
    left: int = 0
    """Envelopes that were not tried because time was running out."""


def deliver(
    ledger: Ledger,
    send: Callable[[Envelope], Outcome],
    clock: Callable[[], datetime],
    go_on: Callable[[], bool] = lambda: True,
    wanted: Callable[[Envelope], bool] = lambda _: True,
) -> Round:
    """Hand every envelope that may be sent now to `send`, and write down how it went.

    `clock` is asked before and after each message, because a lease runs while a slow channel is waited for. `send` says
    what happened and does not raise; what it raises all the same leaves the envelope claimed until its lease is over.
    `go_on` is asked before each message: a Lambda function that is about to end says no. What is not `wanted` stays.
    """
    tally = {"delivered": 0, "refused": 0, "taken": 0, "left": 0}
    for envelope in filter(wanted, ledger.deliverable(clock())):
        tally[_deliver_one(ledger, envelope, send, clock) if go_on() else "left"] += 1
    return msgspec.convert(tally, Round)


def _deliver_one(
    ledger: Ledger, envelope: Envelope, send: Callable[[Envelope], Outcome], clock: Callable[[], datetime]
) -> str:
    mine = ledger.claim(envelope, clock())
    if mine is None:
        return "taken"
    outcome = send(mine)
    if not ledger.settle(mine, outcome, clock()):
        logger.warning("message %s took longer than its lease and may be sent twice", mine.key)
    return "delivered" if isinstance(outcome, Delivered) else "refused"
