"""One account of many users: a call-per-user loop against the audit, both on the same simulated AWS.

The simulated AWS is a process of its own, so that it does not share an interpreter with those it is asked by.
"""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SERVER = Path(__file__).parents[1] / "tests" / "simulated_aws.py"
USERS, KEY_SHARE, LATENCY = 1000, 0.3, 0.04


@dataclass(frozen=True)
class Measured:
    """What one way of reading the account took."""

    name: str
    calls: int
    seconds: float
    cpu_seconds: float
    keys: frozenset[str]


def measure() -> tuple[Measured, Measured]:
    """Return the loop and the audit. They must find the same keys, or the comparison says nothing."""
    loop, audit = _timed("call-per-user loop, boto3", call_per_user), _timed("iam-audit", audit_account)
    if loop.keys != audit.keys:
        raise SystemExit("The loop and the audit do not see the same keys.")
    return loop, audit


def call_per_user() -> frozenset[str]:
    """Ask what scripts ask: four kinds of calls per user and key, one after another."""
    import boto3

    iam = boto3.client("iam", region_name="us-east-1")
    keys = []
    for page in iam.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 1000}):
        for user in page["Users"]:
            name = user["UserName"]
            for key in iam.list_access_keys(UserName=name)["AccessKeyMetadata"]:
                iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])
                keys.append(key["AccessKeyId"])
            _password(iam, name)
            iam.list_mfa_devices(UserName=name)
    return frozenset(keys)


def _password(iam: object, name: str) -> None:
    try:
        iam.get_login_profile(UserName=name)
    except iam.exceptions.NoSuchEntityException:
        """This user has none."""


def audit_account() -> frozenset[str]:
    """Audit the account with every check there is."""
    from iam_audit import clock
    from iam_audit.aws import connect
    from iam_audit.checks import configure
    from iam_audit.workflows import OneAccount, Questions, audit

    result = audit(OneAccount(aws=connect()), Questions(checks=configure({})), clock.now())
    if not result.complete:
        raise SystemExit(f"The audit is incomplete: {result.coverage}")
    return frozenset(row.key.id for row in result.keys)


def _timed(name: str, read: Callable[[], frozenset[str]]) -> Measured:
    with simulated_aws() as url:
        began, cpu = time.perf_counter(), time.process_time()
        keys = read()
        seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu
        with urllib.request.urlopen(f"{url}/calls") as answer:
            calls = sum(json.load(answer).values())
    return Measured(name, calls, seconds, cpu_seconds, keys)


@contextmanager
def simulated_aws() -> Iterator[str]:
    """Run a simulated AWS in another process, and point the AWS SDK to it."""
    command = [sys.executable, str(SERVER)]
    flags = ["--users", str(USERS), "--key-share", str(KEY_SHARE), "--latency", str(LATENCY)]
    with subprocess.Popen(
        [*command, *flags], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        url = server.stdout.readline().strip()
        os.environ.update(
            AWS_ENDPOINT_URL=url,
            AWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE",
            AWS_SECRET_ACCESS_KEY="simulated",
            AWS_REGION="us-east-1",
            AWS_CONFIG_FILE=os.devnull,
            AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        )
        yield url
        server.stdin.close()
