"""What the HTML page shows, worked out from the audit; the template only writes it down."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from iam_audit.charts import Bar, bars
from iam_audit.checks.by_control import total_counts
from iam_audit.model import (
    AccountResult,
    AccountStatus,
    AuditResult,
    CheckCount,
    ControlResult,
    Gap,
    KeyRow,
    NeverUsed,
    Principal,
    RiskLevel,
    Section,
    Severity,
    Status,
    Tier,
    Used,
    UseUnknown,
)
from iam_audit.reports import controls, digest, wording
from iam_audit.reports.html_chapters import ASIDE, BY_POWER, Listing, listing

LEAST_ASSESSED_FIRST = (AccountStatus.NOT_ASSESSED, AccountStatus.PARTIAL, AccountStatus.ASSESSED)
STATUS_WORDS = {Status.FAIL: "Failing"} | ASIDE

Choices = tuple[tuple[str, str], ...]
"""Values to choose from in a filter, and what each is called."""


@dataclass(frozen=True)
class KeyLine:
    """One row of the table of access keys."""

    row: KeyRow
    rotation: str
    """What the rotation check says of the key, in a word or two; empty when it says nothing."""

    @property
    def past_rotation(self) -> bool:
        """Whether the key is older than it may be, however busy."""
        return self.row.rotation is not None and self.row.rotation.status is Status.FAIL

    @property
    def idle_order(self) -> str:
        """The number to sort last use by: never used is beyond all days; unknown has no place, so it is empty."""
        if isinstance(self.row.key.last_used, NeverUsed):
            return "Infinity"
        return "" if self.row.last_used_days_ago is None else str(self.row.last_used_days_ago)

    @property
    def used_for(self) -> str:
        """Where the key was last used, or why we do not know when."""
        match self.row.key.last_used:
            case Used(service=service, region=region):
                return ", ".join(part for part in (service, region) if part)
            case UseUnknown(why=why):
                return why
            case _:
                return ""


@dataclass(frozen=True)
class ControlLine:
    """One row of the table of controls."""

    control: ControlResult
    status: str
    populations: tuple[str, ...]
    doubts: tuple[str, ...]
    """Why there is no verdict, or not on everything."""


@dataclass(frozen=True)
class Page:
    """Everything the template needs."""

    result: AuditResult
    keys: Sequence[KeyLine]
    findings: Listing
    accounts: Sequence[AccountResult]
    """The least assessed first."""
    checks: tuple[CheckCount, ...]
    """What each check looked at, over all accounts."""
    unanswered: Sequence[digest.Unanswered]
    gaps: Sequence[tuple[AccountResult, Gap]]
    principals: Sequence[Principal]
    """Who can do most, first."""
    risk_bars: tuple[Bar, ...]
    severity_bars: tuple[Bar, ...]
    power_bars: tuple[Bar, ...]
    coverage_bars: tuple[Bar, ...]
    account_names: Mapping[str, str]
    idle_and_old: str | None
    no_keys: str
    controls: tuple[ControlLine, ...]
    """Empty when no framework was chosen."""
    controls_headline: str
    waivers_in_force: str | None

    @property
    def unassessed(self) -> tuple[AccountResult, ...]:
        """The accounts of which we know nothing, or not everything."""
        return tuple(one for one in self.accounts if one.status is not AccountStatus.ASSESSED)

    @property
    def incomplete(self) -> bool:
        """Whether the reader must be warned before reading on; an audit of nothing is no good news either."""
        return bool(self.unassessed) or not self.accounts

    @property
    def keys_unread(self) -> bool:
        """Whether there may be keys that we did not see."""
        return any(_keys_unread(one) for one in self.accounts)

    @property
    def keys_needing_action(self) -> int:
        """How many keys are not compliant, or past their rotation."""
        return sum(not line.row.compliant or line.past_rotation for line in self.keys)

    @property
    def credential_reports(self) -> str:
        """When AWS made the credential reports: one time, or the first and the last."""
        made = (one.credential_report_generated_at for one in self.accounts)
        times = sorted(time for time in made if time)
        ends = dict.fromkeys(f"{time:%Y-%m-%d %H:%M} UTC" for time in times[:1] + times[-1:])
        return " to ".join(ends)

    @property
    def risk_choices(self) -> Choices:
        """The tiers to filter keys by."""
        return tuple((bar.label, bar.label.capitalize()) for bar in self.risk_bars)

    @property
    def severity_choices(self) -> Choices:
        """The severities to filter findings by."""
        return tuple((severity.value, severity.capitalize()) for severity in Severity)

    @property
    def status_choices(self) -> Choices:
        """The statuses that findings have, in the order of their chapters."""
        present = {head.status for head in self.findings.heads}
        return tuple((status.value, words) for status, words in STATUS_WORDS.items() if status in present)

    @property
    def check_choices(self) -> Choices:
        """The checks that findings come from."""
        ids = sorted({head.check_id for head in self.findings.heads})
        return tuple(zip(ids, ids, strict=True))

    @property
    def account_choices(self) -> Choices:
        """The accounts, when there is a choice."""
        return tuple(self.account_names.items()) if len(self.account_names) > 1 else ()


def page_of(result: AuditResult) -> Page:
    """Work out the page."""
    totals = tuple(total_counts(result.accounts).values())
    names = {one.account.id: wording.account(one.account) for one in result.accounts}
    return Page(
        result=result,
        keys=_key_lines(result),
        findings=listing(result, {total.check_id: total for total in totals}),
        accounts=result.kept(lambda: _least_assessed_first(result)),
        checks=totals,
        unanswered=digest.unanswered(result),
        gaps=digest.gaps(result),
        principals=result.ordered(BY_POWER),
        risk_bars=bars({tier.value: count for tier, count in _worst_first(digest.tier_counts(result))}),
        severity_bars=bars({severity.value: count for severity, count in result.severity_counts.items()}),
        power_bars=_by_power(result),
        coverage_bars=_by_coverage(result),
        account_names=dict(sorted(names.items(), key=lambda item: (item[1], item[0]))),
        idle_and_old=digest.idle_and_old(result),
        no_keys=digest.no_keys(result),
        controls=tuple(_control_line(one) for one in controls.controls(result)),
        controls_headline=controls.headline(result),
        waivers_in_force=digest.in_force(result),
    )


def in_words(value: object) -> str:
    """Write a value of the evidence as a person would."""
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(str(one) for one in value) or "none"
        case _:
            return str(value)


def key_count(one: AccountResult) -> str:
    """Say how many keys an account has; none that we could read is not none."""
    return "Unknown" if _keys_unread(one) and not one.keys else str(len(one.keys))


def _keys_unread(one: AccountResult) -> bool:
    unread = any(gap.section is Section.ACCESS_KEYS for gap in one.gaps)
    return unread or one.status is AccountStatus.NOT_ASSESSED


def _least_assessed_first(result: AuditResult) -> Iterator[AccountResult]:
    return (one for status in LEAST_ASSESSED_FIRST for one in result.accounts if one.status is status)


def _worst_first(counts: Iterable[tuple[RiskLevel, int]]) -> list[tuple[RiskLevel, int]]:
    return sorted(counts, key=lambda count: count[0].rank)


def _by_power(result: AuditResult) -> tuple[Bar, ...]:
    """Count keys by what they may be able to do, the most first."""
    counts = Counter(row.privilege.upper for row in result.keys)
    return bars({tier.value: counts[tier] for tier in sorted(Tier, key=_most_power_first)})


def _most_power_first(tier: Tier) -> int:
    return -tier.rank


def _by_coverage(result: AuditResult) -> tuple[Bar, ...]:
    counts = Counter(one.status for one in result.accounts)
    return bars({status.value: counts[status] for status in AccountStatus})


def _key_lines(result: AuditResult) -> Sequence[KeyLine]:
    silent = {
        (one.account_id, one.resource.id)
        for one in result.with_status(Status.NOT_EVALUATED)
        if one.check_id == "access-key-age"
    }
    return result.kept(lambda: (KeyLine(row, _rotation(row, silent)) for row in result.keys))


def _rotation(row: KeyRow, silent: set[tuple[str, str]]) -> str:
    """Say what is known of the key's rotation; a check that could not look at it did not pass it."""
    if row.rotation:
        past = f"Past limit, {row.rotation.severity}"
        return past if row.rotation.status is Status.FAIL else f"{past} (muted)"
    asked = {(row.account.id, row.key.resource.id), (row.account.id, row.account.id)}
    return "Not evaluated" if asked & silent else ""


def _control_line(one: ControlResult) -> ControlLine:
    return ControlLine(
        control=one,
        status=controls.STATUS[one.status],
        populations=tuple(controls.populations(one)),
        doubts=tuple(controls.doubts(one)),
    )
