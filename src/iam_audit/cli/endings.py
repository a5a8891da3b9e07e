"""How a command ends: the number it exits with, and the one line it says when something is wrong.

0    all is well, or nothing is as bad as `--fail-on`
1    findings as bad as `--fail-on`, or worse
2    wrong usage, settings, credentials or files; nothing was audited, or the report could not be written
3    the audit is incomplete: the report says what could not be read. Wins over 1
4    a message could not be delivered: of `audit --send`, or of `alert --fail-on-undelivered`
130  interrupted before there was anything to report
"""

import logging
from collections.abc import Callable

import typer

from iam_audit.cli.talk import complain
from iam_audit.errors import IamAuditError

logger = logging.getLogger(__name__)

FINE = 0
FINDINGS = 1
WRONG = 2
INCOMPLETE = 3
UNDELIVERED = 4
INTERRUPTED = 130


def ended(work: Callable[[], object]) -> int:
    """Do the work and return the exit code. Nothing it raises gets past here as a traceback."""
    try:
        code = work()
    except IamAuditError as error:
        complain(str(error))
        return error.exit_code
    except typer.TyperException as error:
        complain(f"{_sentence(error.format_message())}{_hint(error)}")
        return WRONG
    except Exception as error:  # the last line of defence: a bug is one line as well
        logger.debug("this is where it happened", exc_info=error)
        complain(
            f"This is a bug in iam-audit: {type(error).__name__}: {error}. Run again with -vv, and report it."
        )
        return INCOMPLETE
    if code == INTERRUPTED:
        complain("interrupted.")
    return code if isinstance(code, int) else FINE


def _sentence(text: str) -> str:
    return f"{text}." if text[-1:].isalnum() else text


def _hint(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    return f" See: {context.command_path} --help" if context else ""
