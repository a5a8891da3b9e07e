"""Asks again when an answer was cut off or is not what AWS says.

botocore retries refused and dropped connections, throttling and server errors. It does not retry an answer
that it cannot read, it takes half a JSON answer for an empty one, and a proxy's "please log in" page for an
account without users. So answers are looked at before they are parsed, and bad ones are asked for again.
"""

import json
import time
from typing import Any, TypeAlias

from botocore.parsers import ResponseParserError

PAUSES = (0.2, 1.0, 3.0)
"""Seconds to wait before each further attempt."""
EventFact: TypeAlias = Any
"""What botocore hands to the handler of an event."""


class MalformedAnswerError(Exception):
    """The answer is cut off, or did not come from AWS."""


class Patient:
    """Mixed into every client: repeats a call whose answer could not be read."""

    def _make_api_call(self, operation_name: str, api_params: dict[str, Any]) -> EventFact:
        for pause in PAUSES:
            try:
                return super()._make_api_call(operation_name, api_params)  # type: ignore[misc]
            except (MalformedAnswerError, ResponseParserError):
                time.sleep(pause)
        return super()._make_api_call(operation_name, api_params)  # type: ignore[misc]


def make_patient(**event: EventFact) -> None:
    """Handle botocore's `creating-client-class`."""
    event["base_classes"].insert(0, Patient)


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
    if protocol == "query":
        return b"<" + operation_model.name.encode() + b"Response" in body[:1000]
    try:
        return isinstance(json.loads(body or b"{}"), dict)
    except ValueError:
        return False
