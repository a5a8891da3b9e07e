"""Decides who hears of a finding: the routes that it fits, with the people and places they name."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from iam_audit.alerts.mail_message import is_address
from iam_audit.audience.owners import Directory, Owner, tagged
from iam_audit.audience.plan import OWNER, Alerting
from iam_audit.ledger import Route, Stage
from iam_audit.model import Account, AuditResult, Finding, Kind
from iam_audit.settings import RouteSettings


class Router:
    """Knows the routes, and in one audit the accounts and owners that they speak of."""

    def __init__(self, result: AuditResult, alerting: Alerting) -> None:
        self.directory = Directory(result, alerting.owners)
        self._alerting = alerting
        self._accounts = {one.account.id: one for one in result.accounts}
        self._unheard: set[str] = set()

    @property
    def unheard(self) -> int:
        """How many findings so far have a route to an owner, and neither an owner nor anybody in their place."""
        return len(self._unheard)

    def routes(self, finding: Finding) -> tuple[Route, ...]:
        """Return who hears of a finding, each once, with all the stages that some route wants them to hear of."""
        stages: dict[tuple[str, str], set[Stage]] = {}
        for rule in self._alerting.routes:
            if self._fits(rule, finding):
                wanted = {Stage(one) for one in rule.stages}
                for target in self._targets(rule, finding):
                    stages.setdefault(target, set()).update(wanted)
        return tuple(
            Route(channel=channel, recipient=recipient, stages=tuple(one for one in Stage if one in wanted))
            for (channel, recipient), wanted in stages.items()
        )

    def _fits(self, rule: RouteSettings, finding: Finding) -> bool:
        return (
            finding.severity.at_least(rule.severity)
            and (not rule.checks or _like(finding.check_id, rule.checks))
            and self._is_there(rule, finding.account_id)
            and self._is_theirs(rule, finding)
        )

    def _is_there(self, rule: RouteSettings, account_id: str) -> bool:
        known = self._accounts.get(account_id)
        account = known.account if known else Account(id=account_id)
        above = known.units if known else ()
        named = not rule.accounts or any(_like(one, rule.accounts) for one in (account.id, account.name))
        return named and (not rule.units or any(_like(one, rule.units) for one in above))

    def _is_theirs(self, rule: RouteSettings, finding: Finding) -> bool:
        if not rule.tags and not rule.kinds:
            return True
        bearer = self.directory.bearer_of(finding)
        kind = bearer.kind if bearer else Kind.UNKNOWN
        has_tag = not rule.tags or tagged(bearer.tags if bearer else None, rule.tags)
        return has_tag and (not rule.kinds or kind in rule.kinds)

    def _targets(self, rule: RouteSettings, finding: Finding) -> Iterator[tuple[str, str]]:
        for name in rule.channels:
            if name == OWNER:
                yield from self._owner(finding)
            else:
                yield place(name)

    def _owner(self, finding: Finding) -> Iterator[tuple[str, str]]:
        owner = self.directory.owner_of(finding)
        if owner and self._reaches(owner):
            yield OWNER, owner.id
            return
        if not self._alerting.catch_all:
            self._unheard.add(finding.fingerprint)
        yield from map(place, self._alerting.catch_all)

    def _reaches(self, owner: Owner) -> bool:
        channels = (self._alerting.channels[name] for name in self._alerting.owner_channels)
        return any(one.can_reach(owner.recipient) for one in channels)


def place(name: str) -> tuple[str, str]:
    """Return the way to a shared channel, or to an address, as the ledger writes it."""
    return (OWNER, name.lower()) if is_address(name) else (name, "")


def _like(text: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(text.casefold(), one.casefold()) for one in patterns)
