"""Brings the rotation of one user as far as it can be brought now."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import assert_never

import msgspec

from iam_audit.errors import IamAuditError
from iam_audit.journal import Entry
from iam_audit.remediate import Refusal
from iam_audit.rotation.course import courses, open_entries
from iam_audit.rotation.deciding import next_of
from iam_audit.rotation.hushing import Untold, told
from iam_audit.rotation.live import read_user, user_facts
from iam_audit.rotation.making import (
    GuardedError,
    Notice,
    RotationError,
    Tools,
    discard,
    make_key,
    verify_stored,
)
from iam_audit.rotation.nouns import (
    Act,
    Begin,
    Blocked,
    Course,
    Finished,
    LiveUser,
    Make,
    Next,
    Outcome,
    Terms,
    Wait,
)
from iam_audit.rotation.retiring import bring_up_to_date, look_at, retire, retiring_step
from iam_audit.rotation.settling import settle
from iam_audit.rotation.writing import Whose, step_of

logger = logging.getLogger(__name__)

MOST_MOVES = 6
"""More than a rotation can need in one run."""


@dataclass(frozen=True, kw_only=True)
class Rotating:
    """The rotation of one user."""

    account_id: str
    user_name: str
    terms: Terms
    entries: Callable[[], Iterable[Entry]]
    """Reads what the journal has of the account."""
    anew: bool = True
    """Whether to begin one where none is under way."""
    forced: bool = False
    """Whether to insist where code looks after the user."""
    did: list[str] = field(default_factory=list)

    def look(self, tools: Tools) -> Outcome:
        """Say what `go` would do now, and change nothing."""
        user = read_user(tools.iam, self.user_name, tools.now())
        course = self._course()
        decided = self._next(course, user, tools)
        outcome = self._outcome(decided, course, tools)
        if not isinstance(decided, Begin | Make):
            return outcome
        refused = self._refused(decided, course, user, tools)
        note = (f"With --apply it is refused: {refused.why}",) if refused else ()
        return msgspec.structs.replace(outcome, proposals=note)

    def go(self, tools: Tools) -> Outcome:
        """Make every move that can be made now. What goes wrong is in the outcome."""
        try:
            return self._gone(tools)
        except GuardedError as refused:
            standing = "waits" if refused.until else "blocked"
            return self._with(self._course(), standing=standing, why=str(refused), until=refused.until)
        except IamAuditError as error:
            logger.debug("the rotation of %s did not go on", self.user_name, exc_info=error)
            return self._with(self._course(), standing="failed", why=str(error))

    def _gone(self, tools: Tools) -> Outcome:
        self._settle(tools)
        for _ in range(MOST_MOVES):
            user = read_user(tools.iam, self.user_name, tools.now())
            course = self._course()
            decided = self._next(course, user, tools)
            if not isinstance(decided, Begin | Make):
                return self._outcome(decided, course, tools)
            for sentence in self._move(decided, course, user, tools):
                self.did.append(sentence)
            if isinstance(decided, Make) and decided.act is Act.DISCARD:
                return self._with(
                    self._course(), standing="failed", why=f"{decided.why}: run again to begin anew."
                )
        raise RotationError(f"The rotation of {self.user_name} does not come to an end: report this.")

    def _next(self, course: Course | None, user: LiveUser, tools: Tools) -> Next:
        return next_of(course, user, self.terms, tools.now(), anew=self.anew)

    def _move(self, move: Begin | Make, course: Course | None, user: LiveUser, tools: Tools) -> Iterator[str]:
        if isinstance(move, Begin):
            if refused := self._refused(move, course, user, tools):
                why = f"The key of {self.user_name} is left alone: {refused.why}"
                raise GuardedError(why, refused.until)
            yield from make_key(tools, self._whose(user, _next_cycle(course)), user, move.old)
            return
        assert course is not None  # noqa: S101 - a move belongs to a rotation
        yield from self._make(move.act, course, user, tools)

    def _refused(
        self, move: Begin | Make, course: Course | None, user: LiveUser, tools: Tools
    ) -> Refusal | None:
        """Return what a guard has against the next move; those between making and retiring are never in doubt."""
        if isinstance(move, Begin):
            step = step_of(Act.CREATE, self._whose(user, _next_cycle(course)), tools.now())
            return tools.guard(step, user_facts(tools.iam, self.user_name))
        if course is None or move.act not in (Act.DEACTIVATE, Act.DELETE):
            return None
        step = retiring_step(tools, self._whose(user, course.cycle), course, move.act, self.terms)
        return tools.guard(step, look_at(tools, step))

    def _make(self, act: Act, course: Course, user: LiveUser, tools: Tools) -> Iterator[str]:
        whose, new = self._whose(user, course.cycle), user.key(course.new_key)
        if act is Act.DISCARD and course.new_key:
            discard(tools, whose, course.new_key)
            yield f"{course.new_key} was deleted: its secret was lost"
        elif act is Act.VERIFY and new:
            yield from verify_stored(tools, whose, course, new)
        elif act is Act.TELL:
            yield self._tell(tools, whose, course)
        else:
            reversal = bring_up_to_date(tools, course, user.key(course.old_key))
            if reversal:
                yield reversal
            yield from retire(tools, whose, course, act, self.terms)

    def _tell(self, tools: Tools, whose: Whose, course: Course) -> str:
        key_id = course.new_key or ""
        notice = Notice(
            account_id=self.account_id,
            user_name=self.user_name,
            old_key=course.old_key,
            new_key=key_id,
            where=course.where,
            how_to_read=tools.place.how_to_read(key_id),
        )
        entry = tools.writer.begin(step_of(Act.TELL, whose, tools.now(), key_id=key_id), {})
        to = told(lambda: tools.tell(notice))
        if isinstance(to, Untold):
            tools.writer.failed(entry.id, str(to.error))
            raise RotationError(
                f"{key_id} is ready in {course.where}, but nobody could be told: {to.error} The old key stays until "
                "somebody is; run again to try again."
            )
        tools.writer.done(entry.id, {"to": to})
        return f"{to} was told"

    def _settle(self, tools: Tools) -> None:
        """Find out what became of moves that a run began and did not end."""
        course = self._course()
        if course is None:
            return
        user = read_user(tools.iam, self.user_name, tools.now())
        for entry in open_entries(self.entries(), course):
            self.did.extend(settle(tools, entry, course, user))
            course = self._course() or course
        if sentence := bring_up_to_date(tools, course, user.key(course.old_key)):
            self.did.append(sentence)

    def _course(self) -> Course | None:
        found = tuple(self.entries())
        return courses(found).get((self.account_id, self.user_name))

    def _whose(self, user: LiveUser, cycle: int) -> Whose:
        return Whose(
            account_id=self.account_id,
            user_name=self.user_name,
            user_arn=user.arn,
            cycle=cycle,
            forced=self.forced,
        )

    def _outcome(self, decided: Next, course: Course | None, tools: Tools) -> Outcome:
        match decided:
            case Begin(old=old):
                why = (
                    f"would make a second key beside {old.id}, store it in {tools.place.place}, try it, and "
                    f"{'tell its owner' if self.terms.tell else 'tell nobody'}"
                )
                return self._with(course, standing="would", why=why, old_key=old.id, where=tools.place.place)
            case Make(act=act, why=why):
                return self._with(course, standing="would", why=f"would {WOULD[act]}: {why}")
            case Wait(why=why, until=until):
                return self._with(course, standing="waits", why=why, until=until)
            case Blocked(why=why, proposals=proposals):
                return self._with(course, standing="blocked", why=why, proposals=proposals)
            case Finished(why=why):
                return self._with(course, standing="finished", why=why)
            case never:
                assert_never(never)

    def _with(self, course: Course | None, **said: object) -> Outcome:
        known = (
            {"old_key": course.old_key, "new_key": course.new_key or "", "where": course.where}
            if course
            else {}
        )
        values = {"account_id": self.account_id, "user_name": self.user_name, "did": tuple(self.did)}
        return Outcome(**(values | known | said))  # type: ignore[arg-type]


def _next_cycle(course: Course | None) -> int:
    return course.cycle + 1 if course else 1


WOULD = {
    Act.CREATE: "make a second key",
    Act.STORE: "store the new key",
    Act.VERIFY: "try the new key",
    Act.TELL: "tell its owner",
    Act.DEACTIVATE: "deactivate the old key",
    Act.DELETE: "delete the old key",
    Act.DISCARD: "delete the new key again",
}
