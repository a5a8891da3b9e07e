"""What has been answered so far while an account is read."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from iam_audit.collect.access_keys import AccessKeys, with_last_use
from iam_audit.collect.asking import Refusal
from iam_audit.collect.assemble import weave
from iam_audit.collect.base import Answer, Answers, PerUserCollector, Source, Unread
from iam_audit.collect.readings import LAST_USED, Readings
from iam_audit.errors import InputError
from iam_audit.model import AccessKey, Account, KeyIds, Section, Snapshot


class Notes:
    """Takes answers and refusals down, each answer parsed once."""

    def __init__(self, account: Account, now: datetime, named: AbstractSet[Section] = frozenset()) -> None:
        self.account = account
        self._named = named
        self._now = now
        self._answers: dict[str, Answer] = {}
        self._values: dict[type[Source[Any]], Any] = {}
        self._unread: list[Unread] = []
        self._woven: Snapshot | None = None

    @property
    def answers(self) -> Answers:
        """The answers by file name."""
        return dict(self._answers)

    @property
    def unread(self) -> tuple[Unread, ...]:
        """What was not answered."""
        return tuple(self._unread)

    def has(self, source: type[Source[Any]]) -> bool:
        """Whether a source has answered."""
        return source in self._values

    def snapshot(self) -> Snapshot:
        """Return what is known so far."""
        if self._woven is None:
            self._woven = weave(Readings(self.account, self._values, self._unread), self._now)
        return self._woven

    def reasons(self, sources: Iterable[type[Source[Any]]]) -> str:
        """Say why each of the sources did not answer."""
        readings = Readings(self.account, self._values, self._unread)
        return "; ".join(dict.fromkeys(readings.why(source).reason.rstrip(".") for source in sources)) + "."

    def note(self, source: Source[Any], answer: Answer | Refusal) -> None:
        """Take down one answer. One that cannot be understood is as good as none."""
        if isinstance(answer, Refusal):
            self._miss(source, answer)
            return
        try:
            self._values[type(source)] = source.parse(answer, self.account)
            self._woven = None
        except InputError as error:
            self._miss(source, Refusal("", f"the answer of {source.call} could not be understood: {error}"))
        else:
            self._keep(source, answer)

    def note_users(
        self, collector: PerUserCollector[Any], answers: Sequence[tuple[str, Sequence[Answer] | Refusal]]
    ) -> None:
        """Take down what was said of single users, and of whom nothing was said."""
        refused: dict[Refusal, list[str]] = {}
        for name, answer in answers:
            if isinstance(answer, Refusal):
                refused.setdefault(answer, []).append(name)
        for refusal, names in refused.items():
            self._miss(collector, refusal, tuple(names))
        answered = [answer for _, answer in answers if not isinstance(answer, Refusal)]
        if answered or not answers:
            self.note(collector, [entry for answer in answered for entry in answer])

    def not_asked(self, source: Source[Any], names: tuple[str, ...] = ()) -> None:
        """Take down that nobody wanted to know; of everybody when no names are given."""
        reason = f"not asked for: include {source.section} to read it"
        self._miss(source, Refusal("", reason), names)

    def not_named(self, source: Source[Any], names: tuple[str, ...], key_ids: KeyIds) -> None:
        """Take down whose keys need no ids: nobody counts on them."""
        reason = f"not asked for: --key-ids {key_ids}"
        missing = Unread(file=source.file, key=source.key or "", reason=reason, users=names, wanted=False)
        self._lack(missing)

    def note_last_use(self, answers: Sequence[tuple[AccessKey, Answer | Refusal]]) -> None:
        """Put the last use of single keys to the entries of those keys."""
        uses = {key.id or "": use for key, use in answers if not isinstance(use, Refusal)}
        for key, use in answers:
            if isinstance(use, Refusal):
                missing = Unread(
                    file=AccessKeys.file,
                    key=LAST_USED,
                    reason=use.reason,
                    code=use.code,
                    users=(key.user_name,),
                )
                self._lack(missing)
        if uses:
            entries = self._answers[AccessKeys.file][AccessKeys.key]
            self.note(AccessKeys(), with_last_use(entries, uses))

    def _lack(self, missing: Unread) -> None:
        self._unread.append(missing)
        self._woven = None

    def _keep(self, source: Source[Any], answer: Answer) -> None:
        if source.key is None:
            self._answers[source.file] = answer
        else:
            self._answers[source.file] = {**self._answers.get(source.file, {}), source.key: answer}

    def _miss(self, source: Source[Any], refusal: Refusal, users: tuple[str, ...] = ()) -> None:
        missing = Unread(
            file=source.file,
            key=source.key or "",
            reason=refusal.reason,
            code=refusal.code,
            users=users,
            wanted=source.essential or source.section in self._named,
        )
        self._lack(missing)
