"""Tells which users' keys are worth a call for their ids."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeAlias

import msgspec

from iam_audit.audit import Judgement, failing
from iam_audit.checks.base import Check
from iam_audit.model import KeyIds, Section, Snapshot
from iam_audit.workflows.sources import OneAccount, Organization

Live: TypeAlias = OneAccount | Organization


def naming_keys(source: Live, checks: Sequence[Check], now: datetime, judgement: Judgement) -> Live:
    """Return the source, told how to find the keys that these checks flag where only those are to be named."""
    if source.ask.key_ids is not KeyIds.FLAGGED:
        return source
    about_keys = [one for one in checks if Section.ACCESS_KEYS in one.needs and not _needs_ids(one)]

    def flagged(snapshot: Snapshot) -> frozenset[str]:
        found = failing(snapshot, about_keys, now, judgement)
        return frozenset(one.resource.name for one in found if one.resource.type == "access-key")

    return replace(source, ask=msgspec.structs.replace(source.ask, flagged=flagged))


def _needs_ids(check: Check) -> bool:
    return Section.ACCESS_KEY_IDS in check.needs
