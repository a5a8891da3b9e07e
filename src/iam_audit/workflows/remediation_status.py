"""Where every credential stands: what was done to it, since when, who was told, and what comes next."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from iam_audit.errors import IamAuditError, StoreError
from iam_audit.journal import Doing, Entry, Journal, State, breaks, replayed
from iam_audit.model import Kind
from iam_audit.remediate import Door, Facts, Stage, Step, Target
from iam_audit.remediate.applying import late_use
from iam_audit.remediate.caps import NOTICES
from iam_audit.remediate.ladder import Climb, Key, climb, history_of
from iam_audit.remediate.rules import pace_of
from iam_audit.remediate.use import moment
from iam_audit.rotation.nouns import Act
from iam_audit.settings import RemediateSettings
from iam_audit.trail import TrailEvent
from iam_audit.workflows.remediating import Remediating, facts_of, step_of
from iam_audit.workflows.trails import last_seen

ROTATION = frozenset(Act) - {Act.DEACTIVATE, Act.DELETE}
"""Moves of a rotation that are no actions of remediation."""
NEXT = {
    Stage.WARNING: "a warning",
    Stage.FINAL_WARNING: "the final warning",
    Stage.DEACTIVATE: "it is switched off",
    Stage.DELETE: "it is deleted",
}


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How one target stands."""

    target: Target
    action: str
    """What was done last, or tried."""
    stage: Stage
    state: State
    since: datetime
    """When it was done; of what is not settled, when it was begun."""
    cycle: int
    run_id: str
    by: str
    step: str
    """`Step.id`, for `rollback`."""
    told: tuple[str, ...] = ()
    """Which warnings were delivered, when, and what the channel said."""
    next: str = ""
    """What comes next, as a sentence; empty where nothing does by itself."""
    next_at: datetime | None = None
    error: str | None = None
    trail: str = ""
    """What CloudTrail knows last of the target, and who did it; empty where nobody has asked it: `iam-audit events`."""
    live: str | None = None
    """Whether AWS shows what the journal says, in words; None when nobody asked."""
    explained: bool | None = None
    """The same for programs, and that nobody has missed it; None when it could not be read, or nobody asked."""


class RemediationStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Where everything stands."""

    at: datetime
    standings: tuple[Standing, ...]
    broken: tuple[str, ...] = ()
    """Where the chain of the journal is broken, or its entries are not what its events tell."""
    events: int = 0

    @property
    def open(self) -> int:
        """How many targets there are of which nobody knows what became of the last step."""
        return sum(one.state in (State.OPEN, State.UNDOING) for one in self.standings)

    @property
    def unexplained(self) -> int:
        """How many targets are not as the journal says."""
        return sum(one.explained is False for one in self.standings)


def remediation_status(
    journal: Journal,
    settings: RemediateSettings,
    now: datetime,
    live: Remediating | None = None,
    trail: Sequence[TrailEvent] = (),
) -> RemediationStatus:
    """Return where everything stands. With a run to look with, AWS is asked whether it is so; nothing is changed.

    `trail` is what CloudTrail told so far.
    """
    events = list(journal.events())
    entries = journal.entries()
    receipts = {one.entry: str(one.body.get("receipt", "")) for one in events if one.doing is Doing.DONE}
    looking = Looking(settings=settings, now=now, receipts=receipts, live=live, doors={}, trail=trail)
    return RemediationStatus(
        at=now,
        standings=tuple(looking.standings(entries)),
        broken=(*breaks(events), *_differences(journal, entries)),
        events=len(events),
    )


def _differences(journal: Journal, entries: Iterable[Entry]) -> Iterator[str]:
    """Yield in words which entries are not what the events tell of them."""
    try:
        told = replayed(journal.events())
    except StoreError as error:
        yield str(error)
        return
    held = {one.id: one for one in entries}
    for entry_id in sorted({*told, *held}):
        if told.get(entry_id) != held.get(entry_id):
            yield f"entry {entry_id} is not what its events tell"


@dataclass(frozen=True, kw_only=True)
class Looking:
    """Makes standings of entries."""

    settings: RemediateSettings
    now: datetime
    receipts: dict[str, str]
    live: Remediating | None
    doors: dict[str, Door | str]
    """The way into each account, or why there is none."""
    trail: Sequence[TrailEvent] = ()

    def standings(self, entries: Iterable[Entry]) -> Iterator[Standing]:
        """Yield one for each target, by account and user."""
        by_target: dict[str, list[Entry]] = {}
        for entry in entries:
            by_target.setdefault(entry.target, []).append(entry)
        made = (self._standing(held) for held in by_target.values())
        yield from sorted(
            made, key=lambda one: (one.target.account_id, one.target.user_name or "", one.target.id)
        )

    def _standing(self, entries: list[Entry]) -> Standing:
        last = entries[-1]
        step = step_of(last)
        standing = Standing(
            target=step.target,
            action=last.action,
            stage=step.stage,
            state=last.state,
            since=last.undone_at or last.settled_at or last.intended_at,
            cycle=last.cycle,
            run_id=last.run_id,
            by=last.by,
            step=step.id,
            told=tuple(self._told(entries)),
            error=last.error,
            trail=last_seen(step.target, self.trail, entries),
        )
        standing = self._with_next(standing, entries)
        return self._with_live(standing, entries) if self.live else standing

    def _told(self, entries: Iterable[Entry]) -> Iterator[str]:
        for entry in entries:
            if entry.stage in NOTICES and entry.state is State.DONE and entry.settled_at:
                receipt = self.receipts.get(entry.id)
                how = f": {receipt}" if receipt else ""
                yield f"{entry.stage.replace('_', ' ')} on {entry.settled_at:%Y-%m-%d}{how}"

    def _with_next(self, standing: Standing, entries: list[Entry]) -> Standing:
        if standing.state in (State.OPEN, State.UNDOING):
            return msgspec.structs.replace(standing, next="the next run settles it")
        if standing.action in ROTATION:
            return msgspec.structs.replace(standing, next="`iam-audit rotate --apply` goes on with it")
        key = _key(entries)
        if standing.target.type != "access-key" or key is None or standing.stage is Stage.ONCE:
            return standing
        facts = facts_of(entries[-1].facts_before)
        tags = facts.get("user_tags")
        pace = pace_of(Kind.UNKNOWN, tags if isinstance(tags, dict) else None, self.settings)
        due = climb(history_of(entries), key, pace, self.now)
        if isinstance(due, Climb):
            return msgspec.structs.replace(
                standing, next=f"{NEXT[due.stage]}, when it is planned", next_at=self.now
            )
        return msgspec.structs.replace(standing, next=due.why, next_at=due.until)

    def _with_live(self, standing: Standing, entries: list[Entry]) -> Standing:
        moved = [one for one in entries if one.state is State.DONE and one.stage not in NOTICES]
        stands = [one for one in moved if one.action not in ROTATION]
        if not stands:
            return standing
        explained, words = self._compared(stands[-1], step_of(stands[-1]))
        return msgspec.structs.replace(standing, live=words, explained=explained)

    def _compared(self, entry: Entry, step: Step) -> tuple[bool | None, str]:
        action = self.live.actions.get(entry.action) if self.live else None
        if action is None:
            return None, f"this program knows no action '{entry.action}'"
        door = self._door(entry.account_id)
        if isinstance(door, str):
            return None, door
        try:
            live = action.observe(step.target, door)
        except IamAuditError as error:
            return None, str(error)
        match action.done(step, live):
            case True if action.reversible and (use := late_use(entry, live)):
                return False, f"{use} Take it back: iam-audit remediate rollback {step.id} --yes"
            case True:
                return True, "as it was left"
            case None:
                return None, "it cannot be read"
            case _ if action.reversible and action.undone(step, facts_of(entry.facts_before), live):
                return False, "somebody has taken it back"
            case _:
                return False, "somebody has changed it"

    def _door(self, account_id: str) -> Door | str:
        if account_id not in self.doors and self.live:
            try:
                self.doors[account_id] = self.live.enter(account_id)
            except IamAuditError as error:
                self.doors[account_id] = str(error)
        return self.doors[account_id]


def _key(entries: list[Entry]) -> Key | None:
    """Return a key as it was seen last; None for what is gone, or was never seen."""
    last = entries[-1]
    if last.state in (State.UNDONE, State.REVERSED):
        facts: Facts = facts_of(last.facts_before)
    else:
        facts = facts_of(last.facts_after or last.facts_before)
    status = facts.get("key_status")
    return None if status is None else Key(active=status == "Active", used_at=moment(facts, "last_used_at"))
