"""Asks a trail's bucket through Athena: for what is older than the 90 days that CloudTrail itself remembers."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from iam_audit.collect.base import Client
from iam_audit.errors import AccountError, UsageError
from iam_audit.trail.parsing import from_record
from iam_audit.trail.records import NAMES, TrailEvent

PERMISSIONS = ("athena:GetQueryExecution", "athena:GetQueryResults", "athena:StartQueryExecution")
NAME = re.compile(r"[A-Za-z0-9_]{1,128}")
BUCKET = re.compile(r"s3://[a-z0-9.-]{3,63}(/[A-Za-z0-9!_.*'()/-]*)?")
ACCOUNT = re.compile(r"\d{12}")
COLUMNS = (
    "eventid",
    "eventname",
    "eventtime",
    "recipientaccountid",
    "awsregion",
    "useragent",
    "sourceipaddress",
    "requestparameters",
    "responseelements",
    "identity",
)
PAUSES = (0.5, 1.0, 2.0)
LONGEST_PAUSE = 5.0
PATIENCE = 1800.0
"""Seconds that a query may take: Athena's own limit."""
ENDED = ("SUCCEEDED", "FAILED", "CANCELLED")

TABLE = """\
CREATE EXTERNAL TABLE {table} (
  eventversion string,
  useridentity struct<
    type: string, principalid: string, arn: string, accountid: string, invokedby: string, accesskeyid: string,
    username: string,
    sessioncontext: struct<sessionissuer: struct<type: string, arn: string, username: string>>>,
  eventtime string, eventsource string, eventname string, awsregion string, sourceipaddress string, useragent string,
  errorcode string, requestparameters string, responseelements string, eventid string, recipientaccountid string
)
PARTITIONED BY (account string, region string, day string)
ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION '{location}/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.account.type' = 'injected',
  'projection.region.type' = 'enum',
  'projection.region.values' = '{region}',
  'projection.day.type' = 'date',
  'projection.day.format' = 'yyyy/MM/dd',
  'projection.day.range' = '{since},NOW',
  'projection.day.interval' = '1',
  'projection.day.interval.unit' = 'DAYS',
  'storage.location.template' = '{location}/${{account}}/CloudTrail/${{region}}/${{day}}'
)
"""

QUERY = """\
SELECT eventid, eventname, eventtime, recipientaccountid, awsregion, useragent, sourceipaddress, requestparameters,
  responseelements,
  json_format(CAST(map(
    ARRAY['type', 'arn', 'userName', 'accessKeyId', 'invokedBy', 'role'],
    ARRAY[useridentity.type, useridentity.arn, useridentity.username, useridentity.accesskeyid,
      useridentity.invokedby, useridentity.sessioncontext.sessionissuer.username]) AS JSON)) AS identity
FROM {table}
WHERE account IN ({accounts})
  AND region = '{region}'
  AND day BETWEEN '{first}' AND '{last}'
  AND eventsource = 'iam.amazonaws.com'
  AND eventname IN ({names})
  AND errorcode IS NULL
  AND from_iso8601_timestamp(eventtime) BETWEEN from_iso8601_timestamp('{since}') AND from_iso8601_timestamp('{until}')
"""


def table_text(table: str, location: str, region: str, since: datetime) -> str:
    """Return the statement that makes the table, with partitions that nobody has to add. Raises UsageError.

    `location` is where the trail writes to, up to AWSLogs or, for the trail of an organization, its id below that.
    """
    _require(NAME, table, "The name of a table")
    if not BUCKET.fullmatch(location):
        raise UsageError(f"The bucket of a trail is written s3://BUCKET/AWSLogs, not {location!r}.")
    day = f"{since.astimezone(UTC):%Y/%m/%d}"
    return TABLE.format(table=table, location=location.rstrip("/"), region=region, since=day)


def query_text(table: str, accounts: Iterable[str], region: str, since: datetime, until: datetime) -> str:
    """Return the query for the events of some accounts. Raises UsageError for what is no name or id."""
    ids = tuple(accounts)
    for one in ids:
        _require(ACCOUNT, one, "The id of an account")
    first, last = since.astimezone(UTC), until.astimezone(UTC)
    return QUERY.format(
        table=_require(NAME, table, "The name of a table"),
        accounts=_quoted(ids),
        region=region,
        first=f"{first:%Y/%m/%d}",
        # A record is in the folder of the day on which it was delivered, and that may be the next one.
        last=f"{last:%Y/%m/%d}"
        if last.hour < 23
        else f"{datetime.fromtimestamp(last.timestamp() + 3600, UTC):%Y/%m/%d}",
        names=_quoted(NAMES),
        since=f"{first:%Y-%m-%dT%H:%M:%SZ}",
        until=f"{last:%Y-%m-%dT%H:%M:%SZ}",
    )


@dataclass(frozen=True, kw_only=True)
class Athena:
    """Where the table is, and how long to wait."""

    client: Client
    database: str
    table: str
    workgroup: str = "primary"
    output: str | None = None
    """Where Athena writes results; None: where the workgroup says."""
    region: str
    """The Region whose events hold those of IAM."""
    sleep: Callable[[float], None] = field(default=time.sleep)

    def events(self, accounts: Iterable[str], since: datetime, until: datetime) -> tuple[TrailEvent, ...]:
        """Return the events of some accounts, oldest first. Raises AccountError when the query fails."""
        query = self._started(query_text(self.table, accounts, self.region, since, until))
        self._wait(query)
        found = {one.id: one for one in map(_event, self._rows(query))}
        return tuple(sorted(found.values(), key=lambda one: (one.at, one.id)))

    def _started(self, text: str) -> str:
        result = {"ResultConfiguration": {"OutputLocation": self.output}} if self.output else {}
        answer = self.client.start_query_execution(
            QueryString=text,
            QueryExecutionContext={"Database": self.database},
            WorkGroup=self.workgroup,
            **result,
        )
        return str(answer["QueryExecutionId"])

    def _wait(self, query: str) -> None:
        waited, pauses = 0.0, iter(PAUSES)
        while True:
            status = self.client.get_query_execution(QueryExecutionId=query)["QueryExecution"]["Status"]
            if status["State"] in ENDED:
                break
            if waited > PATIENCE:
                raise AccountError(f"Athena's query {query} has not ended after {PATIENCE / 60:.0f} minutes.")
            pause = next(pauses, LONGEST_PAUSE)
            self.sleep(pause)
            waited += pause
        if status["State"] != "SUCCEEDED":
            why = " ".join(str(status.get("StateChangeReason") or "no reason was given").split())
            raise AccountError(f"Athena's query {query} {status['State'].lower()}: {why[:300].rstrip('.')}.")

    def _rows(self, query: str) -> Iterator[dict[str, str]]:
        """Yield the rows of all pages; the first row of the first page holds the names of the columns."""
        more: dict[str, str] = {}
        header: list[str] | None = None
        while True:
            page = self.client.get_query_results(QueryExecutionId=query, **more)
            for row in page["ResultSet"]["Rows"]:
                cells = [str(one.get("VarCharValue", "")) for one in row["Data"]]
                if header is None:
                    header = cells
                else:
                    yield dict(zip(header, cells, strict=False))
            if not page.get("NextToken"):
                return
            more = {"NextToken": page["NextToken"]}


def _event(row: dict[str, str]) -> TrailEvent:
    """Shape a row: the record as CloudTrail wrote it, as far as it was asked for."""
    who = _json(row.get("identity", ""))
    issuer = {"sessionContext": {"sessionIssuer": {"userName": who.get("role") or ""}}}
    record = {
        "eventID": row["eventid"],
        "eventName": row["eventname"],
        "eventTime": row["eventtime"],
        "recipientAccountId": row.get("recipientaccountid"),
        "awsRegion": row.get("awsregion"),
        "userAgent": row.get("useragent"),
        "sourceIPAddress": row.get("sourceipaddress"),
        "requestParameters": _json(row.get("requestparameters", "")),
        "responseElements": _json(row.get("responseelements", "")),
        "userIdentity": who | issuer,
    }
    return from_record(record, row.get("recipientaccountid", ""))


def _json(text: str) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(text) if text else {}
    except msgspec.MsgspecError:
        return {}
    return found if isinstance(found, dict) else {}


def _quoted(values: Iterable[str]) -> str:
    return ", ".join(f"'{one}'" for one in values)


def _require(pattern: re.Pattern[str], text: str, what: str) -> str:
    """Nothing else gets into a query."""
    if not pattern.fullmatch(text):
        raise UsageError(f"{what} cannot be {text!r}.")
    return text
