"""The answers of one account after parsing, and what was not answered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar, cast

from iam_audit.collect.access_keys import AccessKeys
from iam_audit.collect.authorization_details import AuthorizationDetails, UserDetail
from iam_audit.collect.base import Answer, Answers, Source, Unread
from iam_audit.collect.credential_report import CredentialReport, Report
from iam_audit.collect.report_rows import ReportRow
from iam_audit.collect.shapes import require_whole
from iam_audit.collect.users import Users
from iam_audit.errors import InputError
from iam_audit.model import Account, Gap, Section

T = TypeVar("T")

GONE = "NoSuchEntity"

LAST_USED = "LastUsed"
"""Under this key `gaps.json` keeps the users whose keys' last use was refused."""


class Readings:
    """What each source said: its parsed answer, or why there is none."""

    def __init__(
        self, account: Account, values: Mapping[type[Source[Any]], Any], unread: Sequence[Unread] = ()
    ) -> None:
        self.account = account
        self.unread = tuple(unread)
        self._values = values
        self.listed = {user.user_name: user for user in self.get(Users) or ()}
        details = self.get(AuthorizationDetails)
        self.detailed = {user.name: user for user in details.users or ()} if details else {}
        self.rows = {row.name: row for row in _current(self.get(CredentialReport), self.detailed)}
        """The rows of the report, but for users who were made anew since: those only share the name."""
        self._failures = {(one.file, one.key, name): one for one in self.unread for name in one.users}
        self.gone = frozenset(
            name
            for file, key, name in self._failures
            if self._failures[file, key, name].code == GONE and key != LAST_USED
        )
        """The users of whom AWS said that they are there no more."""

    def get(self, source: type[Source[T]]) -> T | None:
        """Return the parsed answer; None when there is none."""
        return cast("T | None", self._values.get(source))

    def has(self, source: type[Source[Any]]) -> bool:
        """Whether a source has answered, be it with nothing."""
        return source in self._values

    def covers(self, source: type[Source[Any]], user_name: str) -> bool:
        """Whether a per-user source was asked about this user, and answered: no entry then means none.

        Asked about are the users whom the report does not show, and everybody in `users.json`.
        """
        asked = user_name in self.listed or user_name not in self.rows
        return asked and self._failure(source, user_name) is None and self.get(source) is not None

    def directly(self, source: type[Source[Any]], user_name: str) -> bool:
        """Whether everybody was asked about, and this user's answer goes before the report."""
        return user_name in self.listed and self.covers(source, user_name)

    def missing(self, source: type[Source[Any]]) -> tuple[Unread, ...]:
        """Return what is recorded as unread of a source, but for users who are gone."""
        keys = ("", source.key or "")
        return tuple(
            one for one in self.unread if one.file == source.file and one.key in keys and one.code != GONE
        )

    def why(self, source: type[Source[Any]], user_name: str = "") -> Unread:
        """Return why a source is unread: for one user, or in whole."""
        recorded = self.missing(source)
        whole = next((one for one in recorded if not one.users), None)
        found = self._failure(source, user_name) or whole or next(iter(recorded), None)
        return found or Unread(file=source.file, key=source.key or "", reason=self._absence(source))

    def why_unused(self, user_name: str) -> str:
        """Return why it is unknown when the keys of a user were last used."""
        failure = self._failures.get((AccessKeys.file, LAST_USED, user_name))
        return failure.reason if failure else "AWS was not asked when this key was last used."

    def _failure(self, source: type[Source[Any]], user_name: str) -> Unread | None:
        exact = self._failures.get((source.file, source.key or "", user_name))
        return exact or self._failures.get((source.file, "", user_name))

    def _absence(self, source: type[Source[Any]]) -> str:
        if any(one.file == source.file for one in self._values):
            return f"no {source.key} in {source.file}"
        return f"no file {source.file} in the bundle"

    def gap(self, section: Section, source: type[Source[Any]]) -> Gap:
        """Return the gap that an unread source leaves in a section."""
        why = self.why(source)
        wanted = source.essential or any(one.wanted for one in self.missing(source))
        return Gap(section=section, reason=why.reason, code=why.code, wanted=wanted)


def _current(report: Report | None, detailed: Mapping[str, UserDetail]) -> Iterator[ReportRow]:
    if report:
        yield from (row for row in report.users if not _made_anew(row, detailed.get(row.name), report))


def _made_anew(row: ReportRow, detail: UserDetail | None, report: Report) -> bool:
    made_at = detail.created_at if detail else None
    if made_at is None or report.generated_at is None or _second(made_at) == _second(row.created_at):
        return False
    return made_at > report.generated_at


def _second(moment: datetime | None) -> datetime | None:
    return moment.replace(microsecond=0) if moment else None


def parse_answers(
    answers: Answers, sources: Iterable[Source[Any]], account: Account
) -> dict[type[Source[Any]], Any]:
    """Parse all answers there are. Raises InputError for the first that cannot be understood."""
    all_sources = tuple(sources)
    values = {}
    for source in all_sources:
        others = {other.key for other in all_sources if other.file == source.file} - {source.key, None}
        found, answer = part_of(answers, source, cast("set[str]", others))
        if found:
            values[type(source)] = source.parse(answer, account)
    return values


def part_of(answers: Answers, source: Source[Any], others: Iterable[str] = ()) -> tuple[bool, Answer]:
    """Take one source's answer out of its file; it may stand there bare.

    `others` are the keys that share the file.
    """
    if source.file not in answers:
        return False, None
    answer = answers[source.file]
    require_whole(answer, source.file)
    if source.key is None:
        return True, answer
    if isinstance(answer, dict) and source.key in answer:
        return True, answer[source.key]
    if source.bare is not None and isinstance(answer, source.bare):
        return True, answer
    if source.bare is None or (isinstance(answer, dict) and any(other in answer for other in others)):
        return False, None
    expected = "a list, or an object" if source.bare is list else "an object"
    raise InputError(f"{source.file}: expected {expected} with {source.key}.")
