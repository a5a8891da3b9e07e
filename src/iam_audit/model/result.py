"""What an audit has to say: key rows, findings, coverage."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

import msgspec

from iam_audit.model.account import Account, Gap
from iam_audit.model.contacts import AlternateContact
from iam_audit.model.credentials import AccessKey
from iam_audit.model.finding import Finding, Severity, Status
from iam_audit.model.framework import Framework
from iam_audit.model.kind import Kind
from iam_audit.model.lazy import Lazy
from iam_audit.model.other_credential import OtherCredential
from iam_audit.model.ownership import Bearer
from iam_audit.model.principal import Principal
from iam_audit.model.priority import Priority
from iam_audit.model.privilege import Bounds, Tier
from iam_audit.model.risk import RiskLevel
from iam_audit.model.shelf import Order, Shelf
from iam_audit.model.waiver import WaiverUse

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


class KeyRow(msgspec.Struct, frozen=True, kw_only=True):
    """One access key as reports show it."""

    key: AccessKey
    account: Account
    risk_level: RiskLevel
    age_days: int | None
    """Whole days since the key was made; None when unknown."""
    last_used_days_ago: int | None
    """Whole days; None when never used or unknown: `key.last_used` tells which."""
    remediation: str
    controls: tuple[str, ...]
    rotation: Finding | None = None
    """The access-key-age finding of this key, if it has one: idle and old are two different things."""
    kind: Kind = Kind.UNKNOWN
    """Whether its user is a person or a program, by the rules of the settings."""
    privilege: Bounds = Bounds(lower=Tier.NONE, upper=Tier.UNKNOWN)
    """What its owner can do with this key alone."""
    priority: Priority | None = None
    """How urgent it is; None when nobody has worked it out."""

    @property
    def compliant(self) -> bool:
        """Whether the key needs nothing on account of its idleness."""
        return self.risk_level is RiskLevel.COMPLIANT

    @property
    def order(self) -> tuple[int, str, str, str]:
        """Sort key: worst first, then by account and key."""
        return (self.risk_level.rank, self.account.id, self.key.id or "", self.key.resource.id)


class AccountStatus(StrEnum):
    """How much of an account could be judged."""

    ASSESSED = "assessed"
    PARTIAL = "partial"
    """Some checks could not be run for want of data; the gaps say which and why."""
    NOT_ASSESSED = "not_assessed"


class CheckCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many resources a check looked at in one account, and how it ended for them."""

    check_id: str
    examines: str
    """What was counted, in words: `active access keys`."""
    examined: int = 0
    failed: int = 0
    passed: int = 0
    muted: int = 0
    not_evaluated: int = 0


class AccountResult(msgspec.Struct, frozen=True, kw_only=True):
    """The audit of one account, or the reason why there is none."""

    account: Account
    status: AccountStatus
    reason: str | None = None
    """Why the account is partial or not assessed."""
    credential_report_generated_at: datetime | None = None
    keys: Sequence[KeyRow] = ()
    findings: Sequence[Finding] = ()
    counts: Sequence[CheckCount] = ()
    gaps: Sequence[Gap] = ()
    principals: Sequence[Principal] = ()
    """Its users and roles, and the permission sets that were read from it."""
    others: Sequence[OtherCredential] = ()
    """Its passwords, certificates and other credentials that are no access keys; for the history, not for reports."""
    waivers: Sequence[WaiverUse] = ()
    """What became of the waivers that are tags in this account."""
    bearers: Sequence[Bearer] = ()
    """Its users and tagged roles, as far as they tell whom to ask about them; for alerts, not for reports."""
    contacts: Sequence[AlternateContact] = ()
    """Whom to ask about the account itself; for alerts as well."""
    units: Sequence[str] = ()
    """Ids and names of the root and the organizational units above it; none where that is not known."""

    @property
    def pinned(self) -> "AccountResult":
        """The same result with all its parts in memory, in tuples, where they cannot be changed."""
        values = {name: getattr(self, name) for name in self.__struct_fields__}
        parts = {
            name: tuple(one)
            for name, one in values.items()
            if isinstance(one, Sequence) and not isinstance(one, str)
        }
        return msgspec.structs.replace(self, **parts)

    @property
    def why(self) -> str:
        """Why the account is not assessed in full, as a part of a sentence."""
        reason = (self.reason or "").rstrip(".")
        return f"{self.account.id} {self.status.replace('_', ' ')}: {reason}"


BY_RISK = Order(
    name="keys",
    kind=KeyRow,
    items=lambda account: account.keys,
    key=lambda row: row.order,
    before_account=1,
)
WORST_FIRST = Order(
    name="findings",
    kind=Finding,
    items=lambda account: account.findings,
    key=lambda finding: finding.order,
    before_account=2,
)


class AuditResult(msgspec.Struct, frozen=True, kw_only=True):
    """A whole audit: one account or many, at one moment."""

    generated_at: datetime
    tool_version: str
    scope: str
    """What was asked for, in words: `account 123456789012`, `organization o-exampleorgid`, `mock`, `folder x`."""
    accounts: Sequence[AccountResult]
    """A tuple, or a shelf when they are many."""
    framework: Framework | None = None
    """The framework whose controls the audit is about; None when it is about all checks."""
    waivers: tuple[WaiverUse, ...] = ()
    """What became of every waiver: those of the file in its order, then those that are tags."""

    @property
    def keys(self) -> Sequence[KeyRow]:
        """All access keys, the riskiest first."""
        return self.ordered(BY_RISK)

    @property
    def principals(self) -> Sequence[Principal]:
        """Everybody of all accounts, by account."""
        return self.together(lambda account: account.principals)

    @property
    def findings(self) -> Sequence[Finding]:
        """All findings, the worst first."""
        return self.ordered(WORST_FIRST)

    def with_status(self, *statuses: Status) -> Sequence[Finding]:
        """Return the findings that ended in one of `statuses`, the worst first."""
        order = Order(
            name="-".join(("findings", *statuses)),
            kind=Finding,
            items=lambda account: (one for one in account.findings if one.status in statuses),
            key=WORST_FIRST.key,
            before_account=WORST_FIRST.before_account,
        )
        found: Sequence[Finding] = self.ordered(order)
        return found

    def together(self, items: Callable[[AccountResult], Iterable[T]]) -> Sequence[T]:
        """Return what all accounts hold, by account."""
        return self.kept(lambda: (one for account in self.accounts for one in items(account)))

    def ordered(self, order: Order) -> Sequence[Any]:
        """Return what all accounts hold, in an order."""
        if isinstance(self.accounts, Shelf):
            return self.accounts.ordered(order)
        return tuple(sorted((one for each in self.accounts for one in order.items(each)), key=order.key))

    def kept(self, make: Callable[[], Iterator[T]]) -> Sequence[T]:
        """Return what `make` yields as it suits the size of the audit: in memory, or worked out when looked at."""
        return Lazy(make) if isinstance(self.accounts, Shelf) else tuple(make())

    def changed(self, change: Callable[[AccountResult], AccountResult]) -> "AuditResult":
        """Return the audit with its accounts as `change` makes them."""
        held = self.accounts
        accounts = held.changed(change) if isinstance(held, Shelf) else tuple(change(one) for one in held)
        return msgspec.structs.replace(self, accounts=accounts)

    @property
    def complete(self) -> bool:
        """Whether every account was judged in full."""
        return all(account.status is AccountStatus.ASSESSED for account in self.accounts)

    def fails_at(self, threshold: Severity) -> bool:
        """Whether any finding that fails is at `threshold` or worse."""
        return any(severity.at_least(threshold) for severity in self._failing)

    @property
    def risk_counts(self) -> dict[RiskLevel, int]:
        """How many keys are in each tier, every tier named."""
        return _tally((row.risk_level for account in self.accounts for row in account.keys), RiskLevel)

    @property
    def severity_counts(self) -> dict[Severity, int]:
        """How many failing findings there are of each severity, every severity named."""
        return _tally(self._failing, Severity)

    @property
    def status_counts(self) -> dict[Status, int]:
        """How many findings ended in each status, every status named."""
        counts = _tally((one.status for account in self.accounts for one in account.findings), Status)
        counts[Status.PASS] = sum(count.passed for account in self.accounts for count in account.counts)
        return counts

    @property
    def _failing(self) -> Iterator[Severity]:
        """The severities of what fails, in no order."""
        found = (one for account in self.accounts for one in account.findings)
        return (one.severity for one in found if one.status is Status.FAIL)

    @property
    def coverage(self) -> str:
        """One line that says how many accounts were assessed, and which were not and why."""
        done = sum(account.status is AccountStatus.ASSESSED for account in self.accounts)
        line = f"{done} of {len(self.accounts)} account{'s' * (len(self.accounts) != 1)} assessed"
        rest = [account for account in self.accounts if account.status is not AccountStatus.ASSESSED]
        whys = "; ".join(one.why for one in rest[:5])
        more = f"; and {len(rest) - 5} more" if len(rest) > 5 else ""
        return f"{line}, {len(rest)} not: {whys}{more}" if rest else line


def _tally(values: Iterable[E], kind: type[E]) -> dict[E, int]:
    found = Counter(values)
    return {one: found[one] for one in kind}
