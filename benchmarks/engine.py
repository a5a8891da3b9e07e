"""What our way of calling AWS adds to a bare botocore client, and what a further account costs before any call."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias

import botocore.session

from benchmarks.section import Limit, Section, table
from benchmarks.simulated import simulated_aws
from iam_audit.aws import Aws, connect

CALLS, ROUNDS, THREADS, LATENCY, ACCOUNTS = 250, 8, 16, 0.04, 2000
Client: TypeAlias = Any
SERVICES = ("iam", "sts", "account", "accessanalyzer", "organizations", "rolesanywhere", "sso-admin")
"""Whom an audit asks in an account."""


def measure() -> Section:
    """Measure the processor time of a call, the time of many, and the set-up of accounts."""
    with simulated_aws(users=10, key_share=1.0):
        bare, alone, together = _cpu_per_call()
    with simulated_aws(users=10, key_share=1.0, latency=LATENCY):
        seconds = min(_wall() for _ in range(3))
    floor = CALLS * LATENCY / THREADS
    with simulated_aws(accounts=ACCOUNTS):
        entering, clients = _set_up()
    rows = (
        ("bare botocore, 1 thread", f"{bare:.2f} ms"),
        ("ours, 1 thread", f"{alone:.2f} ms"),
        (f"ours, {THREADS} threads", f"{together:.2f} ms"),
    )
    return Section(
        title="The engine",
        text=f"""
Processor time of a small signed call (ListAccessKeys), the least of {ROUNDS} rounds of {CALLS} calls in turns:

{table(("", "per call"), *rows)}

{CALLS} calls at {LATENCY * 1000:.0f} ms by {THREADS} threads took {seconds:.2f} s; {floor:.2f} s would be the least.
Entering {ACCOUNTS:,} accounts took {entering:.2f} ms of processor time each, for the call of AssumeRole and all else;
the clients of {len(SERVICES)} services {clients:.2f} ms, with those that all share.""",
        limits=(
            Limit(what="processor time per call / bare, 1 thread", measured=alone / bare, at_most=1.3),
            Limit(what=f"... with {THREADS} threads", measured=together / bare, at_most=1.3),
            Limit(what="time / (calls x latency / threads)", measured=seconds / floor, at_most=1.5),
            Limit(what="ms of client set-up per account", measured=clients, at_most=5),
        ),
    )


def _cpu_per_call() -> tuple[float, float, float]:
    bare = botocore.session.get_session().create_client("iam", region_name="us-east-1")
    ours = connect().client("iam")
    with ThreadPoolExecutor(THREADS) as pool:
        rounds = [(_cpu(bare, map), _cpu(ours, map), _cpu(ours, pool.map)) for _ in range(ROUNDS)]
    return tuple(min(times) for times in zip(*rounds, strict=True))


def _cpu(client: Client, spread: Callable[..., Any]) -> float:
    """Return the milliseconds of processor time that a call takes."""
    client.list_access_keys(UserName="user-0001")
    began = time.process_time()
    _ask(client, spread)
    return (time.process_time() - began) / CALLS * 1000


def _wall() -> float:
    client = connect().client("iam")
    client.list_access_keys(UserName="user-0001")
    with ThreadPoolExecutor(THREADS) as pool:
        began = time.perf_counter()
        _ask(client, pool.map)
        return time.perf_counter() - began


def _ask(client: Client, spread: Callable[..., Any]) -> None:
    list(spread(lambda _: client.list_access_keys(UserName="user-0001"), range(CALLS)))


def _set_up() -> tuple[float, float]:
    aws = connect()
    ids = [f"{700000000000 + number}" for number in range(ACCOUNTS - 3)]
    began = time.process_time()
    inside = [aws.assume(f"arn:aws:iam::{account_id}:role/reader") for account_id in ids]
    entered = time.process_time()
    _make_clients(inside)
    made = time.process_time()
    return (entered - began) / len(ids) * 1000, (made - entered) / len(ids) * 1000


def _make_clients(inside: list[Aws]) -> None:
    for one in inside:
        for service in SERVICES:
            one.client(service)
