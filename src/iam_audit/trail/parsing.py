"""Understands CloudTrail: entries of LookupEvents, and records as they are in a trail's bucket."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from iam_audit.collect.lifecycle_events import record_of
from iam_audit.trail.records import Actor, TrailEvent


def from_entry(raw: Mapping[str, Any], account_id: str) -> TrailEvent:
    """Shape an entry of LookupEvents; what it does not say stays empty."""
    record = record_of(dict(raw))
    parsed = from_record(
        record | {"eventID": raw["EventId"], "eventName": raw["EventName"]}, account_id, raw["EventTime"]
    )
    if record:
        return parsed
    named = [one.get("ResourceName", "") for one in raw.get("Resources", ())]
    keys = [one for one in named if one.startswith(("AKIA", "ASIA"))]
    users = [one for one in named if one and one not in keys]
    return TrailEvent(
        id=parsed.id,
        name=parsed.name,
        at=parsed.at,
        account_id=account_id,
        user_name=next(iter(users), ""),
        key_id=next(iter(keys), ""),
        actor=Actor(name=raw.get("Username") or "", key_id=raw.get("AccessKeyId") or ""),
    )


def from_record(record: Mapping[str, Any], account_id: str, at: datetime | None = None) -> TrailEvent:
    """Shape a whole record."""
    asked, answered = _held(record, "requestParameters"), _held(record, "responseElements")
    made = _held(answered, "accessKey")
    who = _held(record, "userIdentity")
    itself = str(who.get("userName") or "") if who.get("type") == "IAMUser" else ""
    return TrailEvent(
        id=str(record["eventID"]),
        name=str(record["eventName"]),
        at=(at or _moment(str(record["eventTime"]))).astimezone(UTC),
        account_id=str(record.get("recipientAccountId") or account_id),
        region=str(record.get("awsRegion") or ""),
        # Who acts on themselves need not say whom they mean.
        user_name=str(asked.get("userName") or made.get("userName") or itself),
        key_id=str(asked.get("accessKeyId") or made.get("accessKeyId") or ""),
        status=str(asked.get("status") or ""),
        actor=_actor(who, record),
    )


def _actor(who: Mapping[str, Any], record: Mapping[str, Any]) -> Actor:
    arn = str(who.get("arn") or "")
    issuer = _held(_held(who, "sessionContext"), "sessionIssuer")
    session = arn.rpartition("/")[2] if ":assumed-role/" in arn else ""
    return Actor(
        type=str(who.get("type") or ""),
        arn=arn,
        name=str(who.get("userName") or session or who.get("invokedBy") or ""),
        role=str(issuer.get("userName") or "") if session else "",
        key_id=str(who.get("accessKeyId") or ""),
        user_agent=str(record.get("userAgent") or ""),
        source_ip=str(record.get("sourceIPAddress") or ""),
    )


def _held(holder: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = holder.get(name)
    return value if isinstance(value, Mapping) else {}


def _moment(text: str) -> datetime:
    named = datetime.fromisoformat(text)
    return named if named.tzinfo else named.replace(tzinfo=UTC)
