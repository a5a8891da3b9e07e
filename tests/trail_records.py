"""Records of CloudTrail as AWS writes them: say only what the test is about."""

from datetime import datetime, timedelta

from builders import ACCOUNT_ID, KEY_ID, NOW
from simulated_trail import trail_event


def person(name: str) -> dict:
    return {
        "type": "IAMUser",
        "arn": f"arn:aws:iam::{ACCOUNT_ID}:user/{name}",
        "userName": name,
        "accessKeyId": "AKIAI44QH8DHBEXAMPLE",
    }


def session(name: str, role: str = "admin") -> dict:
    return {
        "type": "AssumedRole",
        "arn": f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/{role}/{name}",
        "sessionContext": {"sessionIssuer": {"type": "Role", "userName": role}},
    }


def record(
    name: str,
    *,
    user: str | None = "deploy",
    key: str | None = None,
    status: str | None = None,
    who: dict | None = None,
    agent: str = "aws-cli/2.15",
    **more: object,
) -> dict:
    asked = {"userName": user, "accessKeyId": key, "status": status}
    return {
        "eventSource": "iam.amazonaws.com",
        "awsRegion": "us-east-1",
        "userAgent": agent,
        "sourceIPAddress": "192.0.2.1",
        "userIdentity": who or session("dana@example.com"),
        "requestParameters": {name: value for name, value in asked.items() if value},
        "recipientAccountId": ACCOUNT_ID,
        **more,
    }


def entry(id: str, name: str, at: datetime, **more: object) -> dict:
    """One entry of LookupEvents."""
    return trail_event(id, name, at.timestamp(), record=record(name, **more))


def hours(number: float) -> datetime:
    return NOW + timedelta(hours=number)


__all__ = ["ACCOUNT_ID", "KEY_ID", "NOW", "entry", "hours", "person", "record", "session"]
