"""What the invented organization did about idle keys, as the real program writes it down, and what it plans."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from iam_audit.demo import AccountLife, KeyLife, organization, picture
from iam_audit.journal import Doing, Entry, Journal, State
from iam_audit.model import Severity, Tier
from iam_audit.remediate import Blast, Plan, Proof, Stage, Step, Target
from iam_audit.remediate.account_part import Drafting, Part, Wanted
from iam_audit.remediate.ladder import ACTION_OF
from iam_audit.remediate.planning import Making, put_together
from iam_audit.remediate.rules import Caller, Rules
from iam_audit.settings import ClassifySettings, RemediateSettings
from iam_audit.workflows.auditing import Questions

ROBOT = "arn:aws:sts::111122223333:assumed-role/iam-audit-remediate/nightly"
LENGTH = timedelta(minutes=15)
QUIET_DAYS = 7
SETTINGS = RemediateSettings(
    armed=tuple(life.account.id for life in organization()),
    quarantine_days=QUIET_DAYS,
    api_approvers=("local",),
)
"""The person at the machine may approve: it is their demo."""
PLAN = "demo-plan"


@dataclass(frozen=True, kw_only=True)
class Move:
    """One rung that was climbed."""

    day: int
    stage: Stage
    account_id: str
    user: str
    mail: str
    key: KeyLife


def moves() -> list[Move]:
    """Return all that was done, the oldest first."""
    found = [move for life in organization() for move in _in(life)]
    return sorted(found, key=lambda one: (-one.day, one.key.id, one.stage))


def write_down(journal: Journal, today: datetime) -> None:
    """Write it all to a journal."""
    for move in moves():
        at = today - timedelta(days=move.day, hours=3)
        run_id = f"nightly-{at:%Y%m%d}"
        lease = journal.lease(move.account_id, run_id, at, LENGTH)
        entry = _entry(move, run_id, at)
        if lease and journal.intend(entry, lease, at):
            body: dict[str, object] = {"after": {"status": "Inactive"}}
            if move.stage in (Stage.WARNING, Stage.FINAL_WARNING):
                body = {"receipt": f"mail to {move.mail}"}
            journal.note(entry.id, Doing.DONE, at + timedelta(seconds=9), body, run_id=run_id, by=ROBOT)
        if lease:
            journal.release(lease)


def plan_of(questions: Questions, journal: Journal, today: datetime) -> Plan:
    """Return what the real planning proposes for the organization as it is."""
    judgement = questions.judgement
    rules = Rules(
        settings=SETTINGS,
        waivers=judgement.waivers,
        waiver_tag=None,
        classify=ClassifySettings(machine_names=("svc-*",)),
    )
    drafting = Drafting(wanted=Wanted(), rules=rules, caller=Caller(arns=(ROBOT,)), now=today)
    parts = list(_parts(questions, drafting, journal, today))
    made = Making(id=PLAN, created_by=ROBOT, scope="organization o-exampleorgid", now=today)
    return put_together(parts, made, rules)


def _parts(questions: Questions, drafting: Drafting, journal: Journal, today: datetime) -> Iterator[Part]:
    for life in organization():
        if seen := picture(life, 0, today):
            entries = journal.entries(account_ids=[life.account.id])
            yield drafting.part(seen, questions.put_to(seen, today), entries)
        else:
            yield Part(unread=(f"{life.account.id}: the role could not be assumed.",))


def _in(life: AccountLife) -> Iterator[Move]:
    """Yield the rungs that keys of an account have climbed: those that were cleaned, and those that are on the way."""
    for user in life.users:
        mail = dict(user.tags).get("owner", "security@example.com")
        for key in user.keys if len(user.keys) == 1 else ():
            for day, stage in _climbed(key):
                if day <= life.joined:
                    yield Move(
                        day=day, stage=stage, account_id=life.account.id, user=user.name, mail=mail, key=key
                    )


def _climbed(key: KeyLife) -> Iterator[tuple[int, Stage]]:
    if key.off is not None and key.gone != key.off:
        yield key.off + 21, Stage.WARNING
        yield key.off + 7, Stage.FINAL_WARNING
        yield key.off, Stage.DEACTIVATE
        if key.gone is not None:
            yield key.gone, Stage.DELETE
    elif key.off is None and key.gone is None and _idle(key) > 112:
        yield from _on_the_way(key)


def _on_the_way(key: KeyLife) -> Iterator[tuple[int, Stage]]:
    """Spread those that are still there over the first rungs, by the letters of their ids."""
    match sum(map(ord, key.id)) % 4:
        case 1:
            yield 5, Stage.WARNING
        case 2:
            yield 15, Stage.WARNING
        case 3:
            yield 23, Stage.WARNING
            yield 8, Stage.FINAL_WARNING
        case _:
            return


def _idle(key: KeyLife) -> int:
    used = key.last_used(0)
    return key.born if used is None else used


def _entry(move: Move, run_id: str, at: datetime) -> Entry:
    step = _step(move, at)
    return Entry(
        id=f"{run_id}-{step.id}",
        key=step.key,
        account_id=move.account_id,
        target=step.target.key,
        action=step.action,
        stage=step.stage,
        cycle=1,
        plan_hash="0" * 64,
        run_id=run_id,
        by=ROBOT,
        state=State.OPEN,
        step=msgspec.to_builtins(step),
        facts_before={"status": "Active"},
        intended_at=at,
    )


def _step(move: Move, at: datetime) -> Step:
    target = Target(account_id=move.account_id, type="access-key", id=move.key.id, user_name=move.user)
    return Step(
        action=ACTION_OF[move.stage],
        target=target,
        stage=move.stage,
        proof=Proof(
            check_id="access-key-unused",
            fingerprint="0" * 32,
            severity=Severity.MEDIUM,
            message=f"{move.key.id} of {move.user} is unused.",
            at=at,
        ),
        expects={},
        undo=None if move.stage is Stage.DELETE else "Switch it on again.",
        permissions=(),
        blast=Blast(lower=Tier.NONE, upper=Tier.UNKNOWN),
    )
