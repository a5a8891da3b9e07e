"""The credential report: a row per user, with passwords, keys, MFA and certificates.

AWS makes a new one every four hours at most.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

from iam_audit.collect.asking import aws_errors, error_code, field, plain
from iam_audit.collect.base import Answer, Client, Collector
from iam_audit.collect.report_rows import ReportRow, read_row
from iam_audit.collect.report_table import FILE, read_table
from iam_audit.collect.shapes import Moment, read_shape, read_text
from iam_audit.errors import InputError, NotReadError
from iam_audit.model import ROOT_NAME, Account, Section

PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, *[10.0] * 11)
"""Seconds between two looks: some two minutes in all.

AWS takes seconds for most accounts, longer for thousands of users.
"""

NO_ROWS = f"{FILE}: no rows; even an account without users has one for root."

START_AGAIN = frozenset({"ReportNotPresent", "ReportExpired"})
WAIT = frozenset({"ReportInProgress", "LimitExceeded"})


@dataclass(frozen=True)
class Report:
    """What a credential report says."""

    account_id: str
    partition: str
    generated_at: datetime | None
    """None when only the CSV was kept."""
    users: tuple[ReportRow, ...]
    root: ReportRow | None


class ReportAnswer(msgspec.Struct, rename="pascal"):
    """The answer of GetCredentialReport, with its content decoded."""

    content: str
    generated_time: Moment | None = None


@dataclass(frozen=True)
class CredentialReport(Collector[Report]):
    """Has AWS make the report, waits for it and fetches it."""

    section = Section.USERS
    file = FILE
    permissions = ("iam:GetCredentialReport", "iam:GenerateCredentialReport")

    sleep: Callable[[float], None] = time.sleep

    def fetch(self, client: Client) -> Answer:
        """Return the content and the time it was generated. Raises NotReadError when it is never ready."""
        start = True
        for pause in PAUSES:
            code, answer = _look(client, start=start)
            if answer is not None:
                return answer
            start = code in START_AGAIN or (start and code == "LimitExceeded")
            self.sleep(pause)
        minutes = round(sum(PAUSES) / 60)
        raise NotReadError(
            f"AWS had not finished the credential report after {minutes} minutes ({code}); try again later."
        )

    def parse(self, answer: Answer, account: Account) -> Report:  # noqa: ARG002
        """Read the report; as plain CSV text, or with the time it was generated."""
        told = {"Content": answer} if isinstance(answer, str) else answer
        shape = read_shape(told, ReportAnswer, FILE)
        return replace(read_report(shape.content), generated_at=shape.generated_time)

    def account(self, answer: Answer) -> tuple[str, str]:
        """Return the partition and the id of the account that the report is of."""
        content = answer if isinstance(answer, str) else read_shape(answer, ReportAnswer, FILE).content
        row = next(_rows(content), None)
        if row is None:
            raise InputError(NO_ROWS)
        return row.partition, row.account_id


def read_report(text: str) -> Report:
    """Read the CSV of a credential report. Raises InputError naming file, line and column."""
    rows = tuple(_rows(text))
    if not rows:
        raise InputError(NO_ROWS)
    users = tuple(row for row in rows if row.name != ROOT_NAME)
    root = next((row for row in rows if row.name == ROOT_NAME), None)
    return Report(rows[0].account_id, rows[0].partition, generated_at=None, users=users, root=root)


def _rows(text: str) -> Iterator[ReportRow]:
    seen: set[str] = set()
    account_id = ""
    for cells in read_table(text):
        row = read_row(cells)
        if row.name in seen:
            raise InputError(f"{FILE}, line {cells.line}, column user: a second row for {row.name!r}.")
        if account_id and row.account_id != account_id:
            raise InputError(
                f"{FILE}, line {cells.line}, column arn: another account than in the rows before."
            )
        seen.add(row.name)
        account_id = row.account_id
        yield row


def _look(client: Client, *, start: bool) -> tuple[str, Answer | None]:
    """Return the report, or the code that says why it is not there yet."""
    try:
        if start and field(client.generate_credential_report(), "State") != "COMPLETE":
            return "ReportInProgress", None
        return "", _decoded(client.get_credential_report())
    except aws_errors() as error:
        code = error_code(error)
        if code not in START_AGAIN | WAIT:
            raise
        return code, None


def _decoded(response: dict[str, Any]) -> Answer:
    content = read_text(field(response, "Content"), "GetCredentialReport")
    return plain({"Content": content, "GeneratedTime": response.get("GeneratedTime")})
