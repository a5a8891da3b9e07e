"""Puts the flags on top of the settings."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from iam_audit.cli.asked import Asked
from iam_audit.cli.words import one_of
from iam_audit.model import KeyIds, Severity
from iam_audit.settings import Settings, load


def settings_in_force(config: Path | None) -> Settings:
    """Read the settings of the current folder and environment."""
    return load(Path.cwd(), os.environ, config)


def with_asked(settings: Settings, asked: Asked) -> Settings:
    """Return the settings with the flags of `asked` on top."""
    organization = {
        "role": asked.role,
        "external_id": asked.external_id,
        "session_name": asked.session_name,
        "session_duration": asked.session_duration,
        "exclude": asked.exclude,
        "concurrency": asked.concurrency,
    }
    settings = with_flags(settings, "organization", organization)
    audit = {
        "live": asked.live,
        "key_ids": asked.key_ids,
        "account_timeout": asked.account_timeout,
        "include": asked.include,
    }
    return with_flags(settings, "audit", audit)


def with_flags(settings: Settings, section: str, flags: Mapping[str, Any]) -> Settings:
    """Return the settings with the flags that were given in a section; what is empty was not given."""
    given = {name: value for name, value in flags.items() if value}
    held = msgspec.structs.replace(getattr(settings, section), **given)
    return msgspec.structs.replace(settings, **{section: held})


def key_ids(text: str | None) -> KeyIds | None:
    """Return what `--key-ids` names. Raises UsageError with the nearest choice."""
    return KeyIds(one_of("--key-ids", text, list(KeyIds))) if text else None


def severity(text: str | None) -> Severity | None:
    """Return the severity that `--fail-on` names. Raises UsageError with the nearest one."""
    return Severity(one_of("--fail-on", text, list(Severity))) if text else None
