"""What the command line hands to the channels: the clock, the environment, and AWS where a channel needs it."""

import os
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from iam_audit import clock
from iam_audit.alerts import Secrets, Surroundings
from iam_audit.aws import Aws
from iam_audit.cli.asked import Asked
from iam_audit.cli.reach import connection
from iam_audit.errors import UsageError
from iam_audit.settings import Settings
from iam_audit.store import store_url
from iam_audit.workflows import Alerting, alerting_from

Client: TypeAlias = Any
"""A botocore client."""


def ticking(at: datetime, *, named: bool) -> Callable[[], datetime]:
    """Return the clock of a run: it stands where somebody named the moment."""
    return (lambda: at) if named else clock.now


def alerting_of(asked: Asked, settings: Settings, ticks: Callable[[], datetime]) -> Alerting:
    """Make the channels of the settings. Raises UsageError where there are none; nothing is sent."""
    if not settings.channels:
        raise UsageError(
            f"{settings.where}: there is no channel. Write one as [channels.NAME] with its kind."
        )

    @cache
    def aws() -> Aws:
        return connection(asked, settings)

    def client(service: str, region: str | None) -> Client:
        return aws().client(service, region)

    surroundings = Surroundings(clock=ticks, secrets=Secrets(os.environ, client), client=client)
    return alerting_from(settings, surroundings)


def url_of_store(settings: Settings) -> str:
    """Return where the ledger is kept."""
    return store_url(settings.store.url, os.environ, Path.home())
