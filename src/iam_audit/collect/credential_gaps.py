"""What we do not know of the users' credentials, section by section."""

from collections.abc import Iterator, Sequence
from typing import Any

from iam_audit.collect.access_keys import AccessKeys
from iam_audit.collect.base import PerUserCollector
from iam_audit.collect.credential_report import CredentialReport
from iam_audit.collect.login_profiles import LoginProfiles
from iam_audit.collect.people import Person
from iam_audit.collect.readings import Readings
from iam_audit.collect.user_mfa_devices import UserMfaDevices
from iam_audit.model import Gap, Section


def credential_gaps(readings: Readings, everybody: Sequence[Person]) -> Iterator[Gap]:
    """Yield the gaps.

    Where single users are unknown, only they are; a section is a gap when nobody in it is known.
    """
    if everybody and all(person.user.password.enabled is None for person in everybody):
        yield _twice_unread(readings, Section.PASSWORDS, LoginProfiles)
    if everybody and all(person.user.mfa_active is None for person in everybody):
        yield _twice_unread(readings, Section.MFA, UserMfaDevices)
    if everybody and not any(person.keys_known for person in everybody):
        yield _twice_unread(readings, Section.ACCESS_KEYS, AccessKeys)
    if any(key.id is None for person in everybody for key in person.keys):
        yield from _key_ids(readings, everybody)


def root_gap(readings: Readings) -> Iterator[Gap]:
    """Yield the gap when nothing tells about root: only the report does."""
    report = readings.get(CredentialReport)
    if report is None:
        yield readings.gap(Section.ROOT, CredentialReport)
    elif report.root is None:
        yield Gap(section=Section.ROOT, reason="the credential report has no row for root")


def _key_ids(readings: Readings, everybody: Sequence[Person]) -> Iterator[Gap]:
    """Yield a gap when calls failed, or were not made.

    Ids that could not be matched beyond doubt were read all the same.
    """
    unread = [one for one in readings.missing(AccessKeys) if one.users]
    if unread:
        first = next((one for one in unread if one.wanted), unread[0])
        unnamed = sum(len(one.users) for one in unread if one.wanted is first.wanted)
        holders = sum(bool(person.keys) for person in everybody)
        how = "failed for" if first.wanted else "was not asked about"
        reason = f"ListAccessKeys {how} {unnamed} of {holders} users with a key: {first.reason}"
        yield Gap(section=Section.ACCESS_KEY_IDS, reason=reason, code=first.code, wanted=first.wanted)
    elif readings.get(AccessKeys) is None:
        yield readings.gap(Section.ACCESS_KEY_IDS, AccessKeys)


def _twice_unread(readings: Readings, section: Section, fallback: type[PerUserCollector[Any]]) -> Gap:
    """Say why the report did not tell, and why asking user by user did not either."""
    first, second = readings.why(CredentialReport), readings.why(fallback)
    reason = "; ".join(dict.fromkeys(one.reason.rstrip(".") for one in (first, second)))
    return Gap(section=section, reason=reason, code=second.code or first.code)
