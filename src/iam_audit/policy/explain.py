"""Tells, statement by statement, why somebody may use an action on a resource, or may not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.errors import UsageError
from iam_audit.model import (
    ConditionAnswer,
    ContextExplanation,
    CredentialContext,
    Decision,
    Explanation,
    Role,
    Snapshot,
    StatementAnswer,
    User,
)
from iam_audit.policy.actions import action_set
from iam_audit.policy.areas import Area, area, holds_all, meet
from iam_audit.policy.clauses import caller_decides
from iam_audit.policy.conditions import holds
from iam_audit.policy.document import Condition, Effect, Statement
from iam_audit.policy.facts import Facts
from iam_audit.policy.guardrails import unguarded
from iam_audit.policy.holdings import Unread
from iam_audit.policy.people import BOUNDARY, Source, sources
from iam_audit.policy.reading import Reading
from iam_audit.policy.requests import ROLE_CONTEXTS, USER_CONTEXTS, request_facts


def explain(
    snapshot: Snapshot, arn: str, action: str, resource: str = "*", now: datetime | None = None
) -> Explanation:
    """Say what the policies of a user or role decide about an action on a resource, which may be a pattern.

    Policies of resources and sessions are not in a snapshot, and may decide otherwise; so may those of an
    organization that are not in its surroundings.
    """
    everybody: tuple[User | Role, ...] = (*snapshot.users, *snapshot.roles)
    who = next((each for each in everybody if each.arn == arn), None)
    if who is None:
        raise UsageError(
            f"{arn} is no user or role of account {snapshot.account.id}; give the ARN as reports show it."
        )
    found = tuple(sources(who, snapshot))
    missing = (each.document.because for each in found if isinstance(each.document, Unread))
    unread = (*missing, *unguarded(snapshot))
    asked = _Asked(action.lower(), Area((resource,)), found)
    contexts = USER_CONTEXTS if isinstance(who, User) else ROLE_CONTEXTS
    return Explanation(
        arn=arn,
        action=action,
        resource=resource,
        unread=unread,
        contexts=tuple(asked.answer(who, context, now) for context in contexts),
    )


@dataclass(frozen=True)
class _Asked:
    action: str
    where: Area
    sources: tuple[Source, ...]

    def answer(
        self, who: User | Role, context: CredentialContext, now: datetime | None
    ) -> ContextExplanation:
        answers = tuple(self._answers(request_facts(who, context, now)))
        decision, because = _decide(answers, self.sources)
        return ContextExplanation(context=context, decision=decision, because=because, statements=answers)

    def _answers(self, facts: Facts) -> Iterator[StatementAnswer]:
        for source in self.sources:
            for number, statement in enumerate(source.statements, start=1):
                if action_set(statement.actions, Reading.WIDEST).holds(self.action):
                    yield self._judge(source, number, statement, facts)

    def _judge(self, source: Source, number: int, statement: Statement, facts: Facts) -> StatementAnswer:
        conditions = tuple(
            _condition(each, statement.effect, facts) for each in sorted(statement.conditions, key=_text)
        )
        resource = self._about(statement, facts)
        return StatementAnswer(
            source=source.name,
            number=number,
            effect=statement.effect.value,
            limits=source.limits,
            limit=source.limit,
            resource=resource,
            conditions=conditions,
            applies=_all((resource, *(each.holds for each in conditions))),
        )

    def _about(self, statement: Statement, facts: Facts) -> bool | None:
        if holds_all(area(statement, facts, Reading.NARROWEST), self.where):
            return True
        return None if meet(area(statement, facts, Reading.WIDEST), self.where) else False


def _condition(condition: Condition, effect: Effect, facts: Facts) -> ConditionAnswer:
    answer = True if caller_decides(condition, effect) else holds(condition, facts)
    return ConditionAnswer(text=_text(condition), holds=answer)


def _text(condition: Condition) -> str:
    return f"{condition.operator} {condition.key} {', '.join(condition.values)}"


def _all(answers: Iterable[bool | None]) -> bool | None:
    given = set(answers)
    return False if False in given else None if None in given else True


def _decide(answers: tuple[StatementAnswer, ...], found: tuple[Source, ...]) -> tuple[Decision, str]:
    denials = [each for each in answers if each.effect == Effect.DENY and each.applies is not False]
    sure = next((each for each in denials if each.applies), None)
    if sure:
        return Decision.DENIED, f"{_place(sure)} denies it"
    allowed, why = _allowed(answers, found)
    if allowed is False:
        return Decision.DENIED, why
    for limit in dict.fromkeys(each.limit for each in found if each.limit):
        limited, how = _allowed(answers, found, limit)
        if limited is False:
            return Decision.DENIED, f"{limit} {_do(limit)} not allow it, though {why}"
        allowed, why = (allowed, why) if limited else (None, how)
    if allowed and not denials and not any(isinstance(each.document, Unread) for each in found):
        return Decision.ALLOWED, why
    return Decision.POSSIBLE, f"{why}, and {_place(denials[0])} denies it in some cases" if denials else why


def _do(limit: str) -> str:
    return "does" if limit == BOUNDARY else "do"


def _allowed(
    answers: tuple[StatementAnswer, ...], found: tuple[Source, ...], limit: str = ""
) -> tuple[bool | None, str]:
    """Say whether the policies, or those of one limit, allow it."""
    applying = [
        each
        for each in answers
        if each.effect == Effect.ALLOW and each.limit == limit and each.applies is not False
    ]
    sure = next((each for each in applying if each.applies), None)
    if sure:
        return True, f"{_place(sure)} allows it"
    if applying:
        return None, f"{_place(applying[0])} allows it in some cases"
    unread = next((each for each in found if each.limit == limit and isinstance(each.document, Unread)), None)
    if unread:
        return None, f"{unread.name} could not be read"
    return False, "no policy allows it"


def _place(answer: StatementAnswer) -> str:
    return f"statement {answer.number} of {answer.source}"
