"""What the invented organization decided to live with for a while."""

from datetime import date

from iam_audit.model import Waiver

WAIVERS = (
    Waiver(
        check="user-mfa-all",
        account="*",
        resource="user/svc-*",
        reason="Programs cannot hold a second factor; their keys are limited to the office network instead.",
        approver="ciso@example.com",
        given=date(2026, 3, 2),
        expires=date(2027, 2, 28),
        source="demo, waiver 1",
    ),
    Waiver(
        check="access-key-age*",
        account="maplebrook-legacy",
        resource="*",
        reason="The machines are switched off with the move of the data centre; nobody renews keys there.",
        approver="head-of-platform@example.com",
        given=date(2026, 9, 1),
        expires=date(2026, 11, 30),
        source="demo, waiver 2",
    ),
    Waiver(
        check="no-iam-users",
        account="*",
        resource="*",
        reason="People move to Identity Center by the end of next year; until then users are what we have.",
        approver="ciso@example.com",
        given=date(2026, 1, 12),
        expires=date(2026, 12, 31),
        source="demo, waiver 3",
    ),
    Waiver(
        check="console-password-unused",
        account="backup-vault",
        resource="*",
        reason="Kept for the yearly restore exercise in October.",
        approver="head-of-platform@example.com",
        given=date(2026, 2, 1),
        expires=date(2026, 10, 31),
        source="demo, waiver 4",
    ),
)
