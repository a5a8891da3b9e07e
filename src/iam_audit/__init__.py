"""Finds, explains, announces and safely retires long-lived AWS credentials.

The functions below are the Python API. Each is loaded when it is first used, so importing stays quick.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iam_audit.api.key_inventory import (
        assume_role,
        get_accounts,
        get_cloudtrail_events,
        get_iam_users_with_keys,
    )
    from iam_audit.api.org_report import main
    from iam_audit.api.stale_keys import audit_iam_keys, disable_stale_keys, generate_report, send_slack_alert

__version__ = "0.1.0"

_HOMES = {
    "assume_role": "api.key_inventory",
    "audit_iam_keys": "api.stale_keys",
    "disable_stale_keys": "api.stale_keys",
    "generate_report": "api.stale_keys",
    "get_accounts": "api.key_inventory",
    "get_cloudtrail_events": "api.key_inventory",
    "get_iam_users_with_keys": "api.key_inventory",
    "main": "api.org_report",
    "send_slack_alert": "api.stale_keys",
}

__all__ = [
    "__version__",
    "assume_role",
    "audit_iam_keys",
    "disable_stale_keys",
    "generate_report",
    "get_accounts",
    "get_cloudtrail_events",
    "get_iam_users_with_keys",
    "main",
    "send_slack_alert",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'iam_audit' has no attribute '{name}'")
    home = importlib.import_module(f"iam_audit.{_HOMES[name]}")
    return vars(home)[name]
