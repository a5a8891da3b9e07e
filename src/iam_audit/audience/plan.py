"""How alerts go: the channels, who hears of what, how often and when. Made of settings; wrong ones are refused."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from iam_audit.alerts import Channel, Reach, Surroundings, Templates, configure
from iam_audit.alerts.mail_message import is_address
from iam_audit.audience.owners import OwnerRules
from iam_audit.audience.owners_file import load_owners
from iam_audit.audience.quiet_hours import QuietHours, quiet_hours
from iam_audit.errors import SettingsError
from iam_audit.ledger import Policy
from iam_audit.ledger.records import DEADLINE_DAYS
from iam_audit.settings import AlertSettings, RouteSettings, Settings, nearest

OWNER = "owner"
"""What routes and the ledger call the way to whom a finding concerns, whichever channel it leads over."""


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What messages say beside the findings."""

    link: str = ""
    waiver: str = ""
    next_step: str = ""


@dataclass(frozen=True, kw_only=True)
class Alerting:
    """Who hears of what, over which channels, how often and when."""

    channels: Mapping[str, Channel[Any]]
    routes: tuple[RouteSettings, ...]
    owner_channels: tuple[str, ...] = ()
    """The channels that are tried for a person, in this order."""
    catch_all: tuple[str, ...] = ()
    """Shared channels and addresses for what no owner can be told."""
    owners: OwnerRules = field(default_factory=OwnerRules)
    policy: Policy = field(default_factory=Policy)
    quiet: QuietHours = field(default_factory=QuietHours)
    wording: Wording = Wording()
    creators: Mapping[str, str] = field(default_factory=dict)
    """Who made keys and users according to CloudTrail, by what `made_here` calls them; only where somebody asked."""
    asked_for: frozenset[str] | None = None
    """What the ledger calls the channels that are to be used alone; None for all."""

    @property
    def shared(self) -> tuple[str, ...]:
        """The names of the channels that many people read."""
        return tuple(name for name, one in self.channels.items() if one.reaches is Reach.SHARED)

    def only(self, names: Iterable[str]) -> "Alerting":
        """Return it without routes to other channels than these. Raises SettingsError for unknown ones."""
        wanted = set(names)
        for name in wanted:
            _require(name, (OWNER, *self.channels), "--channel")
        kept = {name for name in wanted if name in (OWNER, *self.shared)}
        kept |= {OWNER} if wanted & set(self.owner_channels) else set()
        routes = tuple(_narrowed(route, kept) for route in self.routes)
        chain = tuple(name for name in self.owner_channels if name in wanted or OWNER in wanted)
        return dataclasses.replace(
            self,
            routes=tuple(one for one in routes if one.channels),
            owner_channels=chain,
            asked_for=frozenset(kept),
        )

    def preflight(self) -> dict[str, tuple[str, ...]]:
        """Say of each channel what it lacks, without sending anything."""
        return {name: one.preflight() for name, one in self.channels.items()}


def plan_of(settings: Settings, surroundings: Surroundings) -> Alerting:
    """Make it of the settings. Raises SettingsError for what does not fit together; no secret is looked up."""
    said, where = settings.alerts, settings.where
    if said.templates:
        if not Path(said.templates).is_dir():
            raise SettingsError(f"{where}: [alerts] templates: there is no folder {said.templates}.")
        surroundings = dataclasses.replace(surroundings, templates=Templates(Path(said.templates)))
    channels = {one.name: one for one in configure(settings.channels, surroundings, where)}
    alerting = Alerting(
        channels=channels,
        routes=said.routes or _everything(said, channels),
        owner_channels=said.owner_channels or _by_reach(channels, Reach.SLACK, Reach.MAIL),
        catch_all=said.catch_all,
        owners=owner_rules(said),
        policy=policy_of(said),
        quiet=quiet_hours(said, where),
        wording=Wording(link=said.link, waiver=said.waiver, next_step=said.next_step),
    )
    _check(alerting, f"{where}: [alerts]")
    return alerting


def _everything(said: AlertSettings, channels: Mapping[str, Channel[Any]]) -> tuple[RouteSettings, ...]:
    """Tell all shared channels, the catch-all addresses and the owners, where no route says otherwise."""
    owners = (OWNER,) if _by_reach(channels, Reach.SLACK, Reach.MAIL) else ()
    addresses = tuple(one for one in said.catch_all if is_address(one))
    names = (*owners, *_by_reach(channels, Reach.SHARED), *addresses)
    return (RouteSettings(channels=names, severity=said.severity),) if names else ()


def _by_reach(channels: Mapping[str, Channel[Any]], *reaches: Reach) -> tuple[str, ...]:
    return tuple(name for reach in reaches for name, one in channels.items() if one.reaches is reach)


def owner_rules(said: AlertSettings) -> OwnerRules:
    """Return where owners are looked for, and which addresses are believed."""
    return OwnerRules(
        mail_tag=said.mail_tag,
        slack_tag=said.slack_tag,
        allowed_domains=said.allowed_domains,
        entries=load_owners(Path(said.owners_file)) if said.owners_file else (),
    )


def policy_of(said: AlertSettings) -> Policy:
    """Return how often people hear of one finding, and when it is escalated."""
    deadlines = {severity: days or None for severity, days in said.deadline_days.items()}
    return Policy(
        delay=timedelta(days=said.delay_days),
        reminders=said.reminders,
        deadline_days={**DEADLINE_DAYS, **deadlines},
    )


def _narrowed(route: RouteSettings, kept: set[str]) -> RouteSettings:
    names = tuple(one for one in route.channels if one in kept or (is_address(one) and OWNER in kept))
    return msgspec.structs.replace(route, channels=names)


def _check(alerting: Alerting, where: str) -> None:
    """Refuse channels that are not there, and people where only a place will do."""
    if OWNER in alerting.channels:
        raise SettingsError(
            f"{where}: no channel can be called {OWNER!r}: it stands for whom a finding concerns."
        )
    for name in alerting.owner_channels:
        _require(name, alerting.channels, f"{where} owner_channels")
        if name in alerting.shared:
            raise SettingsError(f"{where} owner_channels: {name} reaches no single person; see catch_all.")
    places = (*((name, "catch_all") for name in alerting.catch_all),)
    places += tuple((name, "routes") for route in alerting.routes for name in route.channels if name != OWNER)
    for name, key in places:
        _check_place(name, alerting, f"{where} {key}")
    if any(OWNER in one.channels for one in alerting.routes) and not alerting.owner_channels:
        raise SettingsError(f"{where} routes: `owner` needs a channel of the kind mail-owner or slack-owner.")


def _check_place(name: str, alerting: Alerting, where: str) -> None:
    if is_address(name):
        if not any(alerting.channels[one].reaches is Reach.MAIL for one in alerting.owner_channels):
            raise SettingsError(f"{where}: {name} needs a channel of the kind mail-owner.")
        return
    _require(name, alerting.channels, where)
    if name not in alerting.shared:
        raise SettingsError(f"{where}: {name} reaches single people; write `owner`, or an address.")


def _require(name: str, known: Iterable[str], where: str) -> None:
    names = tuple(known)
    if name not in names:
        near = nearest(name, names) or f" Known: {', '.join(names) or 'none'}."
        raise SettingsError(f"{where}: there is no channel {name!r} in the settings.{near}")


def places_called(alerting: Alerting, names: Sequence[str]) -> tuple[Channel[Any], ...]:
    """Return shared channels by name. Raises SettingsError for one that is not there, or reaches single people."""
    for name in names:
        _require(name, alerting.channels, "--send")
        if name not in alerting.shared:
            raise SettingsError(f"--send: {name} reaches single people; the report of all is not for them.")
    return tuple(alerting.channels[name] for name in names)
