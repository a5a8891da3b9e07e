"""Waivers that are tags of IAM users.

The value of such a tag names checks, then a day, who approved and why, in characters that IAM allows in tags:

    access-key-age access-key-unused until=2026-06-30 by=jane@example.com reason=Vendor moves in May

It is about the user and what belongs to the user. Where one tag is not enough, further ones are called
`iam-audit-waiver:2`, `iam-audit-waiver:mfa` and so on.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from iam_audit.model import Account, Snapshot, Waiver, WaiverState, WaiverUse
from iam_audit.waivers.rules import objection

FORM = re.compile(
    r"(?P<checks>[a-z][a-z -]*?) +(?:from=(?P<given>\S+) +)?until=(?P<until>\S+) +by=(?P<by>.+?) +reason=(?P<reason>.+)"
)
HOW = "Write it like: access-key-age until=2026-06-30 by=jane@example.com reason=Vendor moves in May"


def waivers_in_tags(
    snapshot: Snapshot, tag: str, today: date
) -> tuple[tuple[Waiver, ...], tuple[WaiverUse, ...]]:
    """Return the waivers that are tags of this name, and those that cannot stand, which mute nothing."""
    account = snapshot.account
    return _sorted(
        one for user in snapshot.users for one in _of_user(user.tags or {}, user.name, account, tag, today)
    )


def waivers_of_tags(
    tags: Mapping[str, str], user_name: str, account: Account, tag: str, today: date
) -> tuple[tuple[Waiver, ...], tuple[WaiverUse, ...]]:
    """Return the waivers among the tags of one user, and those that cannot stand."""
    return _sorted(_of_user(tags, user_name, account, tag, today))


def _sorted(found: Iterable[Waiver | WaiverUse]) -> tuple[tuple[Waiver, ...], tuple[WaiverUse, ...]]:
    all_of_them = tuple(found)
    good = tuple(one for one in all_of_them if isinstance(one, Waiver))
    return good, tuple(one for one in all_of_them if isinstance(one, WaiverUse))


def _of_user(
    tags: Mapping[str, str], user_name: str, account: Account, tag: str, today: date
) -> Iterator[Waiver | WaiverUse]:
    for name, value in sorted(tags.items()):
        if name == tag or name.startswith(f"{tag}:"):
            source = f"tag {name} of user {user_name} in account {account.id}"
            yield from _read(value, f"user/{user_name}", account, source, today)


def _read(
    value: str, resource: str, account: Account, source: str, today: date
) -> Iterator[Waiver | WaiverUse]:
    form = FORM.fullmatch(value.strip())
    try:
        until = date.fromisoformat(form["until"]) if form else None
        given = date.fromisoformat(form["given"]) if form and form["given"] else None
    except ValueError:
        until = None
    if form is None or until is None:
        yield _refused(source, f"It cannot be understood. {HOW}")
        return
    for check in form["checks"].split():
        waiver = Waiver(
            check=check,
            account=account.id,
            resource=resource,
            reason=form["reason"],
            approver=form["by"],
            expires=until,
            given=given,
            source=source,
        )
        why = objection(waiver, today)
        yield _refused(source, f"It mutes nothing: {why}") if why else waiver


def _refused(source: str, message: str) -> WaiverUse:
    return WaiverUse(source=source, state=WaiverState.REFUSED, message=message)
