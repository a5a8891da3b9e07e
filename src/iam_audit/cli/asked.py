"""Where to audit, as the flags say it; contradictions are refused before anything runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from iam_audit.errors import UsageError
from iam_audit.model import KeyIds


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The flags that say where the accounts come from and how they are reached, as they were given.

    What only the settings say is not here: settings contradict nothing, they wait until they are of use.
    """

    org: bool = False
    accounts: tuple[str, ...] = ()
    ous: tuple[str, ...] = ()
    from_dir: Path | None = None
    mock: bool = False
    profile: str | None = None
    region: str | None = None
    endpoint_url: str | None = None
    role: str | None = None
    external_id: str | None = None
    session_name: str | None = None
    session_duration: int | None = None
    exclude: tuple[str, ...] = ()
    concurrency: int | None = None
    live: bool = False
    key_ids: KeyIds | None = None
    account_timeout: int | None = None
    stats: str | None = None
    include: tuple[str, ...] = ()

    @property
    def many(self) -> bool:
        """Whether other accounts than the caller's own are asked for."""
        return self.org or bool(self.accounts) or bool(self.ous)

    @property
    def offline(self) -> bool:
        """Whether AWS is left alone."""
        return self.mock or self.from_dir is not None

    @property
    def place(self) -> str:
        """The flag that says where; empty for the caller's own account."""
        return next(iter(self._places), "")

    def refuse_contradictions(self, *, role_known: bool = False) -> None:
        """Raise UsageError when the flags contradict each other, or one is of no use beside the others.

        `role_known` says whether there is a role in the settings.
        """
        if len(self._places) > 1:
            raise UsageError(f"{' and '.join(self._places)} contradict each other: choose one.")
        has_role = bool(self.role) or role_known
        if self.offline and (idle := (*self._reaching, *self._entering, *self._choosing)):
            raise UsageError(f"{self.place} asks AWS nothing, so {idle[0]} is of no use: leave it out.")
        if self.many and not has_role:
            raise UsageError(f"{self.place} needs --role, the role to assume in each account.")
        if self._choosing and not self.many:
            raise UsageError(f"{self._choosing[0]} is of use with --org, --accounts or --ou only.")
        if self.live and self.key_ids not in (None, KeyIds.ALL):
            raise UsageError(
                f"--live asks about every key, which contradicts --key-ids {self.key_ids}: choose one."
            )
        if self._entering and not (self.role or (self.many and has_role)):
            raise UsageError(f"{self._entering[0]} is of use with --role only.")

    @property
    def _places(self) -> tuple[str, ...]:
        return _given(
            {
                "--org": self.org,
                "--accounts": self.accounts,
                "--ou": self.ous,
                "--from-dir": self.from_dir,
                "--mock": self.mock,
            }
        )

    @property
    def _reaching(self) -> tuple[str, ...]:
        return _given(
            {
                "--profile": self.profile,
                "--region": self.region,
                "--endpoint-url": self.endpoint_url,
                "--role": self.role,
                "--live": self.live,
                "--key-ids": self.key_ids,
                "--account-timeout": self.account_timeout,
                "--stats": self.stats,
                "--include": self.include,
            }
        )

    @property
    def _entering(self) -> tuple[str, ...]:
        return _given(
            {
                "--external-id": self.external_id,
                "--session-name": self.session_name,
                "--session-duration": self.session_duration,
            }
        )

    @property
    def _choosing(self) -> tuple[str, ...]:
        return _given({"--exclude": self.exclude, "--concurrency": self.concurrency})


def _given(flags: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(name for name, value in flags.items() if value)
