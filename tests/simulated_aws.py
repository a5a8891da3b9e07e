"""A small AWS on loopback: IAM and STS in the query protocol, Organizations in JSON, and their faults.

    with SimulatedAws(users=1000, latency=0.04) as aws:
        ...                             # point AWS_ENDPOINT_URL to aws.url, or run with aws.environment
        aws.calls                       # Counter of (account id, action)

Or as a process of its own: `python tests/simulated_aws.py --users 1000 --latency 0.04`; it prints its URL,
ends with its standard input, and `GET /calls` tells what was called. Credentials decide the account: those of
AssumeRole lead to the role's account, all others to the first, which manages the organization. Signatures are
not checked.
"""

import argparse
import json
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Self

from simulated_http import Handler, Server
from simulated_iam import iam_answer
from simulated_organization import Members
from simulated_people import People, RefusedError, xml
from simulated_services import JSON_SERVICES, service_answer

FIRST_ACCOUNTS = ("123456789012", "111122223333", "444455556666")
NOW = datetime(2026, 3, 19, 12, 0, tzinfo=UTC)

SCP = "arn:aws:organizations::123456789012:policy/o-exampleorgid/service_control_policy/p-examplepolicyid1"
WORDINGS = {
    "scp": f"with an explicit deny in a service control policy: {SCP}",
    "rcp": "with an explicit deny in a resource control policy",
    "boundary": "because no permissions boundary allows the {action} action",
    "session": "because no session policy allows the {action} action",
    "endpoint": "with an explicit deny in a VPC endpoint policy",
    "identity": "because no identity-based policy allows the {action} action",
}


@dataclass(kw_only=True)
class SimulatedAws:
    """The server, and what it is to be like. Leave it with the context manager."""

    accounts: int = 1
    users: int = 10
    """Per account."""
    key_share: float = 0.3
    latency: float = 0.0
    """Seconds before every answer."""
    throttle: int = 0
    """Calls per second that one account answers; 0 for any number."""
    deny_account: tuple[str, ...] = ()
    """Accounts whose role cannot be assumed."""
    deny: Mapping[str, str] = field(default_factory=dict)
    """Which action is denied with which of the WORDINGS."""
    fault: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What goes wrong at the first calls of an action (or of `any`), in order: `500`, `cut`, `garbage`, an
    AWS error code, or `ok`. A last fault with an asterisk goes on for ever."""
    fault_share: float = 0.0
    """The share of all other calls that goes wrong by chance: with `500`, `cut` or `garbage`."""
    report_states: tuple[str, ...] = ()
    """Error codes of GetCredentialReport before it answers, such as ReportNotPresent and ReportInProgress."""
    token_lifetime: float = 3600
    """Seconds that assumed credentials work."""
    state: Mapping[str, str] = field(default_factory=dict)
    """The state of accounts that are not ACTIVE."""
    status_only: bool = False
    """Answer `Status` rather than `State` in lists of accounts, as AWS once did."""
    policies: Mapping[str, str] = field(default_factory=dict)
    """What all users of an account may do, by account: text."""
    roles: Mapping[str, Sequence[dict[str, object]]] = field(default_factory=dict)
    """Entries of the list of roles, by account."""
    guardrails: Mapping[str, str] = field(default_factory=dict)
    """Service control policies of the first unit, by id: text."""
    now: datetime = NOW
    port: int = 0

    def __post_init__(self) -> None:
        more = [f"{700000000000 + number}" for number in range(self.accounts - len(FIRST_ACCOUNTS))]
        self.account_ids = [*FIRST_ACCOUNTS[: self.accounts], *more]
        self._members = Members(self.account_ids, self.state, self.status_only, self.guardrails)
        self.calls: Counter[tuple[str, str]] = Counter()
        self.requests: list[tuple[str, Mapping[str, str], str]] = []
        """Action, parameters and user agent of every call."""
        self.permissions: set[str] = set()
        """What the calls took, as a policy names it."""
        self._sessions: dict[str, tuple[str, float]] = {}
        self._seen: Counter[tuple[str, str]] = Counter()
        self._recent: dict[str, list[float]] = {}
        self.chance_faults = 0
        self._dice = random.Random(7)
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        handler = type("Handler", (Handler,), {"aws": self})
        self._server = Server(("127.0.0.1", self.port), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead the AWS SDK here."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "simulated",
            "AWS_REGION": "us-east-1",
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def people(self, account_id: str) -> People:
        return People(
            account_id=account_id,
            users=self.users,
            key_share=self.key_share,
            now=self.now,
            policy=self.policies.get(account_id),
            roles=list(self.roles.get(account_id, ())),
        )

    def answer(self, service: str, action: str, request: Mapping[str, str], key_id: str) -> str:
        """Return the content of an answer. Raises RefusedError."""
        account_id = self._account(key_id)
        self._go_slow(account_id)
        if action in self.deny:
            raise self._denial(account_id, service, action)
        if service == "sts":
            return self._sts(account_id, action, request, key_id)
        if service == "organizations":
            return json.dumps(self._members.answer(action, request))
        if service in JSON_SERVICES:
            return json.dumps(service_answer(account_id, service, action, request))
        if action == "GetCredentialReport" and (
            states := self.report_states[self._turn(account_id, "report") :]
        ):
            raise RefusedError(states[0], f"The report is not there: {states[0]}.", 404)
        return iam_answer(self.people(account_id), action, request)

    def account_of(self, key_id: str) -> str:
        """Return the account that a key id leads to."""
        return self._sessions.get(key_id, (self.account_ids[0], 0.0))[0]

    def note(
        self, key_id: str, service: str, action: str, request: Mapping[str, str], user_agent: str
    ) -> None:
        """Count a call."""
        with self._lock:
            self.permissions.add(f"{service}:{action}")
            self.calls[(self.account_of(key_id), action)] += 1
            self.requests.append((action, request, user_agent))

    def next_fault(self, key_id: str, action: str) -> str:
        """Return what goes wrong with this call: mostly nothing."""
        planned = self.fault.get(action) or self.fault.get("any") or ()
        turn = self._turn(self.account_of(key_id), action)
        if planned and turn >= len(planned) and planned[-1].endswith("*"):
            turn = len(planned) - 1
        if turn < len(planned):
            return planned[turn].rstrip("*")
        return self._chance() if self.fault_share else "ok"

    def _chance(self) -> str:
        with self._lock:
            if self._dice.random() >= self.fault_share:
                return "ok"
            self.chance_faults += 1
            return self._dice.choice(("500", "cut", "garbage"))

    def _turn(self, account_id: str, what: str) -> int:
        with self._lock:
            self._seen[(account_id, what)] += 1
            return self._seen[(account_id, what)] - 1

    def _account(self, key_id: str) -> str:
        account_id, ends = self._sessions.get(key_id, (self.account_ids[0], float("inf")))
        if time.monotonic() > ends:
            raise RefusedError("ExpiredToken", "The security token included in the request is expired", 403)
        return account_id

    def _go_slow(self, account_id: str) -> None:
        if not self.throttle:
            return
        with self._lock:
            now = time.monotonic()
            recent = [one for one in self._recent.get(account_id, []) if one > now - 1]
            self._recent[account_id] = recent
            if len(recent) >= self.throttle:
                raise RefusedError("Throttling", "Rate exceeded")
            recent.append(now)

    def _denial(self, account_id: str, service: str, action: str) -> RefusedError:
        who = f"arn:aws:sts::{account_id}:assumed-role/reader/iam-audit"
        why = WORDINGS[self.deny[action]].format(action=f"{service}:{action}")
        message = f"User: {who} is not authorized to perform: {service}:{action} on resource: * {why}"
        return RefusedError(
            "AccessDeniedException" if service in JSON_SERVICES else "AccessDenied", message, 403
        )

    def _sts(self, account_id: str, action: str, request: Mapping[str, str], key_id: str) -> str:
        if action == "AssumeRole":
            return self._assume(request)
        role = "assumed-role/reader/iam-audit" if key_id in self._sessions else "user/auditor"
        service = "sts" if key_id in self._sessions else "iam"
        return xml(
            {"Arn": f"arn:aws:{service}::{account_id}:{role}", "UserId": "AIDAEXAMPLE", "Account": account_id}
        )

    def _assume(self, request: Mapping[str, str]) -> str:
        target = request["RoleArn"].split(":")[4]
        if target in self.deny_account or target not in self.account_ids:
            who = f"User: arn:aws:iam::{self.account_ids[0]}:user/auditor"
            what = f"sts:AssumeRole on resource: {request['RoleArn']}"
            raise RefusedError("AccessDenied", f"{who} is not authorized to perform: {what}", 403)
        with self._lock:
            key_id = f"ASIA{len(self._sessions):016d}"
            self._sessions[key_id] = (target, time.monotonic() + self.token_lifetime)
        ends = datetime.now(UTC) + timedelta(seconds=self.token_lifetime)
        given = {"AccessKeyId": key_id, "SecretAccessKey": "simulated", "SessionToken": "simulated"}
        role = request["RoleArn"].rpartition("/")[2]
        arn = f"arn:aws:sts::{target}:assumed-role/{role}/{request['RoleSessionName']}"
        return xml(
            {
                "Credentials": given | {"Expiration": ends},
                "AssumedRoleUser": {"Arn": arn, "AssumedRoleId": f"AROAEXAMPLE:{role}"},
            }
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="A small AWS on loopback.")
    for one in fields(SimulatedAws):
        if one.type in (int, float, str):
            parser.add_argument(f"--{one.name.replace('_', '-')}", type=one.type, default=one.default)
    parser.add_argument("--deny-account", nargs="*", default=())
    parser.add_argument("--report-states", nargs="*", default=())
    parser.add_argument("--deny", nargs="*", default=(), metavar="ACTION=WORDING")
    parser.add_argument("--fault", nargs="*", default=(), metavar="ACTION=FAULT,FAULT")
    flags = vars(parser.parse_args())
    flags["deny"] = dict(one.split("=") for one in flags["deny"])
    flags["fault"] = {
        name: tuple(faults.split(",")) for name, _, faults in (one.partition("=") for one in flags["fault"])
    }
    with SimulatedAws(**flags) as aws:
        sys.stdout.write(aws.url + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
