"""Packs and verifies evidence, for `iam-audit evidence`."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from iam_audit.checks.frameworks import frameworks
from iam_audit.cli import flags
from iam_audit.cli.alert_channels import url_of_store
from iam_audit.cli.endings import FINDINGS, FINE, INCOMPLETE
from iam_audit.cli.moment import moment
from iam_audit.cli.sealing import sealing
from iam_audit.cli.streams import put
from iam_audit.cli.talk import Talk, complain
from iam_audit.errors import InputError, UsageError
from iam_audit.evidence import keys, stamps, verifying
from iam_audit.evidence.manifest import digest
from iam_audit.evidence.verdict import Trust, Verdict
from iam_audit.model import AuditResult, Framework
from iam_audit.reports.json_text import json_text
from iam_audit.reports.masking import mask_keys
from iam_audit.reports.visible import visible
from iam_audit.settings import Settings, described
from iam_audit.store import state_folder
from iam_audit.workflows import Folder, Mock
from iam_audit.workflows.evidencing import Wanted, journal_events, pack_evidence
from iam_audit.workflows.judging import framework_meant, questions

FINGERPRINT = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class Packing:
    """The flags of `evidence pack`."""

    from_dir: Path | None
    mock: bool
    frameworks: tuple[str, ...]
    output: Path | None
    key: Path | None
    previous: Path | None
    tsa: str | None
    mask_keys: bool

    def source(self, judged_at: datetime | None) -> Folder | Mock:
        """Return what is to be audited."""
        if self.mock == (self.from_dir is not None):
            raise UsageError(
                "Name the saved accounts with --from-dir, or use --mock. `iam-audit collect` saves accounts."
            )
        return Folder(path=self.from_dir, judged_at=judged_at) if self.from_dir else Mock()


@dataclass(frozen=True, kw_only=True)
class Known:
    """The flags of `evidence verify`."""

    public_key: Path | None
    fingerprint: str | None
    previous: Path | None
    tsa_ca: Path | None

    def trust(self) -> Trust:
        """Read what is known from elsewhere."""
        name = self.fingerprint and self.fingerprint.removeprefix("SHA256:").replace(":", "").lower()
        if name and not FINGERPRINT.fullmatch(name):
            raise UsageError("--fingerprint is the SHA-256 of the key: 64 hexadecimal digits.")
        return Trust(
            key=keys.read_public(_read(self.public_key), str(self.public_key)) if self.public_key else None,
            fingerprint=name or None,
            previous=verifying.manifest_of(self.previous) if self.previous else None,
            roots=stamps.read_certificates(_read(self.tsa_ca), str(self.tsa_ca)) if self.tsa_ca else (),
        )


def pack(how: Packing, now: str | None, config: Path | None, talk: Talk) -> int:
    """Write a pack and say what is in it."""
    settings = _settings(how, config)
    at = moment(now)
    source = how.source(at if now else None)
    wanted = Wanted(
        frameworks=_frameworks(how.frameworks),
        settings=described(settings),
        journal=journal_events(url_of_store(settings)),
        change=mask_keys if settings.report.mask_keys else lambda result: result,
    )
    kept_in = place_of_key(settings)
    previous = verifying.manifest_of(how.previous) if how.previous else None
    key, is_new = keys.private_key(kept_in)

    def place(result: AuditResult) -> Path:
        return how.output or Path(
            f"iam-audit-evidence-{result.generated_at.astimezone(UTC):%Y%m%dT%H%M%SZ}.zip"
        )

    made = pack_evidence(place, source, questions(settings, at), wanted, at, sealing(settings, key, previous))
    manifest, result = made.manifest, made.result
    told = [
        f"Wrote {made.path}: {len(manifest.hashes)} files. {result.coverage}.",
        f"manifest  {digest(manifest.text.encode())}",
        f"previous  {manifest.previous or 'none'}",
        f"key       {manifest.key}{f' (new, made in {kept_in})' if is_new else ''}",
    ]
    put("".join(f"{visible(line)}\n" for line in told))
    if is_new:
        talk.say("Keep the key, and tell your auditors its fingerprint on another way than with the packs.")
    if not result.complete:
        complain(f"incomplete: {result.coverage}")
        return INCOMPLETE
    return FINE


def verify(packs: Sequence[Path], known: Known, *, as_json: bool) -> int:
    """Verify packs, each chained to the one before, and say what is wrong."""
    trust = known.trust()
    verdicts = []
    for path in packs:
        verdict = verifying.verify(path, trust)
        verdicts.append(verdict)
        trust = replace(trust, previous=verdict.manifest or trust.previous)
    if as_json:
        put(json_text(msgspec.to_builtins([_data(one) for one in verdicts])))
    else:
        put("".join(f"{visible(line)}\n" for one in verdicts for line in _lines(one)))
    return FINE if all(one.intact for one in verdicts) else FINDINGS


def _data(verdict: Verdict) -> dict[str, object]:
    return {"intact": verdict.intact} | msgspec.structs.asdict(verdict)


def _lines(verdict: Verdict) -> Iterator[str]:
    count = len(verdict.problems)
    yield f"{verdict.pack}: {'intact' if verdict.intact else f'{count} problem' + 's' * (count != 1)}"
    for one in verdict.problems:
        yield f"  {one.fault}: {one.file}: {one.what}"
    if verdict.manifest is None or verdict.as_of is None:
        return
    yield f"  as of     {verdict.as_of:%Y-%m-%d %H:%M} UTC, made by {verdict.made_by}"
    yield f"  files     {verdict.files} as the manifest says"
    yield f"  manifest  {verdict.manifest}"
    unseen = "" if verdict.chained else ", not looked at: name it with --previous"
    yield f"  previous  {verdict.previous or 'none'}{unseen if verdict.previous else ''}"
    pinned = (
        "the one that you named"
        if verdict.pinned
        else "from the pack itself: compare it, or name it with --public-key"
    )
    yield f"  key       {verdict.key or 'unknown'}, {pinned}"
    if verdict.stamped:
        trusted = "" if verdict.stamped.trusted else ", by a service that you have not named: use --tsa-ca"
        yield f"  stamped   {verdict.stamped.at:%Y-%m-%d %H:%M:%S} UTC{trusted}"


def _settings(how: Packing, config: Path | None) -> Settings:
    settings = flags.settings_in_force(config)
    given = {"key": str(how.key) if how.key else None, "tsa": how.tsa}
    settings = flags.with_flags(settings, "evidence", given)
    return flags.with_flags(settings, "report", {"mask_keys": how.mask_keys})


def _frameworks(names: Sequence[str]) -> tuple[Framework, ...]:
    return tuple(framework_meant(name) for name in names) or frameworks()


def place_of_key(settings: Settings) -> Path:
    """Return where the key is that packs are signed with."""
    named = settings.evidence.key
    return Path(named) if named else state_folder(os.environ, Path.home()) / "evidence-key.pem"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} could not be read: {error.strerror or error}.") from error
