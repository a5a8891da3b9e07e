"""One row of the credential report, as values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iam_audit.collect.last_use import key_without_use, password_without_use
from iam_audit.collect.report_cells import read_account, read_flag, read_moment, read_word
from iam_audit.collect.report_table import Cells
from iam_audit.model import AccessKey, LastUse, NeverUsed, Password, SigningCertificate, Used, UseUnknown

SLOTS = (1, 2)


@dataclass(frozen=True)
class ReportRow:
    """What the report says of one user, or of root."""

    name: str
    arn: str
    account_id: str
    partition: str
    created_at: datetime | None
    password: Password
    mfa_active: bool | None
    keys: tuple[AccessKey, ...]
    """Without ids: the report has none."""
    certificates: tuple[SigningCertificate, ...]


def read_row(cells: Cells) -> ReportRow:
    """Read one row. Raises InputError naming line and column."""
    partition, account_id = cells.read("arn", read_account)
    return ReportRow(
        name=cells.words["user"],
        arn=cells.words["arn"],
        account_id=account_id,
        partition=partition,
        created_at=cells.read("user_creation_time", read_moment),
        password=_password(cells),
        mfa_active=cells.read("mfa_active", read_flag),
        keys=tuple(_keys(cells, account_id)),
        certificates=tuple(_certificates(cells)),
    )


def _password(cells: Cells) -> Password:
    enabled = cells.read("password_enabled", read_flag)
    return Password(
        enabled=enabled,
        last_used=_password_use(cells, enabled=enabled),
        changed_at=cells.read("password_last_changed", read_moment),
        next_rotation_at=cells.read("password_next_rotation", read_moment),
    )


def _password_use(cells: Cells, *, enabled: bool | None) -> LastUse:
    at = cells.read("password_last_used", read_moment)
    if at:
        return Used(at=at)
    if enabled is False:
        return NeverUsed()
    return _without_date(cells, "password_last_used") or password_without_use(
        cells.read("user_creation_time", read_moment)
    )


def _keys(cells: Cells, account_id: str) -> Iterator[AccessKey]:
    """Yield the keys there are. An inactive key keeps its last_rotated, an empty slot has none."""
    for slot in SLOTS:
        active = cells.read(f"access_key_{slot}_active", read_flag)
        rotated_at = cells.read(f"access_key_{slot}_last_rotated", read_moment)
        if active or rotated_at:
            yield AccessKey(
                user_name=cells.words["user"],
                user_arn=cells.words["arn"],
                account_id=account_id,
                slot=slot,
                active=active,
                created_at=rotated_at,
                rotated_at=rotated_at,
                last_used=_key_use(cells, f"access_key_{slot}_last_used", rotated_at),
            )


def _key_use(cells: Cells, column: str, rotated_at: datetime | None) -> LastUse:
    at = cells.read(f"{column}_date", read_moment)
    if at is None:
        return _without_date(cells, f"{column}_date") or key_without_use(rotated_at)
    service = cells.read(f"{column}_service", read_word)
    return Used(at=at, service=service, region=cells.read(f"{column}_region", read_word))


def _without_date(cells: Cells, column: str) -> UseUnknown | None:
    """N/A and no_information say that AWS saw no use; anything else says nothing at all."""
    if cells.words[column].lower() in ("n/a", "no_information"):
        return None
    return UseUnknown(why=f"The credential report says {cells.words[column] or 'nothing'!r} under {column}.")


def _certificates(cells: Cells) -> Iterator[SigningCertificate]:
    for slot in SLOTS:
        active = cells.read(f"cert_{slot}_active", read_flag)
        rotated_at = cells.read(f"cert_{slot}_last_rotated", read_moment)
        if active or rotated_at:
            yield SigningCertificate(slot=slot, active=active, rotated_at=rotated_at)
