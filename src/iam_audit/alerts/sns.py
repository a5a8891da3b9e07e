"""An Amazon SNS topic."""

import re
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from iam_audit.alerts.aws_calls import AwsSettings, delivering
from iam_audit.alerts.base import Receipt, SharedChannel
from iam_audit.alerts.message import Message, Rendered

LONGEST_SUBJECT = 99
LARGEST = 250_000
"""Bytes; a message may have 256 KB with its attributes."""
CUT = "\n… The rest would not fit here; the report has all of it.\n"


class SnsSettings(AwsSettings, frozen=True, kw_only=True):
    """Which topic, and what to send."""

    topic: Annotated[
        str, Meta(pattern=r"^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:", description="The ARN of the topic.")
    ]
    as_json: Annotated[
        bool, Meta(description="Send the message as JSON, for programs, and not as text for people.")
    ] = False


@dataclass(frozen=True, kw_only=True)
class Sns(SharedChannel[SnsSettings]):
    """Publishes to an SNS topic, as text or as JSON, with attributes to filter by: kind, stage, severity.

    To a FIFO topic, a repetition within five minutes is dropped by SNS itself.
    """

    kind = "sns"
    settings_type = SnsSettings
    permissions = ("sns:Publish",)

    def post(self, message: Message) -> Receipt:
        """Publish the message once."""
        rendered = self.surroundings.templates.render(message)
        topic = self.settings.topic
        client = self.surroundings.client("sns", self.settings.region or topic.split(":")[3])
        with delivering("SNS"):
            answer = client.publish(**self._request(message, rendered))
        return self.receipt(topic, id=answer["MessageId"])

    def _request(self, message: Message, rendered: Rendered) -> dict[str, Any]:
        values = {"key": message.key, "kind": message.kind.value, "stage": message.stage}
        if message.worst:
            values["severity"] = message.worst.value
        fifo = {"MessageGroupId": "iam-audit", "MessageDeduplicationId": _deduplication(message)}
        return {
            "TopicArn": self.settings.topic,
            "Subject": subject_of(rendered.subject),
            "Message": _json(rendered) if self.settings.as_json else shortened(rendered.text, LARGEST),
            "MessageAttributes": {
                name: {"DataType": "String", "StringValue": value} for name, value in values.items()
            },
            **(fifo if self.settings.topic.endswith(".fifo") else {}),
        }


def subject_of(text: str) -> str:
    """Return what SNS takes as a subject: ASCII without control characters, fewer than a hundred."""
    return re.sub(r"[^\x20-\x7e]", "?", text)[:LONGEST_SUBJECT]


def shortened(text: str, largest: int) -> str:
    """Cut a text to so many bytes, and say so."""
    data = text.encode()
    if len(data) <= largest:
        return text
    return data[: largest - len(CUT.encode())].decode(errors="ignore") + CUT


def _json(rendered: Rendered) -> str:
    """Return the data with as many items and users as fit, and how many were left out."""
    data = dict(rendered.data)
    everything = {name: list(data[name]) for name in ("items", "users")}
    left_out = 0
    while len(text := msgspec.json.encode(data | everything | {"left_out": left_out})) > LARGEST:
        longest = max(everything.values(), key=len)
        keep = max(len(longest) - 1, 0) * 4 // 5
        left_out += len(longest) - keep
        del longest[keep:]
    return text.decode()


def _deduplication(message: Message) -> str:
    """SNS takes 128 of these characters."""
    return re.sub(r"[^\w-]", "-", f"{message.key}-{message.stage}", flags=re.ASCII)[:128]
