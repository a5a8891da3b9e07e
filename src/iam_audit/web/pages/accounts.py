"""Accounts: what was read, what was not, and why."""

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from iam_audit.access import Role
from iam_audit.charts import Bar, bars
from iam_audit.history.values import AccountRecord, CredentialFilter, CredentialRecord
from iam_audit.model import AccountStatus, Severity
from iam_audit.web import routes
from iam_audit.web.desk import AtDesk
from iam_audit.web.pages.base import Page, PageRequest, show

LEAST_FIRST = (AccountStatus.NOT_ASSESSED, AccountStatus.PARTIAL, AccountStatus.ASSESSED)
WORST = 15


@dataclass(frozen=True, kw_only=True)
class AccountsPage(Page):
    """All accounts."""

    template: ClassVar[str] = "accounts.html"
    title: ClassVar[str] = "Accounts"

    accounts: tuple[AccountRecord, ...]
    bars: tuple[Bar, ...]
    headline: str

    @staticmethod
    def severe(one: AccountRecord) -> int:
        """How many open findings are high or critical."""
        return one.open.get(Severity.CRITICAL, 0) + one.open.get(Severity.HIGH, 0)

    @staticmethod
    def others(one: AccountRecord) -> int:
        """How many are not."""
        return sum(one.open.values()) - AccountsPage.severe(one)


@dataclass(frozen=True, kw_only=True)
class AccountPage(Page):
    """One account."""

    template: ClassVar[str] = "account.html"
    title: ClassVar[str] = "Account"

    account: AccountRecord
    bars: tuple[Bar, ...]
    worst: tuple[CredentialRecord, ...]


@routes.page("/accounts", needs=Role.VIEWER)
def accounts(request: PageRequest, desk: AtDesk) -> Template:
    """Show the accounts, the least assessed first."""
    known = desk.since_run("accounts", desk.history.accounts)
    there = [one for one in known if one.gone_at is None]
    counts = Counter(one.status for one in there)
    read = counts[AccountStatus.ASSESSED]
    page = AccountsPage(
        accounts=tuple(sorted(known, key=_order)),
        bars=bars({one.value: counts[one] for one in AccountStatus}),
        headline=f"{read:,} of {len(there):,} accounts were read in full",
    )
    return show(request, page)


@routes.page("/accounts/{account_id:str}", needs=Role.VIEWER)
def account(request: PageRequest, desk: AtDesk, account_id: FromPath[str]) -> Template:
    """Show one account."""
    found = next(
        (one for one in desk.since_run("accounts", desk.history.accounts) if one.id == account_id), None
    )
    if found is None:
        raise NotFoundException("No audit that was saved was about this account.")
    worst = desk.history.credentials(CredentialFilter(accounts=(account_id,)), sort="-priority", limit=WORST)
    page = AccountPage(
        account=found,
        bars=bars({one.value: found.open.get(one, 0) for one in Severity}),
        worst=worst.items,
    )
    return show(request, page)


def _order(one: AccountRecord) -> tuple[bool, int, str, str]:
    return (one.gone_at is not None, LEAST_FIRST.index(one.status), one.name.casefold(), one.id)
