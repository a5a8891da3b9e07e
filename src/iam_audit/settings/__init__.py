"""The settings of a run: a TOML file, then the environment, in one frozen value. The door adds its flags."""

from iam_audit.settings.alert_shape import AlertSettings, AlertStage, RouteSettings, StoreSettings, Weekday
from iam_audit.settings.events_shape import EventSettings
from iam_audit.settings.loading import FILE, NAMES_THE_FILE, PYPROJECT, described, load
from iam_audit.settings.names import all_of, matching, one_of
from iam_audit.settings.remediate_shape import Announcement, ClassDays, RemediateSettings
from iam_audit.settings.rotate_shape import RotateSettings
from iam_audit.settings.shape import (
    AuditSettings,
    ClassifySettings,
    OrganizationSettings,
    ReportSettings,
    RunSettings,
    Settings,
    ShardSettings,
    WaiverSettings,
)
from iam_audit.settings.values import nearest, typed
from iam_audit.settings.web_shape import Role, WebSettings

__all__ = [
    "FILE",
    "NAMES_THE_FILE",
    "PYPROJECT",
    "AlertSettings",
    "AlertStage",
    "Announcement",
    "AuditSettings",
    "ClassDays",
    "ClassifySettings",
    "EventSettings",
    "OrganizationSettings",
    "RemediateSettings",
    "ReportSettings",
    "Role",
    "RotateSettings",
    "RouteSettings",
    "RunSettings",
    "Settings",
    "ShardSettings",
    "StoreSettings",
    "WaiverSettings",
    "WebSettings",
    "Weekday",
    "all_of",
    "described",
    "load",
    "matching",
    "nearest",
    "one_of",
    "typed",
]
