"""Judges the accounts of an audit one by one, and once more those from which others may be entered.

The accounts are not held in memory: what is kept of each is who may enter its roles and how much those can do, and
the accounts that somebody may leave wait in files until all the others are known.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import msgspec

from iam_audit.errors import InputError
from iam_audit.files import unwritable, write_bytes
from iam_audit.model import AccountResult, Neighbour, Snapshot, Tier
from iam_audit.policy import entrances, has_ways_out, open_to
from iam_audit.principals import principals_of
from iam_audit.snapshots import load_snapshot, save_snapshot
from iam_audit.surroundings import View, surrounded

ANY = "*"
"""Stands for the id of every account."""
ROUNDS = 10
"""How many accounts a chain of roles may lead through."""


class Judge(Protocol):
    """Judges one account."""

    def __call__(self, snapshot: Snapshot, now: datetime, /) -> AccountResult:
        """Return what is to be said of it."""
        ...


@dataclass
class Neighbourhood:
    """The accounts of one audit. Leave it with the context manager, which takes the files away."""

    judge: Judge
    views: Sequence[View] = ()
    kept_in: Path | None = None
    """A folder that outlives the audit, so that another one can recall accounts from it."""
    alone: bool = False
    """Whether it is one account, which need not be written down: there is no other to be entered from it."""
    _open: dict[str, tuple[Neighbour, ...]] = field(default_factory=dict)
    _ways: dict[str, set[str]] = field(default_factory=dict)
    """The accounts that let in somebody from an account, by the id of that one or as ANY."""
    _waiting: dict[str, datetime] = field(default_factory=dict)
    _files: tempfile.TemporaryDirectory[str] = field(
        default_factory=lambda: tempfile.TemporaryDirectory(prefix="iam-audit-")
    )

    def __enter__(self) -> Self:
        """Begin. Raises OutputError."""
        if self.kept_in:
            try:
                self.kept_in.mkdir(mode=0o700, exist_ok=True)
            except OSError as error:
                raise unwritable(self.kept_in, error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the files away."""
        self._files.cleanup()

    def by_itself(self, snapshot: Snapshot, now: datetime) -> AccountResult:
        """Judge an account before the others are known. Several threads may call it at once."""
        around = surrounded(snapshot, self.views)
        judged = self.judge(around, now)
        known = {one.arn: one.privilege for one in judged.principals}
        self._take_down(snapshot.account.id, entrances(around, known))
        self._keep(snapshot.account.id)
        self._file(snapshot.account.id).unlink(missing_ok=True)
        if not self.alone and has_ways_out(around, known):
            save_snapshot(snapshot, self._file(snapshot.account.id))
            self._waiting[snapshot.account.id] = now
        return judged

    def recall(self, account_id: str, now: datetime) -> bool:
        """Take up what an earlier audit kept of an account that was judged as of `now`; tell whether it is there."""
        try:
            kept = self._kept(account_id).read_bytes()
            self._take_down(account_id, msgspec.json.decode(kept, type=tuple[Neighbour, ...]))
            if self._file(account_id).exists():
                load_snapshot(self._file(account_id))
                self._waiting[account_id] = now
        except (OSError, msgspec.DecodeError, UnicodeError, InputError):
            return False
        return True

    def files(self, account_id: str) -> tuple[Path, ...]:
        """Return where what another audit can recall of an account is kept, or would be."""
        return (self._kept(account_id), self._file(account_id))

    @property
    def waits(self) -> bool:
        """Whether any account has to be judged once more."""
        return any(map(self.leads_on, self._waiting))

    def leads_on(self, account_id: str) -> bool:
        """Whether any other account may let in somebody from this one."""
        return bool(self._neighbours(account_id))

    def together(self, judged: Iterable[AccountResult]) -> Iterator[AccountResult]:
        """Yield the results anew, with what the accounts mean for each other."""
        self.settle()
        yield from map(self.anew, judged)

    def anew(self, judged: AccountResult) -> AccountResult:
        """Return the result with what the other accounts mean for it, once they are settled."""
        account_id = judged.account.id
        if account_id in self._waiting and self.leads_on(account_id):
            return self.judge(self._beside_others(account_id), self._waiting[account_id])
        return judged

    def around(self, snapshot: Snapshot) -> Snapshot:
        """Return an account with what is known of the others by now."""
        return surrounded(snapshot, self.views, self._neighbours(snapshot.account.id))

    def settle(self) -> None:
        """Find out how much can be done in the end with roles that lead on to further accounts."""
        for _ in range(ROUNDS):
            told = [self._learn(one) for one in sorted(self._waiting) if self._leads_far(one)]
            if not any(told):
                return

    def _leads_far(self, account_id: str) -> bool:
        """Whether one gets through the account to others, and may do more there than in the account."""
        lesser = any(one.lower is not Tier.ADMIN for one in self._open[account_id])
        return lesser and self.leads_on(account_id)

    def _learn(self, account_id: str) -> bool:
        """Take down anew what the open roles of an account can do; tell whether it is more."""
        around = self._beside_others(account_id)
        known = {one.arn: one.privilege for one in principals_of(around, self._waiting[account_id])}
        found, before = entrances(around, known), self._open[account_id]
        self._open[account_id] = found
        return found != before

    def _beside_others(self, account_id: str) -> Snapshot:
        return self.around(load_snapshot(self._file(account_id)))

    def _take_down(self, account_id: str, roles: tuple[Neighbour, ...]) -> None:
        self._open[account_id] = roles
        for role in roles:
            for other in (ANY,) if role.lets_in is None else role.lets_in:
                self._ways.setdefault(other, set()).add(account_id)

    def _neighbours(self, account_id: str) -> tuple[Neighbour, ...]:
        there = {*self._ways.get(account_id, ()), *self._ways.get(ANY, ())}
        return tuple(open_to(account_id, (role for one in sorted(there) for role in self._open[one])))

    def _file(self, account_id: str) -> Path:
        return (self.kept_in or Path(self._files.name)) / f"{account_id}.json"

    def _kept(self, account_id: str) -> Path:
        return (self.kept_in or Path(self._files.name)) / f"{account_id}.open"

    def _keep(self, account_id: str) -> None:
        if self.kept_in:
            write_bytes(self._kept(account_id), msgspec.json.encode(self._open[account_id]), durable=True)
