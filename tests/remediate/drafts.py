"""Plans for whole accounts, through the checks that a plan asks."""

from builders import NOW, access_key, days_ago, snapshot, user
from iam_audit.audit import Judgement, audit_snapshot
from iam_audit.checks import catalogue
from iam_audit.model import AttachedPolicy, Snapshot, UserPermissions
from iam_audit.remediate.account_part import Drafting, Part, Wanted
from iam_audit.remediate.laddering import CHECKS
from iam_audit.remediate.rules import Caller, Rules
from iam_audit.remediate.use import LEAKED
from remediate.planned import AUDITOR, rules

ASKED = tuple(
    check()
    for check in catalogue()
    if check.id in (*CHECKS, LEAKED, "access-key-inactive-stale", "access-key-age")
)
OTHER_KEY = "AKIAI44QH8DHBEXAMPLE"
QUARANTINE = UserPermissions(
    attached=(
        AttachedPolicy(
            name="AWSCompromisedKeyQuarantineV2", arn="arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV2"
        ),
    )
)


def idle(days: float = 200, **fields: object):
    """A key that nobody has used for so many days."""
    return access_key(age_days=400, used_days_ago=days, **fields)


def account(*keys, **fields: object) -> Snapshot:
    """An account with these keys of alice; alice has no tags and is in no groups."""
    values = {
        "users": (user(),),
        "access_keys": keys or (idle(),),
        "credential_report_generated_at": days_ago(0),
    }
    return snapshot(**(values | fields))


def draft(
    of: Snapshot,
    *entries,
    by: Rules | None = None,
    caller: Caller = AUDITOR,
    judgement: Judgement | None = None,
    now=NOW,
    **wanted: object,
) -> Part:
    result = audit_snapshot(of, ASKED, now, judgement or Judgement())
    drafting = Drafting(wanted=Wanted(**wanted), rules=by or rules(), caller=caller, now=now)
    return drafting.part(of, result, entries)


def told(part: Part) -> list[object]:
    """What a draft says, in short: the stages of its steps, the rules of its refusals."""
    return [*(step.stage for step in part.steps), *(refusal.rule for refusal in part.refusals)]
