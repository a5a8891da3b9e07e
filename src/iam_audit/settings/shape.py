"""What can be set, its type, its default and what it does."""

from types import MappingProxyType
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from iam_audit.model import KeyIds, Section, Severity
from iam_audit.settings.alert_shape import AlertSettings, StoreSettings
from iam_audit.settings.events_shape import EventSettings
from iam_audit.settings.remediate_shape import RemediateSettings
from iam_audit.settings.rotate_shape import RotateSettings
from iam_audit.settings.web_shape import WebSettings


class AuditSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[audit]`: what is asked, and when it counts as failed."""

    fail_on: Annotated[
        Severity | None, Meta(description="Exit with 1 when a finding is this bad or worse.")
    ] = None
    only: Annotated[
        tuple[str, ...], Meta(description="Run these checks alone; `*` stands for anything.")
    ] = ()
    skip: Annotated[
        tuple[str, ...], Meta(description="Leave these checks out; `*` stands for anything.")
    ] = ()
    live: Annotated[
        bool, Meta(description="Ask about every key directly: the credential report may be 4 hours old.")
    ] = False
    key_ids: Annotated[
        KeyIds,
        Meta(
            description="Which access keys to ask for their ids, a call per user: `all`, `flagged` or `none`."
        ),
    ] = KeyIds.ALL
    account_timeout: Annotated[
        int, Meta(ge=1, le=86400, description="Seconds after which an account is left as it was read so far.")
    ] = 1800
    include: Annotated[
        tuple[Section, ...],
        Meta(description="Read these sections too, and call an account partial without them."),
    ] = ()
    regions: Annotated[
        tuple[str, ...],
        Meta(
            description="Regions to look into beside the one in force, for Access Analyzer and Roles Anywhere."
        ),
    ] = ()
    ignore_users_without_permissions: Annotated[
        bool, Meta(description="Mute what is found about users who cannot do anything.")
    ] = False
    framework: Annotated[
        str | None,
        Meta(description="Run the checks of this compliance framework, and report by its controls."),
    ] = None


class OrganizationSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[organization]`: how other accounts are entered, and which are not."""

    role: Annotated[
        str | None,
        Meta(description="The role to assume in each account: a name, a path and name, or an ARN."),
    ] = None
    external_id: Annotated[str | None, Meta(description="The external id that the role asks for.")] = None
    session_name: Annotated[
        str, Meta(description="What CloudTrail calls the session; empty: iam-audit and the id of the run.")
    ] = ""
    session_duration: Annotated[int, Meta(ge=900, le=43200, description="Seconds that a session lasts.")] = (
        3600
    )
    exclude: Annotated[
        tuple[str, ...], Meta(description="Leave these accounts out: ids, or names with `*`.")
    ] = ()
    concurrency: Annotated[
        int, Meta(ge=1, le=64, description="How many accounts are read at the same time.")
    ] = 8


class ReportSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[report]`: what is written, and where."""

    format: Annotated[
        tuple[str, ...], Meta(description="The formats to write, such as `table` or `json`.")
    ] = ()
    output: Annotated[str | None, Meta(description="The file or folder to write to.")] = None
    mask_keys: Annotated[
        bool, Meta(description="Show only the first and the last four characters of key ids.")
    ] = False
    include_passed: Annotated[bool, Meta(description="List what passed as well, as evidence.")] = False


class WaiverSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[waivers]`: where waivers are written, and when to warn before they lapse."""

    file: Annotated[
        str | None,
        Meta(description="The file with the waivers; unless set, `waivers.toml` if there is one."),
    ] = None
    warn_days: Annotated[
        int, Meta(ge=0, le=366, description="Days before the last day of a waiver from which on to warn.")
    ] = 14
    tags: Annotated[
        bool,
        Meta(description="Honour waivers that are tags of users. Whoever may tag a user can then mute."),
    ] = False
    tag: Annotated[
        str, Meta(min_length=1, max_length=128, description="The name of the tag that holds a waiver.")
    ] = "iam-audit-waiver"


class ShardSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[shards]`: where the Lambda functions keep what they share, and how the work is dealt out to them."""

    bucket: Annotated[str | None, Meta(description="The S3 bucket for shards, tables and reports.")] = None
    prefix: Annotated[str, Meta(description="What the names of all objects begin with.")] = "iam-audit"
    accounts_per_batch: Annotated[
        int, Meta(ge=1, le=500, description="How many accounts one worker is given.")
    ] = 20
    seconds_per_account: Annotated[
        int,
        Meta(ge=1, le=870, description="Begin with no further account when a worker has less time left."),
    ] = 120
    tables: Annotated[bool, Meta(description="Write Parquet tables as well, for Athena and DuckDB.")] = True
    ledger_table: Annotated[
        str | None,
        Meta(description="The DynamoDB table that remembers what was said; alerts are sent only with one."),
    ] = None
    seconds_per_message: Annotated[
        int,
        Meta(ge=1, le=870, description="Begin with no further message when a function has less time left."),
    ] = 120


class ClassifySettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[classify]`: how users that are programs are told from people; tags decide first, then paths, then names."""

    machine_tags: Annotated[
        tuple[str, ...],
        Meta(description="Tags of programs, as `key` or `key=value`; `*` in a value is anything."),
    ] = ()
    person_tags: Annotated[tuple[str, ...], Meta(description="Tags of people, written alike.")] = ()
    machine_paths: Annotated[
        tuple[str, ...], Meta(description="IAM paths below which users are programs, such as `/service/`.")
    ] = ()
    person_paths: Annotated[tuple[str, ...], Meta(description="IAM paths below which users are people.")] = ()
    machine_names: Annotated[
        tuple[str, ...], Meta(description="Names of programs, such as `svc-*`; capitals do not matter.")
    ] = ()
    person_names: Annotated[
        tuple[str, ...], Meta(description="Names of people, such as `*@example.com`.")
    ] = ()
    password_means_person: Annotated[
        bool, Meta(description="Take a user who has a console password for a person.")
    ] = False
    no_password_means_machine: Annotated[
        bool, Meta(description="Take a user who has no console password for a program.")
    ] = False


class RunSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[runs]`: where audits of many accounts are kept, so that they can be resumed."""

    folder: Annotated[
        str | None,
        Meta(description="The folder of the runs; unless set, iam-audit/runs in $XDG_STATE_HOME."),
    ] = None
    keep_days: Annotated[
        int, Meta(ge=0, le=3650, description="Days after which the next audit removes a run.")
    ] = 7
    max_age_hours: Annotated[
        float,
        Meta(ge=0, description="A resumed run reads an account again when it was read more hours ago."),
    ] = 4.0


class EvidenceSettings(msgspec.Struct, frozen=True, kw_only=True):
    """`[evidence]`: how packs of evidence are signed and stamped."""

    key: Annotated[
        str | None,
        Meta(
            description="The private key (Ed25519, PEM), made where there is none; unless set, in the state folder."
        ),
    ] = None
    tsa: Annotated[
        str | None, Meta(description="The address of a time stamp service (RFC 3161), such as your CA runs.")
    ] = None
    folder: Annotated[
        str | None,
        Meta(description="Where the server keeps the packs it makes; unless set, in the state folder."),
    ] = None


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings of one run."""

    audit: AuditSettings = AuditSettings()
    organization: OrganizationSettings = OrganizationSettings()
    report: ReportSettings = ReportSettings()
    waivers: WaiverSettings = WaiverSettings()
    classify: ClassifySettings = ClassifySettings()
    shards: ShardSettings = ShardSettings()
    runs: RunSettings = RunSettings()
    alerts: AlertSettings = AlertSettings()
    remediate: RemediateSettings = RemediateSettings()
    store: StoreSettings = StoreSettings()
    rotate: RotateSettings = RotateSettings()
    events: EventSettings = EventSettings()
    web: WebSettings = WebSettings()
    evidence: EvidenceSettings = EvidenceSettings()
    limits: dict[str, Any] = {}
    """`[limits]`: the days of inactivity that make each tier, as written; typed by whoever rates keys."""
    checks: dict[str, dict[str, Any]] = {}
    """`[checks.<id>]`: the options of each check, as written; typed by the checks."""
    channels: dict[str, dict[str, Any]] = {}
    """`[channels.<name>]`: where messages can go, as written; typed by the channels."""
    sources: tuple[str, ...] = ()
    """Where the values were read from, for messages."""

    @property
    def where(self) -> str:
        """Where a wrong value must have come from, in words."""
        return " or ".join(self.sources) or "settings"


SECTIONS: MappingProxyType[str, type[msgspec.Struct]] = MappingProxyType(
    {
        "audit": AuditSettings,
        "organization": OrganizationSettings,
        "report": ReportSettings,
        "waivers": WaiverSettings,
        "classify": ClassifySettings,
        "shards": ShardSettings,
        "runs": RunSettings,
        "alerts": AlertSettings,
        "remediate": RemediateSettings,
        "store": StoreSettings,
        "evidence": EvidenceSettings,
        "rotate": RotateSettings,
        "events": EventSettings,
        "web": WebSettings,
    }
)
"""The sections whose values are typed here."""

OPEN_SECTIONS = ("limits", "checks", "channels")
"""The sections that are typed by their users, further to the right."""
