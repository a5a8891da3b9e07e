"""What `iam-audit explain` says, as text for a person."""

from collections.abc import Iterator
from itertools import groupby

from iam_audit.model import (
    ConditionAnswer,
    ContextExplanation,
    CredentialContext,
    EscalationPath,
    Explanation,
    Principal,
    StatementAnswer,
    Tier,
)
from iam_audit.policy.people import BOUNDARY
from iam_audit.priority import words
from iam_audit.reports.urgency import of_privilege, way
from iam_audit.reports.visible import visible
from iam_audit.workflows import Access

CONTEXTS = {
    CredentialContext.ACCESS_KEY: "with an access key alone",
    CredentialContext.PASSWORD: "signed in without MFA",
    CredentialContext.MFA_SESSION: "in a session with MFA",
    CredentialContext.ROLE_SESSION: "in a session of the role",
}
MEANS = {
    Tier.NONE: "nothing but what everybody may",
    Tier.READ: "settings and lists, no data",
    Tier.WRITE: "changes to resources",
    Tier.DATA: "secrets, or the content of data stores",
    Tier.ESCALATES: "a way to more power",
    Tier.ADMIN: "every action, or the power to get it",
    Tier.UNKNOWN: "what would decide it could not be read",
}
"""What the highest tier that is possible means."""
APPLIES = {True: "applies", False: "does not apply", None: "applies in some cases"}
HOLDS = {True: "holds", False: "does not hold", None: "depends on the request"}
RESOURCE = {True: "is about the resource", False: "is about other resources", None: "is about a part of it"}


def text(access: Access) -> str:
    """Return the whole answer, with control characters of names shown and not obeyed."""
    told = access.explanation
    lines = (*_head(access.principal), *(_action(told) if told else _tier(access.principal)))
    return "".join(f"{visible(line)}\n" for line in lines)


def _head(one: Principal) -> Iterator[str]:
    yield f"{one.arn}"
    yield f"{one.type.replace('-', ' ')} {one.name} of account {one.account_id}"
    yield ""


def _tier(one: Principal) -> Iterator[str]:
    privilege = one.privilege
    yield f"Can do: {of_privilege(privilege)} ({MEANS[privilege.upper]})"
    for context, bounds in privilege.contexts.items():
        yield f"  {CONTEXTS[context]}: {words(bounds)}"
    yield from _listed("Why", privilege.reasons)
    yield from _listed("Ways to more", _ways(privilege.paths, decides=True))
    yield from _listed("Worth a look: what they reach was not read", _ways(privilege.paths, decides=False))


def _ways(paths: tuple[EscalationPath, ...], *, decides: bool) -> tuple[str, ...]:
    return tuple(f"{way(one)} [{one.id}]" for one in paths if one.decides is decides)


def _action(told: Explanation) -> Iterator[str]:
    yield f"{told.action} on {told.resource}"
    # Most policies do not care how somebody signed in, and the same answer is said once.
    for (decision, because, statements), alike in groupby(told.contexts, key=_answer):
        yield ""
        yield f"{decision}, because {because}"
        yield f"  {', '.join(CONTEXTS[one.context] for one in alike)}"
        yield from _statements(statements)
    yield from _listed("Could not be read", told.unread)
    yield ""
    yield _caution(told)


def _caution(told: Explanation) -> str:
    """Say what was not looked at."""
    limits = {each.limit for one in told.contexts for each in one.statements} - {"", BOUNDARY}
    others = "" if limits else ", of the organization"
    return f"Policies of the resource{others} and of a session may decide otherwise."


def _answer(one: ContextExplanation) -> tuple[str, str, tuple[StatementAnswer, ...]]:
    return one.decision, one.because, one.statements


def _statements(statements: tuple[StatementAnswer, ...]) -> Iterator[str]:
    for one in statements:
        limit = ", which limits" if one.limits else ""
        yield f"  {one.effect}, statement {one.number} of {one.source}{limit}: {APPLIES[one.applies]}"
        yield from (f"    {line}" for line in _details(one))


def _details(one: StatementAnswer) -> Iterator[str]:
    yield RESOURCE[one.resource]
    yield from (_condition(each) for each in one.conditions)


def _condition(one: ConditionAnswer) -> str:
    return f"condition {one.text}: {HOLDS[one.holds]}"


def _listed(heading: str, entries: tuple[str, ...]) -> Iterator[str]:
    if entries:
        yield ""
        yield heading
        yield from (f"  - {entry}" for entry in entries)
