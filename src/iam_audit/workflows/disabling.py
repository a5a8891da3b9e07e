"""Switches keys off that somebody has named, at once and without a plan file: for scripts. The guards are the same."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import msgspec

from iam_audit import __version__
from iam_audit.aws import Aws
from iam_audit.errors import DeliveryError
from iam_audit.journal import InMemoryJournal, Journal
from iam_audit.model import Severity
from iam_audit.remediate import Facts, Plan, Proof, Stage, Step, Target
from iam_audit.remediate.actions.deactivate_access_key import DeactivateAccessKey
from iam_audit.remediate.outcomes import Run
from iam_audit.remediate.rules import Rules
from iam_audit.settings import RemediateSettings
from iam_audit.workflows.applying import apply_plan
from iam_audit.workflows.conditions import conditions_of
from iam_audit.workflows.planning import caller_of
from iam_audit.workflows.remediating import Remediating

WHY = "It was named in a script as a key that is to be switched off."


def disable_keys(
    aws: Aws,
    keys: Iterable[tuple[str, str]],
    ticks: Callable[[], datetime],
    *,
    dry_run: bool = True,
    journal: Journal | None = None,
    settings: RemediateSettings | None = None,
) -> Run:
    """Switch off keys of the caller's own account, given as user and key id; a dry run only says which it would.

    Each is looked at right before, and left on when it is in use, young, protected, or not known well enough. Who names
    keys has decided on how many, and needs nobody's approval. Raises CredentialsError or AccountError.
    """
    identity = aws.identity()
    own = msgspec.structs.replace(settings or RemediateSettings(), armed=(identity.account_id,))
    rules = Rules(settings=own)
    now = ticks()
    plan = Plan(
        id=f"script-{now:%Y%m%dT%H%M%S}",
        created_at=now,
        expires_at=now + timedelta(hours=own.plan_hours),
        created_by=identity.arn,
        tool_version=__version__,
        scope=f"account {identity.account_id}",
        steps=tuple(_step(identity.account_id, *key, rules, now) for key in keys),
        rules=rules.digest,
    )
    run = Remediating(
        run_id=aws.run_id or plan.id,
        by=identity.arn,
        journal=journal or InMemoryJournal(),
        actions={DeactivateAccessKey.id: DeactivateAccessKey()},
        enter=lambda _: aws.visit().client,
        ticks=ticks,
    )
    return apply_plan(plan, (), conditions_of(rules, caller_of(aws), _nobody), run, dry_run=dry_run)


def _step(account_id: str, user: str, key_id: str, rules: Rules, now: datetime) -> Step:
    action = DeactivateAccessKey()
    return Step(
        action=action.id,
        target=Target(account_id=account_id, type="access-key", id=key_id, user_name=user),
        stage=Stage.ONCE,
        proof=Proof(
            check_id="access-key-unused", fingerprint="", severity=Severity.HIGH, message=WHY, at=now
        ),
        expects={"user": user, "key_status": "Active"},
        idle_days=rules.settings.idle_days,
        undo=f"Switch {key_id} on again; it works within seconds.",
        permissions=action.permissions,
    )


def _nobody(step: Step, live: Facts) -> str:  # noqa: ARG001 - there are no warnings among the steps
    raise DeliveryError("nobody is told of what a script does")
