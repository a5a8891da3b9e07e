"""Which access keys are asked for their ids."""

from enum import StrEnum


class KeyIds(StrEnum):
    """Which access keys are asked for their ids: no bulk answer holds them, so each user costs a call.

    The day a key was made comes with its id. Without it the report's date stands in, which is later where a key
    was switched off and on again.
    """

    ALL = "all"
    FLAGGED = "flagged"
    """Those that a check finds fault with, going by the credential report."""
    NONE = "none"
