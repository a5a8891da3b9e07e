"""When messages wait."""

import zoneinfo
from datetime import UTC, datetime, time

import pytest

from iam_audit.audience import QuietHours
from iam_audit.audience.quiet_hours import quiet_hours
from iam_audit.errors import SettingsError
from iam_audit.settings import AlertSettings, Weekday

NIGHT = QuietHours(begin=time(18), end=time(8), zone="Europe/Berlin")
NOON = QuietHours(begin=time(12), end=time(13))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "moment", "quiet"),
    [
        pytest.param(NIGHT, "2026-03-19T16:59", False, id="a minute before six in the evening in winter"),
        pytest.param(NIGHT, "2026-03-19T17:00", True, id="six in the evening in winter"),
        pytest.param(NIGHT, "2026-07-01T16:00", True, id="six in the evening in summer"),
        pytest.param(NIGHT, "2026-03-19T23:30", True, id="after midnight"),
        pytest.param(NIGHT, "2026-03-19T07:00", False, id="eight in the morning"),
        pytest.param(NOON, "2026-03-19T12:30", True, id="within one day"),
        pytest.param(NOON, "2026-03-19T13:00", False, id="the end is not quiet"),
        pytest.param(QuietHours(days=(Weekday.SAT,)), "2026-03-21T12:00", True, id="a quiet day"),
        pytest.param(QuietHours(days=(Weekday.SAT,)), "2026-03-20T12:00", False, id="another day"),
        pytest.param(
            QuietHours(days=(Weekday.SAT,), zone="Asia/Tokyo"),
            "2026-03-20T16:00",
            True,
            id="a day begins by the clocks of the zone",
        ),
        pytest.param(QuietHours(), "2026-03-21T03:00", False, id="never, unless somebody says so"),
    ],
)
def test_quiet_hours_are_those_of_the_zone(hours, moment, quiet):
    assert hours.covers(at(moment)) is quiet


def test_the_settings_name_hours_days_and_zone():
    said = AlertSettings(
        quiet_from="18:00", quiet_to="08:00", quiet_days=(Weekday.SUN,), timezone="Europe/Berlin"
    )

    assert quiet_hours(said, "x") == QuietHours(
        begin=time(18), end=time(8), days=(Weekday.SUN,), zone="Europe/Berlin"
    )


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "../etc/passwd", "", "Europe"])
def test_a_zone_that_does_not_exist_is_refused(zone):
    with pytest.raises(SettingsError, match=r"iam-audit.toml: \[alerts\] timezone"):
        quiet_hours(AlertSettings(timezone=zone), "iam-audit.toml")


def test_utc_is_known_where_the_system_knows_no_time_zones():
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()
    try:
        assert quiet_hours(AlertSettings(), "x").covers(at("2026-03-19T12:00")) is False
    finally:
        zoneinfo.reset_tzpath()
