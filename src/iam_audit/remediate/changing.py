"""Asks AWS for a change, and says in one of our errors when it is not made."""

from collections.abc import Callable
from typing import TypeVar

from iam_audit.aws import explain
from iam_audit.collect.asking import Refusal, attempt, aws_errors, error_code
from iam_audit.collect.base import Answer
from iam_audit.errors import ChangeError

T = TypeVar("T")

GONE = ("NoSuchEntity",)
"""The code with which IAM says that what should go is not there: then it is gone."""


def change(call: Callable[..., Answer], *fine: str, **parameters: object) -> Answer:
    """Make a call that changes something, and return its answer.

    Codes in `fine` say that nothing is left to do: the answer is then None. Raises ChangeError.
    """
    try:
        return call(**parameters)
    except aws_errors() as error:
        if error_code(error) in fine:
            return None
        code, why = explain(error)
        raise ChangeError(why, code=code) from error


def ask_first(question: Callable[[], T]) -> T:
    """Ask what a change depends on. Raises ChangeError when it is not answered: then nothing is changed."""
    answer = attempt(question)
    if isinstance(answer, Refusal):
        raise ChangeError(answer.reason, code=answer.code)
    return answer
