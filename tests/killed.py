"""Applies a plan again and again, each time killed (kill -9) at another line between intent and outcome.

    python tests/killed.py STORE ENDPOINT STRIDE < JSON    # {"now": ..., "plans": [...]}

A child process applies the first plan undisturbed and counts the lines of ours that it runs from the moment it writes
its intent to the moment it has written the outcome. Then one child for each of them (or each STRIDEth) applies a plan
of its own and kills itself there. After each the next run settles what was left, and its findings go to stdout as JSON.
"""

import json
import os
import signal
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path

import boto3
import msgspec

from iam_audit.journal import sql
from iam_audit.journal.sql import SqlJournal
from iam_audit.remediate import Plan, key_action
from iam_audit.remediate.actions import configure
from iam_audit.store.opening import connect
from iam_audit.workflows import changing, remediating
from iam_audit.workflows.applying import apply_plan
from iam_audit.workflows.changing import Conditions
from iam_audit.workflows.remediating import LEASE, Remediating

OURS = tuple(module.__file__ for module in (changing, remediating, sql, key_action))
LATER = LEASE + timedelta(minutes=1)


class Points:
    """Counts the lines between intent and outcome, each of the source once, and dies at one of them."""

    def __init__(self, dies_at=None):
        self.dies_at = dies_at
        self.seen = {}
        self.between = False

    def trace(self, frame, event, arg):
        if frame.f_code.co_filename not in OURS:
            return None
        if frame.f_code.co_name == "intend":
            self.between = True
        if event == "line" and self.between:
            self.reach((Path(frame.f_code.co_filename).name, frame.f_lineno))
        if event == "return" and frame.f_code.co_name == "_made":
            self.between = False
        return self.trace

    def reach(self, place):
        if place in self.seen:
            return
        self.seen[place] = len(self.seen)
        if self.seen[place] == self.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)


def iam(endpoint):
    return boto3.client(
        "iam",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="test",
    )


def run(store_file, client, plan, run_id, now, points=None):
    with connect(f"sqlite:///{store_file}") as store:
        journal = SqlJournal(store)
        how = Remediating(
            run_id=run_id,
            by="somebody",
            journal=journal,
            actions=configure({}),
            enter=lambda account_id: lambda service, region=None: client,
            ticks=lambda: now,
            sleep=lambda seconds: None,
            at_once=1,
        )
        conditions = Conditions(
            guard=lambda step, live, at: None, closed=lambda at: None, notify=lambda step, live: ""
        )
        if points:
            threading.settrace(points.trace)
        try:
            return apply_plan(plan, (), conditions, how, dry_run=False), journal.entries(
                target=plan.steps[0].target.key
            )
        finally:
            threading.settrace(None)


def in_child(work):
    """Do something in a process of its own, and return how it ended."""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1]


def main(store_file, endpoint, stride):
    told = json.load(sys.stdin)
    now = datetime.fromisoformat(told["now"])
    first, *plans = msgspec.convert(told["plans"], tuple[Plan, ...])
    mine, of_the_children = iam(endpoint), iam(endpoint)  # a connection that is open must not be shared
    ours, theirs = os.pipe()

    def count():
        points = Points()
        run(store_file, of_the_children, first, "run-counting", now, points)
        os.write(theirs, json.dumps(list(points.seen)).encode())

    in_child(count)
    places = json.loads(os.read(ours, 1_000_000))
    tell({"places": places})
    for number, plan in zip(range(0, len(places), int(stride)), plans, strict=False):
        points = Points(number)
        ended = in_child(
            lambda p=plan, q=points, n=number: run(store_file, of_the_children, p, f"run-{n}", now, q)
        )
        after, entries = run(store_file, mine, plan, f"next-{number}", now + LATER)
        tell(
            {
                "place": places[number],
                "killed": os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGKILL,
                "settled": [one.became for one in after.settled],
                "became": [one.rule or one.became for one in after.outcomes],
                "states": [one.state for one in entries],
            }
        )


def tell(value):
    sys.stdout.write(f"{json.dumps(value)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
