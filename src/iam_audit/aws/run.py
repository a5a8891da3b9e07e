"""What all connections of one run share."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

from iam_audit.aws.calls import Calls
from iam_audit.aws.limiter import Limiters
from iam_audit.aws.tally import Tallies


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run, its patience and its counts."""

    id: str
    profile: str | None
    region: str
    endpoint_url: str | None
    attempts: int
    timeout: float | None = None
    """Seconds that reading one account may take."""
    tick: Callable[[], float] = time.monotonic
    calls: Calls = field(default_factory=Calls)
    tallies: Tallies = field(default_factory=Tallies)
    stopped: Event = field(default_factory=Event)
    limiters: Limiters = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "limiters", Limiters(self.tick))
