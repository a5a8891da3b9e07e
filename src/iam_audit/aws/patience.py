"""Refuses answers that were cut off or are not what AWS says, so that they are asked for again.

botocore takes half a JSON answer for an empty one, and a proxy's "please log in" page for an
account without users. So answers are looked at before they are parsed.
"""

import json
from typing import Any, TypeAlias

EventFact: TypeAlias = Any
"""What botocore hands to the handler of an event."""


class MalformedAnswerError(Exception):
    """The answer is cut off, or did not come from AWS."""


def refuse_malformed(**event: EventFact) -> None:
    """Handle botocore's `before-parse`. Raises MalformedAnswerError."""
    answer, operation = event["response_dict"], event["operation_model"]
    if operation.has_streaming_output or operation.http.get("method") == "HEAD":
        return  # there is no body here: it is read later, or there is none
    body = answer["body"]
    expected = answer["headers"].get("content-length")
    if expected and expected.isdigit() and len(body) < int(expected):
        raise MalformedAnswerError(f"{len(body)} of {expected} bytes of the answer arrived")
    if answer["status_code"] < 300 and not _speaks(body, operation):
        raise MalformedAnswerError("the answer is not in the form that AWS uses")


def _speaks(body: bytes, operation_model: EventFact) -> bool:
    protocol = operation_model.service_model.resolved_protocol
    if protocol == "rest-xml":
        return b"<html" not in body[:1000].lower()
    if protocol in ("query", "ec2"):
        return b"<" + operation_model.name.encode() + b"Response" in body[:1000]
    try:
        return isinstance(json.loads(body or b"{}"), dict)
    except ValueError:
        return False
