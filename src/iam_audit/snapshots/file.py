"""One snapshot as a JSON file, with the version of its format."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from iam_audit.errors import InputError
from iam_audit.files import write_bytes
from iam_audit.model import Gap, Section, Snapshot

VERSION = 1
"""Raised whenever an older reader would misunderstand the file."""


OLDER = "it was saved by an older version of iam-audit, which did not read this. Collect the account again."
COUNTED_ON = frozenset(
    {
        Section.USERS,
        Section.ACCESS_KEYS,
        Section.ROOT,
        Section.GROUPS,
        Section.ROLES,
        Section.POLICIES,
        Section.PASSWORD_POLICY,
        Section.ACCOUNT_SUMMARY,
        Section.ACCOUNT_ALIASES,
        Section.SERVICE_SPECIFIC_CREDENTIALS,
        Section.MFA_DEVICES,
        Section.SERVER_CERTIFICATES,
        Section.SAML_PROVIDERS,
        Section.OIDC_PROVIDERS,
    }
)
"""The fields that every audit counts on; without one of the others an account is whole."""


class Versioned(msgspec.Struct, frozen=True, kw_only=True):
    """The part of the file that every version shares."""

    snapshot_version: int


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """Which fields the file has, whatever is in them."""

    snapshot: dict[str, msgspec.Raw]


class SnapshotFile(Versioned, frozen=True, kw_only=True):
    """The whole file."""

    snapshot: Snapshot


def save_snapshot(snapshot: Snapshot, path: Path) -> None:
    """Write a snapshot. Raises OutputError."""
    write_bytes(path, snapshot_bytes(snapshot))


def snapshot_bytes(snapshot: Snapshot) -> bytes:
    """Return what the file of a snapshot holds."""
    file = SnapshotFile(snapshot_version=VERSION, snapshot=snapshot)
    return msgspec.json.format(msgspec.json.encode(file), indent=2) + b"\n"


def load_snapshot(path: Path) -> Snapshot:
    """Read a snapshot that `save_snapshot` wrote. Raises InputError."""
    try:
        data = path.read_bytes()
        version = msgspec.json.decode(data, type=Versioned).snapshot_version
        if version == VERSION:
            snapshot = msgspec.json.decode(data, type=SnapshotFile).snapshot
            return _with_gaps(snapshot, msgspec.json.decode(data, type=Named).snapshot.keys())
    except OSError as error:
        raise InputError(f"{path} could not be read: {error.strerror or error}.") from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise InputError(f"{path}: not a snapshot ({error}). Collect the account again.") from error
    raise InputError(
        f"{path}: a snapshot of version {version}, and this iam-audit reads version {VERSION}. "
        "Audit it with the iam-audit that made it, or collect the account again."
    )


def _with_gaps(snapshot: Snapshot, told: Iterable[str]) -> Snapshot:
    """Turn sections that the file does not have into gaps: an older version wrote it, and never asked for them."""
    known = {*told, *snapshot.elsewhere, *(gap.section for gap in snapshot.gaps)}
    fields = set(snapshot.__struct_fields__)
    missing = [one for one in Section if one in fields and one not in known]
    if not missing:
        return snapshot
    found = (Gap(section=one, reason=OLDER, wanted=one in COUNTED_ON) for one in missing)
    gaps = sorted((*snapshot.gaps, *found), key=lambda gap: gap.section)
    return msgspec.structs.replace(snapshot, gaps=tuple(gaps))
