"""Goes on with a run: what it was begun with holds, and flags that say otherwise are refused."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path

import msgspec

from iam_audit import runs
from iam_audit.cli.asked import Asked
from iam_audit.cli.moment import moment
from iam_audit.errors import OutputError, UsageError
from iam_audit.runs import Manifest
from iam_audit.settings import Settings

FREE = ("profile", "region", "endpoint_url", "concurrency", "account_timeout", "stats")
"""How AWS is reached may change between two starts of a run."""
FLAGS = {"ous": "--ou"}
JUDGED = {
    "--only": "audit.only",
    "--skip": "audit.skip",
    "--framework": "audit.framework",
    "--ignore-users-without-permissions": "audit.ignore_users_without_permissions",
    "--include-passed": "report.include_passed",
    "--waivers": "waivers.file",
}


def asked_again(manifest: Manifest, asked: Asked) -> Asked:
    """Return what the run was begun with, reached as `asked` says. Raises UsageError for contradictions."""
    begun = msgspec.convert(manifest.asked, Asked)
    for field in fields(Asked):
        now, then = getattr(asked, field.name), getattr(begun, field.name)
        if field.name not in FREE:
            _refuse(FLAGS.get(field.name, f"--{field.name.replace('_', '-')}"), now, then)
    free = {name: getattr(asked, name) for name in FREE if getattr(asked, name)}
    return replace(begun, **free)


def refuse_changes(manifest: Manifest, given: Mapping[str, object], now: str | None) -> None:
    """Raise UsageError when a flag would judge otherwise than the run was begun with."""
    for flag, value in given.items():
        section, _, name = JUDGED[flag].partition(".")
        _refuse(flag, value, getattr(getattr(manifest.settings, section), name))
    if now and moment(now) != manifest.now:
        _refuse("--now", now, manifest.now.isoformat())


def root(runs_dir: Path | None, settings: Settings, environment: Mapping[str, str]) -> Path:
    """Return the folder of the runs. Raises OutputError when nobody named one and there is no home."""
    if runs_dir:
        return runs_dir
    if settings.runs.folder:
        return Path(settings.runs.folder)
    state = environment.get("XDG_STATE_HOME")
    return (Path(state) if state else _state_at_home()) / "iam-audit" / "runs"


def listing(folder: Path) -> Iterator[str]:
    """Yield a line for each run, the last one first."""
    for one in runs.known(folder):
        kept = kept_words(runs.count(folder / one.id))
        yield f"{one.id}  begun {one.began_at:%Y-%m-%d %H:%M} UTC  {kept}  {one.words}\n"


def words(asked: Asked) -> str:
    """Say in few words what was asked for."""
    chosen = (*asked.accounts, *asked.ous)
    place = f"{asked.place} {','.join(chosen)}".strip() or "one account"
    return f"{place}, role {asked.role}" if asked.role else place


def _state_at_home() -> Path:
    try:
        return Path("~/.local/state").expanduser()
    except RuntimeError as error:  # a container may run as a user that nobody knows
        raise OutputError(
            "there is no home folder to keep runs in: name a folder with --runs-dir."
        ) from error


def kept_words(kept: int) -> str:
    """Say how many accounts are kept."""
    return f"{kept} account{'s' * (kept != 1)} kept"


def _refuse(flag: str, now: object, then: object) -> None:
    if now and now != then:
        how = f"with {flag} {_shown(then)}" if then else f"without {flag}"
        raise UsageError(
            f"{flag} contradicts the run, which was begun {how}: leave it out, or begin a new audit."
        )


def _shown(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
