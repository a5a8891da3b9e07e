"""Waivers: who decided to live with a finding, why, and until when. Read, matched, and accounted for."""

from iam_audit.waivers.accounting import account_for
from iam_audit.waivers.file import FILE, load
from iam_audit.waivers.matching import concerns, muted, protects
from iam_audit.waivers.tags import waivers_in_tags, waivers_of_tags

__all__ = [
    "FILE",
    "account_for",
    "concerns",
    "load",
    "muted",
    "protects",
    "waivers_in_tags",
    "waivers_of_tags",
]
