"""Says why a key may not be rotated: by the same guards, rules and waivers as all remediation."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from iam_audit.aws import Aws
from iam_audit.model import Account
from iam_audit.remediate import Facts, Refusal, Step
from iam_audit.remediate.guards import not_armed, refusals
from iam_audit.remediate.rules import Rules
from iam_audit.settings import Settings
from iam_audit.workflows.judging import waivers
from iam_audit.workflows.planning import caller_of

Guard: TypeAlias = Callable[[Step, Facts, datetime], Refusal | None]


def rotation_rules(settings: Settings, folder: Path, now: datetime) -> Rules:
    """Return the rules of the settings. Raises InputError for a file of waivers that cannot be read."""
    said = settings.waivers
    return Rules(
        settings=settings.remediate,
        waivers=waivers(said, folder, now.astimezone(UTC).date()),
        waiver_tag=said.tag if said.tags else None,
        classify=settings.classify,
    )


def rotation_guard(rules: Rules, caller: Aws) -> Callable[[Aws, Account], Guard]:
    """Return what looks at each step right before it is made."""

    known = caller_of(caller)

    def in_account(inside: Aws, account: Account) -> Guard:  # noqa: ARG001 - the step names it
        us = replace(known, arns=(*known.arns, inside.identity().arn))

        def refuse(step: Step, facts: Facts, now: datetime) -> Refusal | None:
            found = (not_armed(step, rules), *refusals(step, facts, rules, us, now))
            return next((one for one in found if one), None)

        return refuse

    return in_account
