"""When changes may be made: on which days, between which hours, and never on freeze dates."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import msgspec

from iam_audit.errors import SettingsError
from iam_audit.settings import RemediateSettings, Weekday

DAYS = r"[a-z]{3}(?:-[a-z]{3})?"
FORM = re.compile(rf"(?P<days>{DAYS}(?:,{DAYS})*)(?: +(?P<begin>\d\d:\d\d)-(?P<end>\d\d:\d\d))?")
HOW = "write it like `mon-thu 09:00-16:00`, `tue,wed 10:00-12:00` or `fri`"
AHEAD = 366
"""How many days ahead an opening is looked for."""


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """Some hours on some days of the week; it may end after midnight, on the day after."""

    days: tuple[Weekday, ...]
    begin: time = time.min
    end: time = time.min
    """The same as `begin` for whole days."""

    def on(self, day: date, zone: tzinfo) -> tuple[datetime, datetime] | None:
        """Return from when to when it is open, begun on a day; None where it does not begin then."""
        if list(Weekday)[day.weekday()] not in self.days:
            return None
        last = day if self.end > self.begin else day + timedelta(days=1)
        return datetime.combine(day, self.begin, zone), datetime.combine(last, self.end, zone)


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """The windows and the freeze dates, by the clocks of one zone."""

    windows: tuple[Window, ...] = ()
    frozen: tuple[tuple[date, date], ...] = ()
    """The first and the last day of each."""
    zone: str = "UTC"

    def closed(self, now: datetime) -> str | None:
        """Return why nothing may be changed now; None where it may."""
        there = now.astimezone(_zone(self.zone))
        for first, last in self.frozen:
            if first <= there.date() <= last:
                return f"Nothing is changed from {first} to {last} ({self.zone}): `freeze` says so."
        if self.windows and not any(begin <= now < end for begin, end in self._around(there.date())):
            return f"It is {there:%a %H:%M} ({self.zone}), outside the change windows."
        return None

    def opens(self, now: datetime) -> datetime | None:
        """Return when changes may be made next; `now` when they may be, None when not within a year."""
        if self.closed(now) is None:
            return now
        today = now.astimezone(_zone(self.zone)).date()
        for day in (today + timedelta(days=n) for n in range(AHEAD)):
            for begin in sorted(self._beginnings(day)):
                if begin > now and self.closed(begin) is None:
                    return begin.astimezone(UTC)
        return None

    def _around(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        for one in (day - timedelta(days=1), day):
            yield from (hours for window in self.windows if (hours := window.on(one, _zone(self.zone))))

    def _beginnings(self, day: date) -> Iterator[datetime]:
        """Yield when a window opens on a day, and its midnight, when a freeze may have ended inside a window."""
        yield datetime.combine(day, time.min, _zone(self.zone))
        yield from (hours[0] for window in self.windows if (hours := window.on(day, _zone(self.zone))))


def calendar_of(settings: RemediateSettings, where: str = "settings") -> Calendar:
    """Read windows, freeze dates and time zone. Raises SettingsError for what cannot be understood."""
    try:
        _zone(settings.timezone)
    except (ValueError, OSError, KeyError) as error:
        raise SettingsError(
            f"{where}: [remediate] timezone: there is no {settings.timezone!r} on this machine; write it like"
            " Europe/Berlin, and install the package tzdata where the system knows no time zones."
        ) from error
    return Calendar(
        windows=tuple(_window(one, f"{where}: [remediate] windows") for one in settings.windows),
        frozen=tuple(_frozen(one, f"{where}: [remediate] freeze") for one in settings.freeze),
        zone=settings.timezone,
    )


def _window(text: str, where: str) -> Window:
    form = FORM.fullmatch(text.strip().lower())
    if form is None:
        raise SettingsError(f"{where}: {text!r} cannot be understood; {HOW}.")
    try:
        days = tuple(dict.fromkeys(day for part in form["days"].split(",") for day in _days(part)))
        begin, end = (time.fromisoformat(form[name] or "00:00") for name in ("begin", "end"))
    except ValueError as error:
        raise SettingsError(f"{where}: {text!r} cannot be understood; {HOW}.") from error
    return Window(days=days, begin=begin, end=end)


def _days(text: str) -> tuple[Weekday, ...]:
    first, _, last = text.partition("-")
    begin, end = list(Weekday).index(Weekday(first)), list(Weekday).index(Weekday(last or first))
    count = (end - begin) % 7 + 1
    return tuple(list(Weekday)[(begin + n) % 7] for n in range(count))


def _frozen(text: str, where: str) -> tuple[date, date]:
    first, _, last = text.partition("..")
    try:
        days = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError as error:
        raise SettingsError(f"{where}: {text!r} holds a day that does not exist.") from error
    if days[1] < days[0]:
        raise SettingsError(f"{where}: {text!r} ends before it begins.")
    return days


def _zone(name: str) -> tzinfo:
    """Return the time zone; UTC is known also where the system has no list of them, as in small containers."""
    return UTC if name == "UTC" else ZoneInfo(name)
