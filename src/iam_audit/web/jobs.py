"""Audits that were started through the server: one at a time, in the background, and watched by whoever likes."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

import msgspec

from iam_audit.access.secrets_made import new_id
from iam_audit.errors import BusyError, IamAuditError
from iam_audit.model import Account
from iam_audit.workflows import Progress

Work: TypeAlias = Callable[[Progress], str]
"""Audits and saves, or packs, and returns the id of the run in the history or the name of the pack."""
REMEMBERED = 50
"""Jobs that are over; what they found is in the history."""
HEARTBEAT = 15.0
"""Seconds after which a watcher hears that nothing has happened."""


class JobState(StrEnum):
    """How far a job is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class JobKind(StrEnum):
    """What a job does."""

    AUDIT = "audit"
    EVIDENCE = "evidence"


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """An audit that somebody started here, or the packing of evidence, as it stands."""

    id: str
    kind: JobKind = JobKind.AUDIT
    state: JobState = JobState.RUNNING
    by: str
    started_at: datetime
    ended_at: datetime | None = None
    accounts: int | None = None
    """How many accounts will be read; None while that is not known."""
    accounts_read: int = 0
    accounts_failed: int = 0
    latest: str | None = None
    """What happened last, in words."""
    run_id: str | None = None
    """The run in the history, once it is saved."""
    pack: str | None = None
    """The name of the pack of evidence, once it is written."""
    error: str | None = None
    """Why it failed."""

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state is not JobState.RUNNING


class Jobs:
    """All jobs of this server since it was started."""

    def __init__(self, work: Work, clock: Callable[[], datetime]) -> None:
        self._work = work
        self._clock = clock
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()
        self._watchers: set[_Watcher] = set()

    def start(self, by: str, kind: JobKind = JobKind.AUDIT, work: Work | None = None) -> Job:
        """Begin an audit, or other work. Raises BusyError while a job runs."""
        with self._lock:
            if running := next((one for one in self._jobs.values() if not one.over), None):
                raise BusyError(f"The job {running.id} is running: wait for it to end.")
            job = Job(id=new_id(), kind=kind, by=by, started_at=self._clock())
            self._jobs[job.id] = job
            for old in list(self._jobs)[:-REMEMBERED]:
                del self._jobs[old]
        threading.Thread(
            target=self._run, args=(job, work or self._work), name=f"{kind}-{job.id}", daemon=True
        ).start()
        return job

    def all(self) -> tuple[Job, ...]:
        """Return the jobs, the newest first."""
        with self._lock:
            return tuple(reversed(self._jobs.values()))

    def find(self, job_id: str) -> Job | None:
        """Return a job as it stands."""
        with self._lock:
            return self._jobs.get(job_id)

    async def watch(self, job_id: str) -> AsyncIterator[Job]:
        """Yield the job now and after every change until it is over; the same again when nothing happens."""
        watcher = _Watcher(asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            self._watchers.add(watcher)
        try:
            while job := self.find(job_id):
                yield job
                if job.over:
                    return
                await watcher.wait()
        finally:
            with self._lock:
                self._watchers.discard(watcher)

    def change(self, job_id: str, **values: object) -> None:
        """Write down how far a job is, and wake those who watch."""
        with self._lock:
            if job_id in self._jobs:
                self._jobs[job_id] = msgspec.structs.replace(self._jobs[job_id], **values)
            watchers = tuple(self._watchers)
        for one in watchers:
            one.wake()

    def _run(self, job: Job, work: Work) -> None:
        try:
            made = work(_Reporter(self, job.id))
        except Exception as error:  # noqa: BLE001 - whatever ends the thread must end the job
            why = (
                str(error) if isinstance(error, IamAuditError) else f"a bug: {type(error).__name__}: {error}"
            )
            self.change(job.id, state=JobState.FAILED, error=why, ended_at=self._clock())
        else:
            name = "run_id" if job.kind is JobKind.AUDIT else "pack"
            self.change(job.id, state=JobState.DONE, ended_at=self._clock(), **{name: made})


class _Watcher:
    """Somebody in another thread who waits for news."""

    def __init__(self, loop: asyncio.AbstractEventLoop, bell: asyncio.Event) -> None:
        self._loop = loop
        self._bell = bell

    def wake(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._bell.set)

    async def wait(self) -> None:
        try:
            async with asyncio.timeout(HEARTBEAT):
                await self._bell.wait()
        except TimeoutError:
            return
        self._bell.clear()


class _Reporter:
    """Tells a job how far the audit is."""

    def __init__(self, jobs: Jobs, job_id: str) -> None:
        self._jobs = jobs
        self._id = job_id
        self._read = 0
        self._failed = 0

    def started(self, accounts: int) -> None:
        """Begin: so many accounts will be read."""
        self._jobs.change(self._id, accounts=accounts)

    def done(self, account: Account) -> None:
        """Count an account that was read."""
        self._read += 1
        self._jobs.change(self._id, accounts_read=self._read, latest=f"{account.id} was read")

    def failed(self, account: Account, reason: str) -> None:
        """Count an account that could not be read."""
        self._failed += 1
        said = f"{account.id} could not be read: {reason}"
        self._jobs.change(self._id, accounts_failed=self._failed, latest=said)
