"""Which access keys are asked for their ids."""

from enum import StrEnum


class KeyIds(StrEnum):
    """Which access keys are asked for their ids: no bulk answer holds them, so each user costs a call."""

    ALL = "all"
    FLAGGED = "flagged"
    """Those that a check finds fault with, going by the credential report."""
    NONE = "none"
