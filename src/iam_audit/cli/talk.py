"""What is said to the person on stderr, beside the report on stdout."""

import logging
import re
from dataclasses import dataclass

from iam_audit.cli.streams import tell

KEY_ID = re.compile(r"\b(A[KS]IA)[A-Z0-9]{8,}([A-Z0-9]{4})\b")
LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)


@dataclass(frozen=True)
class Talk:
    """Says how things go, unless it was asked not to."""

    quiet: bool = False

    def say(self, text: str) -> None:
        """Say something that may be missed."""
        if not self.quiet:
            _line(text)


def complain(text: str) -> None:
    """Say what is wrong, in one line."""
    _line(f"iam-audit: {text}")


def configure_logging(verbose: int = 0, *, quiet: bool = False) -> None:
    """Show what is logged: warnings, with -v the steps as well, with -vv all, with -q errors only."""
    level = logging.ERROR if quiet else LEVELS[min(verbose, 2)]
    root = logging.getLogger()
    for handler in [one for one in root.handlers if isinstance(one, _Stderr)]:
        root.removeHandler(handler)
    root.addHandler(_Stderr(_OneLine(traced=level == logging.DEBUG), level))
    logging.getLogger("iam_audit").setLevel(level)


def one_line(text: str) -> str:
    """Put a text on one line, with key ids shortened and nothing in it that acts on the terminal."""
    line = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return KEY_ID.sub(r"\1…\2", line)


def _line(text: str) -> None:
    tell(one_line(text))


class _Stderr(logging.Handler):
    """Writes to stderr as it is now, not as it was when the program began."""

    def __init__(self, formatter: logging.Formatter, level: int) -> None:
        super().__init__(level)
        self.setFormatter(formatter)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        for line in self.format(record).splitlines():
            _line(line)


class _OneLine(logging.Formatter):
    """Leaves tracebacks out unless they were asked for; the error's own words stay."""

    def __init__(self, *, traced: bool) -> None:
        super().__init__("%(levelname)s: %(message)s")
        self._traced = traced

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as it is shown."""
        if self._traced or not record.exc_info or not record.exc_info[1]:
            return super().format(record)
        error = record.exc_info[1]
        return f"{record.levelname}: {record.getMessage()}: {type(error).__name__}: {error}"
