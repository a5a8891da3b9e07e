"""Runs rotations that were asked for on the command line, once the flags are understood."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from iam_audit.alerts import Secrets
from iam_audit.aws import Aws
from iam_audit.cli import flags
from iam_audit.cli.alert_channels import alerting_of, ticking, url_of_store
from iam_audit.cli.asked import Asked
from iam_audit.cli.endings import FINDINGS, FINE, INCOMPLETE
from iam_audit.cli.moment import moment
from iam_audit.cli.reach import live_source
from iam_audit.cli.rotating_text import course_lines, outcome_lines
from iam_audit.cli.streams import put
from iam_audit.errors import SettingsError, UsageError
from iam_audit.reports.json_text import json_text
from iam_audit.rotation import Places, Secret, VaultServer
from iam_audit.settings import Settings
from iam_audit.workflows import OneAccount
from iam_audit.workflows.journals import journal_at, journal_to_look_at
from iam_audit.workflows.rotating import RotationAsk, RotationTools, all_courses, rotate
from iam_audit.workflows.rotation_guards import rotation_guard, rotation_rules
from iam_audit.workflows.rotation_notices import RotationNotices


@dataclass(frozen=True, kw_only=True)
class How:
    """What the flags say about rotating."""

    users: tuple[str, ...] = ()
    to: str | None = None
    recipients: tuple[str, ...] = ()
    apply: bool = False
    anyway: bool = False
    force_managed: bool = False
    as_json: bool = False


def run(asked: Asked, how: How, config: Path | None, now: str | None) -> int:
    """Rotate, report and return the exit code."""
    settings = flags.with_asked(flags.settings_in_force(config), asked)
    if how.recipients:
        settings = flags.with_flags(settings, "rotate", {"recipients": how.recipients})
    source = live_source(asked, settings)
    if not isinstance(source, OneAccount):
        raise UsageError("Keys are rotated in one account at a time.")
    at = moment(now)
    ticks = ticking(at, named=now is not None)
    notices = RotationNotices(
        alerting=alerting_of(asked, settings, ticks) if settings.channels else None,
        settings=settings.rotate,
        clock=ticks,
    )
    ask = RotationAsk(
        users=how.users,
        to=how.to,
        apply=how.apply,
        anyway=how.anyway,
        force_managed=how.force_managed,
        settings=settings.rotate,
    )
    opened = journal_at if how.apply else journal_to_look_at
    with opened(url_of_store(settings)) as journal:
        tools = RotationTools(
            journal=journal,
            places=lambda inside: _places(settings, inside),
            tell=notices.teller,
            guard=rotation_guard(rotation_rules(settings, Path.cwd(), at), source.aws),
            ticks=ticks,
        )
        ended = rotate(source, ask, tools)
    put(json_text(msgspec.to_builtins(ended)) if how.as_json else "".join(outcome_lines(ended)))
    standings = {one.standing for one in ended.outcomes}
    return INCOMPLETE if "failed" in standings else FINDINGS if "blocked" in standings else FINE


def status(how: How, config: Path | None) -> int:
    """List all rotations that the journal knows."""
    settings = flags.settings_in_force(config)
    with journal_to_look_at(url_of_store(settings)) as journal:
        known = all_courses(journal)
    put(json_text(msgspec.to_builtins(known)) if how.as_json else "".join(course_lines(known)))
    return FINE


def _places(settings: Settings, inside: Aws) -> Places:
    said = settings.rotate

    @cache
    def vault() -> VaultServer:
        if not said.vault_address:
            raise SettingsError("vault_address in [rotate] must say where Vault is.")
        token = Secrets(os.environ, inside.client).look_up(said.vault_token)
        return VaultServer(
            address=said.vault_address,
            token=Secret(token),
            namespace=said.vault_namespace,
            ca_file=said.vault_ca_file,
        )

    return Places(
        clients=inside.client,
        kms_key=said.kms_key,
        vault=vault,
        recipients=said.recipients,
        folder=Path.cwd(),
    )
