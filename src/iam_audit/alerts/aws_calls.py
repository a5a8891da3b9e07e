"""What the channels to AWS services share: their settings, and what their errors mean for a message."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from msgspec import Meta

from iam_audit.alerts.base import ChannelSettings
from iam_audit.aws import explain
from iam_audit.errors import DeliveryError, IamAuditError

WRONG_MESSAGES = frozenset(
    {"InvalidParameter", "InvalidParameterValue", "ValidationException", "ParamValidationError"}
)


class AwsSettings(ChannelSettings, frozen=True, kw_only=True):
    """What every channel to an AWS service has in common."""

    region: Annotated[
        str | None, Meta(description="The Region of the service; unless set, the Region in force.")
    ] = None


@contextmanager
def delivering(what: str) -> Iterator[None]:
    """Turn the SDK's errors into DeliveryError, in our own words."""
    try:
        yield
    except IamAuditError:
        raise
    except (
        Exception
    ) as error:  # botocore's classes are told apart by name, so that it need not be loaded here
        code, words = explain(error)
        raise DeliveryError(
            f"{what} did not take the message: {words.rstrip('.')}.", permanent=code in WRONG_MESSAGES
        ) from error
