"""Makes the part of a plan that is about one account."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from fnmatch import fnmatchcase

import msgspec

from iam_audit.journal import Entry
from iam_audit.model import AccountResult, Section, Snapshot, Status
from iam_audit.remediate.base import Action, Changing
from iam_audit.remediate.blast import Stakes
from iam_audit.remediate.caps import population
from iam_audit.remediate.guards import refusal
from iam_audit.remediate.known import facts_known
from iam_audit.remediate.ladder import DELETE, history_of
from iam_audit.remediate.laddering import CHECKS, Climbing, by_target
from iam_audit.remediate.nouns import Refusal, Rule, Stage, Step
from iam_audit.remediate.proposing import target_of
from iam_audit.remediate.rules import Caller, Rules
from iam_audit.remediate.use import LEAKED

STAYS_ON = "URGENT: AWS has seen a key of this user in public, and it stays on."


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a plan is asked to be about."""

    actions: tuple[Action, ...] = ()
    """Actions to plan by themselves; none for the ladder of keys."""
    ladder: bool = True
    checks: tuple[str, ...] = ()
    """Ids of the checks whose findings to settle; none for the usual ones."""
    users: tuple[str, ...] = ()
    """Names of users, with wildcards; none for all."""
    force_managed: bool = False
    limit: int | None = None
    """How many changes to plan at most, the worst first; the rest is left for the next plan."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a plan says of one account."""

    steps: tuple[Step, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    populations: Mapping[str, int] = field(default_factory=dict)
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Drafting:
    """What plans are made under, the same for all accounts."""

    wanted: Wanted
    rules: Rules
    caller: Caller
    now: datetime

    def part(self, snapshot: Snapshot, result: AccountResult, entries: tuple[Entry, ...]) -> Part:
        """Return what is to be done in one account, and what is not and why. Pure."""
        names = {snapshot.account.id: snapshot.account.name}
        own = replace(self, rules=replace(self.rules, account_names=names))
        stakes = Stakes(snapshot, result)
        held = by_target(entries)
        return Draft(of=own, snapshot=snapshot, result=result, entries=held, stakes=stakes).part()


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The plan for one account."""

    of: Drafting
    snapshot: Snapshot
    result: AccountResult
    entries: Mapping[str, tuple[Entry, ...]]
    """By target."""
    stakes: Stakes

    def part(self) -> Part:
        """Return each step once, and a refusal for each target that there is no step for."""
        steps: dict[str, Step] = {}
        refusals: dict[tuple[str, str], Refusal] = {}
        for one in map(self._judged, filter(self._is_wanted, self._proposals())):
            if isinstance(one, Step):
                steps.setdefault(one.key, one)
            else:
                refusals.setdefault((one.action, one.target.key), one)
        planned = {(one.action, one.target.key) for one in steps.values()}
        return Part(
            steps=tuple(steps.values()),
            refusals=tuple(one for key, one in refusals.items() if key not in planned),
            populations=populations_of(self.snapshot),
            unread=tuple(self._unread()),
        )

    def _proposals(self) -> Iterator[Step | Refusal]:
        wanted = self.of.wanted
        if wanted.ladder:
            yield from Climbing(
                snapshot=self.snapshot,
                result=self.result,
                entries=self.entries,
                rules=self.of.rules,
                now=self.of.now,
                checks=wanted.checks or CHECKS,
            ).proposals()
        for action in wanted.actions:
            yield from self._of_action(action)

    def _of_action(self, action: Action) -> Iterator[Step | Refusal]:
        checks = self.of.wanted.checks
        for finding in self.result.findings:
            if finding.check_id not in action.answers or (checks and finding.check_id not in checks):
                continue
            if finding.status is Status.FAIL:
                changing = Changing(finding=finding, snapshot=self.snapshot, now=self.of.now)
                yield from (one for one in action.plan(changing) if not self._on_the_ladder(one))
            elif finding.status in (Status.MUTED, Status.NOT_EVALUATED):
                rule = Rule.UNREADABLE if finding.status is Status.NOT_EVALUATED else Rule.EXEMPT
                rule = Rule.WAIVED if finding.waiver else rule
                yield Refusal(action=action.id, target=target_of(finding), rule=rule, why=finding.message)

    def _on_the_ladder(self, one: Step | Refusal) -> bool:
        """Whether the ladder looks after it: it may be deleted, but by the ladder's clock."""
        entries = self.entries.get(one.target.key, ())
        return one.action == DELETE and history_of(entries).done(Stage.DEACTIVATE) is not None

    def _is_wanted(self, one: Step | Refusal) -> bool:
        name, users = one.target.user_name, self.of.wanted.users
        return not users or any(name is not None and fnmatchcase(name, pattern) for pattern in users)

    def _judged(self, one: Step | Refusal) -> Step | Refusal:
        """Ask the guards, and say what breaks at worst."""
        if isinstance(one, Refusal):
            return one
        step = msgspec.structs.replace(one, forced=self.of.wanted.force_managed)
        facts = facts_known(step.target, self.snapshot)
        refused = refusal(step, facts, self.of.rules, self.of.caller, self.of.now)
        if refused and step.proof.check_id == LEAKED:
            return msgspec.structs.replace(refused, why=f"{STAYS_ON} {refused.why}")
        return refused or msgspec.structs.replace(step, blast=self.stakes.of(step.target))

    def _unread(self) -> Iterator[str]:
        account_id = self.snapshot.account.id
        for gap in self.snapshot.gaps:
            if gap.wanted:
                yield f"{account_id}: {gap.section.words}: {gap.reason}"


def populations_of(snapshot: Snapshot) -> dict[str, int]:
    """Return how many targets of each type an account has; what was not read is not there."""
    sizes = {
        "access-key": (Section.ACCESS_KEYS, len(snapshot.access_keys)),
        "user": (Section.USERS, len(snapshot.users)),
        "mfa-device": (Section.MFA_DEVICES, len(snapshot.mfa_devices)),
        "server-certificate": (Section.SERVER_CERTIFICATES, len(snapshot.server_certificates)),
        "permission-set": (Section.IDENTITY_CENTER, _assignments(snapshot)),
    }
    known = {kind: size for kind, (section, size) in sizes.items() if not snapshot.gap(section)}
    return {population(snapshot.account.id, kind): size for kind, size in (known | {"account": 1}).items()}


def _assignments(snapshot: Snapshot) -> int:
    return sum(len(each.assignments) for one in snapshot.identity_center for each in one.permission_sets)
