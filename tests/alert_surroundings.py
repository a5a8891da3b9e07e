"""Channels that lead to servers on loopback, as settings name them, and what they are given in tests."""

from collections.abc import Mapping
from typing import Any

import msgspec

from builders import NOW
from iam_audit.alerts import Secrets, Surroundings, Templates
from iam_audit.audience import Alerting, plan_of
from iam_audit.settings import Settings

NOWHERE = "https://127.0.0.1:9"
LOOPBACK = ["127.0.0.0/8"]
TEMPLATES = Templates()
"""Shared, as they are compiled once."""


def no_client(service: str, region: str | None) -> Any:
    raise AssertionError(f"nobody should ask for {service}")


def surroundings(clock=lambda: NOW) -> Surroundings:
    secrets = Secrets({"TOKEN": "xoxb-test", "HOOK": "hush"}, no_client)
    return Surroundings(
        clock=clock, secrets=secrets, templates=TEMPLATES, client=no_client, sleep=lambda _: None
    )


def places(
    hook: str = NOWHERE, slack: str = NOWHERE, mail_port: int = 9, **more: Mapping[str, Any]
) -> dict[str, Mapping[str, Any]]:
    """Return a webhook, a team's channel in Slack, and for owners a bot in Slack and mail."""
    bot = {"token": "env:TOKEN", "api_url": f"{slack}/api/"}
    return {
        "hook": {"kind": "webhook", "url": hook, "secret": "env:HOOK", "allow_networks": LOOPBACK},
        "team": {"kind": "slack", "channel": "C0TEAM", **bot},
        "chat": {"kind": "slack-owner", **bot},
        "post": {
            "kind": "mail-owner",
            "host": "127.0.0.1",
            "port": mail_port,
            "security": "none",
            "sender": "iam-audit@example.com",
        },
        **more,
    }


def alerting(
    channels: Mapping[str, Mapping[str, Any]] | None = None, clock=lambda: NOW, **alerts: object
) -> Alerting:
    """Return what `[alerts]` with these settings comes to."""
    values = {"allowed_domains": ["example.com"], **alerts}
    made = msgspec.convert(
        {"alerts": values, "channels": places() if channels is None else channels}, Settings
    )
    return plan_of(made, surroundings(clock))
