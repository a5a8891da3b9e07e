"""What happened to accounts, users and keys, in days before today: 0 is today, 365 a year ago. Pure values."""

from dataclasses import dataclass

from iam_audit.model import Account

YEAR = 365


@dataclass(frozen=True, kw_only=True)
class KeyLife:
    """One access key, from when it was made until it was deleted."""

    id: str
    slot: int
    born: int
    rhythm: int | None
    """Days from one use to the next; None where it was never used."""
    quiet: int = 0
    """Since when it is not used any more; 0 while it still is."""
    off: int | None = None
    """When it was switched off; None while it works."""
    gone: int | None = None
    """When it was deleted; None while it is there."""
    service: str = "s3"

    def there(self, day: int) -> bool:
        """Whether it existed on that day."""
        return self.born >= day and (self.gone is None or self.gone < day)

    def active(self, day: int) -> bool:
        """Whether it worked on that day."""
        return self.off is None or self.off < day

    def last_used(self, day: int) -> int | None:
        """Return the day of the last use up to that day; None when there was none yet."""
        if self.rhythm is None:
            return None
        end = max(day, self.quiet, self.off or 0)
        uses = (self.born - end) // self.rhythm
        return self.born - uses * self.rhythm if uses > 0 else None


@dataclass(frozen=True, kw_only=True)
class UserLife:
    """One user, from when it was made until it was deleted."""

    name: str
    born: int
    gone: int | None = None
    password: bool = False
    signs_in: int = 3
    """Days from one sign-in to the next."""
    quiet: int = 0
    """Since when nobody signs in."""
    mfa: int | None = None
    """When a second factor was set up; None where there is none."""
    groups: tuple[str, ...] = ()
    attached: tuple[str, ...] = ()
    """Policies that are attached to the user itself, by name."""
    detached: int | None = None
    """When somebody took those away; None while they are attached."""
    tags: tuple[tuple[str, str], ...] = ()
    keys: tuple[KeyLife, ...] = ()

    def there(self, day: int) -> bool:
        """Whether it existed on that day."""
        return self.born >= day and (self.gone is None or self.gone < day)


@dataclass(frozen=True, kw_only=True)
class AccountLife:
    """One account, from when it came to the organization."""

    account: Account
    unit: str
    """The organizational unit it is in."""
    joined: int
    """When it came to the organization; before that it is not audited."""
    users: tuple[UserLife, ...]
    policy_since: int | None
    """When a good password policy was set; None where there is none."""
    root_mfa_since: int | None
    """When root got a second factor; None where it has none."""
    shut: tuple[int, ...] = ()
    """Days on which the role could not be assumed, so nothing could be read."""
    blind: tuple[int, ...] = ()
    """Days on which the policies could not be read."""
