"""Cuts the blocks of a message into messages that Slack takes."""

import json
from collections.abc import Iterable

from iam_audit.alerts.batches import batches
from iam_audit.alerts.message import Block

MOST_BLOCKS = 40
MOST_CHARACTERS = 10_000
"""Below Slack's own limits of 50 blocks and some 13,000 characters, as people have to read it as well."""


def parts(blocks: Iterable[Block]) -> tuple[list[Block], ...]:
    """Return the blocks of each message in turn; the first opens the thread that the rest goes to."""
    return tuple(batches(blocks, MOST_BLOCKS, size=characters, largest=MOST_CHARACTERS))


def characters(block: Block) -> int:
    """How much of the limit a block takes: all of it as it is sent."""
    return len(json.dumps(block, ensure_ascii=False))
