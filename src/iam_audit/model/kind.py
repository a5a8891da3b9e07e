"""Who is behind an IAM user."""

from enum import StrEnum


class Kind(StrEnum):
    """Whether a user is a person or a program."""

    PERSON = "person"
    MACHINE = "machine"
    UNKNOWN = "unknown"
    """No rule says, two rules contradict each other, or what a rule asks for could not be read."""
