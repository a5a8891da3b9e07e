"""When nobody is to be disturbed."""

from datetime import UTC, datetime, time, tzinfo
from zoneinfo import ZoneInfo

import msgspec

from iam_audit.errors import SettingsError
from iam_audit.settings import AlertSettings, Weekday


class QuietHours(msgspec.Struct, frozen=True, kw_only=True):
    """The hours of each day, and the days, on which messages wait."""

    begin: time | None = None
    end: time | None = None
    """Earlier than the beginning where the night is quiet."""
    days: tuple[Weekday, ...] = ()
    zone: str = "UTC"

    def covers(self, now: datetime) -> bool:
        """Whether messages wait at that moment, by the clocks of the zone."""
        there = now.astimezone(_zone(self.zone))
        return list(Weekday)[there.weekday()] in self.days or self._by_the_hour(there.time())

    def _by_the_hour(self, at: time) -> bool:
        if self.begin is None or self.end is None:
            return False
        if self.begin <= self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end


def _zone(name: str) -> tzinfo:
    """Return the time zone; UTC is known also where the system has no list of them, as in small containers."""
    return UTC if name == "UTC" else ZoneInfo(name)


def quiet_hours(settings: AlertSettings, where: str) -> QuietHours:
    """Return the quiet hours of the settings. Raises SettingsError for a time zone that does not exist."""
    try:
        _zone(settings.timezone)
    except (ValueError, OSError, KeyError) as error:
        raise SettingsError(
            f"{where}: [alerts] timezone: there is no {settings.timezone!r} on this machine; write it like"
            " Europe/Berlin, and install the package tzdata where the system knows no time zones."
        ) from error
    return QuietHours(
        begin=time.fromisoformat(settings.quiet_from) if settings.quiet_from else None,
        end=time.fromisoformat(settings.quiet_to) if settings.quiet_to else None,
        days=settings.quiet_days,
        zone=settings.timezone,
    )
