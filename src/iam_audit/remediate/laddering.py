"""Which access keys of an account are due for which rung of the ladder."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from iam_audit.checks.access_key_inactive_stale import AccessKeyInactiveStale
from iam_audit.journal import Entry
from iam_audit.kinds import kind_of
from iam_audit.model import AccessKey, AccountResult, Finding, Kind, Severity, Snapshot, Status, Used
from iam_audit.remediate.actions.deactivate_access_key import DeactivateAccessKey
from iam_audit.remediate.actions.delete_access_key import DeleteAccessKey
from iam_audit.remediate.actions.warn_owner import WarnOwner
from iam_audit.remediate.base import Changing
from iam_audit.remediate.key_action import key_target
from iam_audit.remediate.ladder import Climb, Key, Wait, climb, history_of
from iam_audit.remediate.nouns import Refusal, Rule, Stage, Step
from iam_audit.remediate.proposing import keys_found, target_of
from iam_audit.remediate.rules import Pace, Rules, pace_of
from iam_audit.remediate.use import LEAKED

CHECKS = ("access-key-unused", "access-key-never-used", "unused-credentials")
"""The checks whose findings put a key on the ladder, unless others are named."""

Proposal = Step | Refusal


@dataclass(frozen=True, kw_only=True)
class Climbing:
    """The keys of one account, and what the journal has on them."""

    snapshot: Snapshot
    result: AccountResult
    entries: Mapping[str, tuple[Entry, ...]]
    """By target."""
    rules: Rules
    now: datetime
    checks: tuple[str, ...] = CHECKS

    def proposals(self) -> Iterator[Proposal]:
        """Yield the rung that is due for each key, or why none is; each key once."""
        leaked = tuple(self._leaked())
        yield from leaked
        done = {one.target.key for one in leaked}
        for key, finding in (*self._flagged(), *self._switched_off()):
            if key_target(key).key not in done:
                done.add(key_target(key).key)
                yield self._next(key, finding)
        yield from self._not_judged(done)

    def _flagged(self) -> Iterator[tuple[AccessKey, Finding]]:
        """Yield the active keys that fail a check, each with its worst finding; muted ones too, to say why not."""
        found = (one for one in self.result.findings if one.check_id in self.checks)
        failing = sorted(
            (one for one in found if one.status in (Status.FAIL, Status.MUTED)), key=_worst_first
        )
        for finding in failing:
            for key in keys_found(self._changing(finding)):
                if key.active is not False:
                    yield key, finding

    def _switched_off(self) -> Iterator[tuple[AccessKey, Finding]]:
        """Yield the inactive keys that this program has something to do with."""
        for key in self.snapshot.access_keys:
            if key.active is False and key.id and history_of(self._entries(key)).done(Stage.DEACTIVATE):
                message = f"{key.label} of {key.user_name} was switched off, and nobody has missed it."
                yield key, AccessKeyInactiveStale().finding(key, message, {})

    def _not_judged(self, done: set[str]) -> Iterator[Refusal]:
        """Yield the keys that a check could not judge: of them nothing is known, which is not that all is well."""
        for finding in self.result.findings:
            if finding.check_id in self.checks and finding.status is Status.NOT_EVALUATED:
                keys = [
                    key_target(key) for key in keys_found(self._changing(finding)) if key.active is not False
                ]
                for target in keys or [target_of(finding)]:
                    if target.key not in done:
                        done.add(target.key)
                        yield Refusal(
                            action=DeactivateAccessKey.id,
                            target=target,
                            rule=Rule.USE_UNKNOWN,
                            why=finding.message,
                        )

    def _leaked(self) -> Iterator[Proposal]:
        """Yield the active keys of users whom AWS has put in quarantine: which of them is public, it does not say."""
        for finding in self.result.findings:
            if finding.check_id == LEAKED and finding.status in (Status.FAIL, Status.MUTED):
                for key in keys_found(self._changing(finding)):
                    if key.active is not False:
                        yield self._switch_off_at_once(key, finding)

    def _switch_off_at_once(self, key: AccessKey, finding: Finding) -> Proposal:
        target, history = key_target(key), history_of(self._entries(key))
        action = DeactivateAccessKey()
        if key.id is None or key.active is None:
            why = f"A key of {key.user_name} is public, and which one it is could not be read. Look at once."
            return action.refusal(target, Rule.UNREADABLE, why)
        if history.unsettled:
            return action.refusal(target, Rule.WAITING, "An earlier step is not settled: apply settles it.")
        again = history.broken or history.done(Stage.DEACTIVATE, history.cycle) is not None
        finding = msgspec.structs.replace(finding, severity=Severity.CRITICAL)
        step = action.step(
            self._changing(finding),
            target,
            action.expected(key, "Active"),
            undo=f"Switch {key.id} on again; whoever found it can then use it again.",
        )
        return msgspec.structs.replace(step, stage=Stage.DEACTIVATE, cycle=history.cycle + again)

    def _next(self, key: AccessKey, finding: Finding) -> Proposal:
        pace = self._pace(key)
        proposal = self._proposed(key, finding, pace)
        if isinstance(proposal, Refusal) or key.active is None:
            return proposal
        used = key.last_used.at if isinstance(key.last_used, Used) else None
        due = climb(history_of(self._entries(key)), Key(active=key.active, used_at=used), pace, self.now)
        if isinstance(due, Wait):
            return Refusal(
                action=proposal.action, target=proposal.target, rule=due.rule, why=due.why, until=due.until
            )
        return _on_rung(proposal, due, pace)

    def _proposed(self, key: AccessKey, finding: Finding, pace: Pace) -> Proposal:
        """Ask the action that ends this part of the ladder; what it refuses is not warned of either."""
        if finding.status is Status.MUTED and finding.waiver is None:
            return Refusal(
                action=DeactivateAccessKey.id, target=key_target(key), rule=Rule.EXEMPT, why=finding.message
            )
        least = self.rules.settings.min_age_days
        if key.active is False:
            action: DeactivateAccessKey | DeleteAccessKey = DeleteAccessKey(quiet_days=pace.quarantine.days)
        else:
            action = replace(DeactivateAccessKey(), idle_days=pace.idle_days, min_age_days=least)
        aimed = msgspec.structs.replace(finding, resource=key.resource)
        [proposal] = action.plan(self._changing(aimed))
        if isinstance(proposal, Refusal):
            return proposal
        return self._of_the_finding(proposal, finding)

    def _of_the_finding(self, step: Step, finding: Finding) -> Step:
        """A finding about a user is the reason, also where the step is about one of its keys."""
        proof = msgspec.structs.replace(step.proof, fingerprint=finding.fingerprint)
        return msgspec.structs.replace(step, proof=proof)

    def _pace(self, key: AccessKey) -> Pace:
        user = self.snapshot.users_by_name.get(key.user_name)
        kind = kind_of(user, self.rules.classify) if user else Kind.UNKNOWN
        return pace_of(kind, user.tags if user else None, self.rules.settings)

    def _entries(self, key: AccessKey) -> tuple[Entry, ...]:
        return self.entries.get(key_target(key).key, ())

    def _changing(self, finding: Finding) -> Changing:
        return Changing(finding=finding, snapshot=self.snapshot, now=self.now)


def _on_rung(step: Step, due: Climb, pace: Pace) -> Step:
    """Return the step for a rung: what is proposed itself, or a message that announces it."""
    quiet = pace.quarantine.days if due.stage is Stage.DELETE else None
    step = msgspec.structs.replace(step, stage=due.stage, cycle=due.cycle, quiet_days=quiet)
    if due.stage in (Stage.DEACTIVATE, Stage.DELETE):
        return step
    message = f"{step.proof.message} {due.why}".strip()
    return msgspec.structs.replace(
        step,
        action=WarnOwner.id,
        proof=msgspec.structs.replace(step.proof, message=message),
        undo=None,
        permissions=tuple(WarnOwner.reads),
    )


def _worst_first(finding: Finding) -> tuple[bool, int, str]:
    """What fails comes before what is muted."""
    return (finding.status is not Status.FAIL, finding.severity.rank, finding.check_id)


def by_target(entries: Iterable[Entry]) -> Mapping[str, tuple[Entry, ...]]:
    """Return the entries of each target, in their order."""
    found: dict[str, tuple[Entry, ...]] = {}
    for one in entries:
        found[one.target] = (*found.get(one.target, ()), one)
    return found
