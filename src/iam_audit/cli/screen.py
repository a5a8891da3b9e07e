"""What rich does on a terminal: the coloured table and the progress bar."""

from collections.abc import Iterator
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from iam_audit.cli.talk import one_line
from iam_audit.model import Account, AuditResult
from iam_audit.reports.drawing.terminal import plain_text, renderables


def table(result: AuditResult) -> Iterator[str]:
    """Yield the table as this stdout should show it: coloured and as wide as the terminal, or plain text."""
    console = Console()
    if not console.is_terminal:
        yield from plain_text(result)
        return
    for part in renderables(result):
        with console.capture() as captured:
            console.print(part)
        yield captured.get()


class AccountsBar:
    """Shows on stderr how many accounts are done and how long the rest may take, if somebody watches."""

    def __init__(self, *, quiet: bool = False) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.completed:.0f} of {task.total:.0f} accounts, {task.fields[failed]} failed"),
            BarColumn(),
            _Rate(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=quiet or not console.is_terminal,
        )
        self._task = self._progress.add_task("accounts", total=0, failed=0)
        self._failed = 0

    def __enter__(self) -> Self:
        """Show it."""
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wipe it away."""
        self._progress.stop()

    def started(self, accounts: int) -> None:
        """Begin: so many accounts will be read."""
        self._progress.update(self._task, total=accounts)

    def done(self, account: Account) -> None:  # noqa: ARG002 - a bar counts
        """Count an account that was read."""
        self._progress.advance(self._task)

    def failed(self, account: Account, reason: str) -> None:
        """Count an account that could not be read, and say why at once."""
        self._failed += 1
        self._progress.update(self._task, advance=1, failed=self._failed)
        if not self._progress.disable:
            self._progress.console.print(Text(one_line(f"{account.id}: {reason}")))


class _Rate(ProgressColumn):
    """Accounts per minute."""

    def render(self, task: Task) -> Text:
        """Return the rate so far."""
        return Text(f"{task.speed * 60:.0f} per minute" if task.speed else "")
