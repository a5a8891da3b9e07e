"""What can be set of alerts: who hears of what, how often, and when nobody is to be disturbed."""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from iam_audit.model import Kind, Severity

CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"
"""A time of day."""


class AlertStage(StrEnum):
    """What a route can ask to hear of; who heard of a finding also hears that it is gone."""

    NEW = "new"
    REMINDER = "reminder"
    ESCALATED = "escalated"


class Weekday(StrEnum):
    """A day of the week, Monday first."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


class RouteSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[[alerts.routes]]`: what fits everything that is named here goes to these channels."""

    channels: Annotated[
        tuple[str, ...],
        Meta(min_length=1, description="Names of channels, mail addresses, or `owner` for whom it concerns."),
    ]
    severity: Annotated[Severity, Meta(description="What is this bad, or worse.")] = Severity.LOW
    checks: Annotated[
        tuple[str, ...], Meta(description="What these checks find; `*` stands for anything.")
    ] = ()
    accounts: Annotated[
        tuple[str, ...], Meta(description="What is in these accounts: ids, or names with `*`.")
    ] = ()
    units: Annotated[
        tuple[str, ...],
        Meta(description="What is below these organizational units: ids, or names with `*`."),
    ] = ()
    tags: Annotated[
        tuple[str, ...],
        Meta(description="What belongs to users and roles with one of these tags: `key` or `key=value`."),
    ] = ()
    kinds: Annotated[
        tuple[Kind, ...], Meta(description="What belongs to users who are this, by the rules of [classify].")
    ] = ()
    stages: Annotated[
        tuple[AlertStage, ...], Meta(min_length=1, description="At which stages the channels want to hear.")
    ] = tuple(AlertStage)


class AlertSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[alerts]`: who hears of what is found, how often, and when nobody is to be disturbed."""

    delay_days: Annotated[
        int, Meta(ge=1, le=366, description="Nobody hears of one finding more often than every so many days.")
    ] = 7
    reminders: Annotated[
        Annotated[int, Meta(ge=0)] | None,
        Meta(description="How many reminders at most before the deadline; unless set, until then."),
    ] = None
    deadline_days: Annotated[
        dict[Severity, Annotated[int, Meta(ge=0)]],
        Meta(description="Days after which a finding is escalated, by severity; 0 is never."),
    ] = {}
    severity: Annotated[
        Severity, Meta(description="Where there are no routes: what is this bad or worse is told to all.")
    ] = Severity.LOW
    routes: Annotated[
        tuple[RouteSettings, ...],
        Meta(description="Who hears of what, as tables; unless set, all channels and owners of everything."),
    ] = ()
    mail_tag: Annotated[
        str, Meta(min_length=1, max_length=128, description="The tag with the mail address of the owner.")
    ] = "email"
    slack_tag: Annotated[
        str, Meta(min_length=1, max_length=128, description="The tag with the Slack id of the owner.")
    ] = "slack"
    allowed_domains: Annotated[
        tuple[str, ...],
        Meta(
            description="Domains that addresses in tags, user names and contacts may be of, `*.example.com` too."
        ),
    ] = ()
    owners_file: Annotated[
        str | None, Meta(description="A file in TOML or CSV that says who the owners of users are.")
    ] = None
    owner_channels: Annotated[
        tuple[str, ...],
        Meta(description="The channels to try for an owner, in order; unless set, Slack and then mail."),
    ] = ()
    catch_all: Annotated[
        tuple[str, ...],
        Meta(description="Shared channels and mail addresses for what no owner can be told."),
    ] = ()
    creators: Annotated[
        bool, Meta(description="Ask CloudTrail who made the keys, as a hint to who owns them.")
    ] = False
    quiet_from: Annotated[
        Annotated[str, Meta(pattern=CLOCK)] | None,
        Meta(description="From when on nothing is sent, such as 18:00."),
    ] = None
    quiet_to: Annotated[
        Annotated[str, Meta(pattern=CLOCK)] | None,
        Meta(description="Until when nothing is sent, such as 08:00."),
    ] = None
    quiet_days: Annotated[tuple[Weekday, ...], Meta(description="Days on which nothing is sent.")] = ()
    timezone: Annotated[
        str, Meta(description="The time zone of quiet hours and days, such as Europe/Berlin.")
    ] = "UTC"
    templates: Annotated[
        str | None, Meta(description="A folder with templates that take the place of ours.")
    ] = None
    link: Annotated[str, Meta(description="Where the whole report is, for messages to point at.")] = ""
    waiver: Annotated[str, Meta(description="How to ask for more time or an exception, as a sentence.")] = ""
    next_step: Annotated[
        str,
        Meta(description="What happens when nobody does anything, as a sentence; `{due}` is the deadline."),
    ] = ""

    def __post_init__(self) -> None:
        """Refuse half of what goes together."""
        if bool(self.quiet_from) != bool(self.quiet_to):
            raise ValueError("quiet_from and quiet_to go together")


class StoreSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[store]`: where what is known between runs is kept."""

    url: Annotated[
        str | None,
        Meta(
            description="sqlite:///FILE or postgresql://HOST/NAME; unless set, a file in the state folder of the user."
        ),
    ] = None
    save: Annotated[
        bool, Meta(description="Keep the result of every audit, for `iam-audit history`; not of --mock.")
    ] = False
    webhooks: Annotated[
        tuple[str, ...],
        Meta(
            description="Channels of the kind webhook that are told of every saved audit that changed anything."
        ),
    ] = ()
