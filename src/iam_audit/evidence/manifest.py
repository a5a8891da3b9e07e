"""The manifest: what is in a pack, in the words of `sha256sum`, with remarks that it skips."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from iam_audit.errors import InputError

MANIFEST = "MANIFEST.sha256"
SIGNATURE = "MANIFEST.sha256.sig"
STAMP = "timestamp.tsr"
STAMP_SIGNATURE = "timestamp.tsr.sig"
PUBLIC_KEY = "public-key.pem"
UNLISTED = (MANIFEST, SIGNATURE, STAMP, STAMP_SIGNATURE)
"""The files that cannot be in the manifest: itself, and what is made of it."""
FIRST = "# iam-audit evidence 1"
NONE = "none"
HASH = r"[0-9a-f]{64}"
LINE = re.compile(rf"({HASH})  ([!-~]+)")


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What is in a pack."""

    made_by: str
    as_of: datetime
    """The moment that the audit judged as of."""
    previous: str | None
    """SHA-256 of the manifest of the pack before; None for the first one."""
    key: str
    """SHA-256 of the public key that it is signed with."""
    hashes: dict[str, str]
    """SHA-256 by the name of the file."""

    @property
    def text(self) -> str:
        """The manifest as it is written: `sha256sum --check` reads it."""
        remarks = (
            FIRST,
            f"# made by: {self.made_by}",
            f"# as of: {self.as_of.astimezone(UTC).isoformat().replace('+00:00', 'Z')}",
            f"# previous: {self.previous or NONE}",
            f"# key: {self.key}",
        )
        lines = (f"{held}  {name}" for name, held in sorted(self.hashes.items()))
        return "".join(f"{line}\n" for line in (*remarks, *lines))


def read_manifest(data: bytes) -> Manifest:
    """Read a manifest. Raises InputError for what is none."""
    try:
        return _read(data.decode("ascii").splitlines())
    except (UnicodeDecodeError, ValueError, KeyError) as error:
        raise InputError(f"{MANIFEST} is not as iam-audit writes it.") from error


def digest(data: bytes | memoryview) -> str:
    """Return the SHA-256 of some bytes in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _read(lines: list[str]) -> Manifest:
    remarks = _remarks([one for one in lines if one.startswith("# ")])
    hashes: dict[str, str] = {}
    for line in lines[len(remarks) + 1 :]:
        found = LINE.fullmatch(line)
        if found is None or found[2] in hashes:
            raise ValueError(line)
        hashes[found[2]] = found[1]
    if lines[0] != FIRST:
        raise ValueError(lines[0])
    before = remarks["previous"]
    return Manifest(
        made_by=remarks["made by"],
        as_of=datetime.fromisoformat(remarks["as of"]),
        previous=None if before == NONE else before,
        key=remarks["key"],
        hashes=hashes,
    )


def _remarks(lines: list[str]) -> Mapping[str, str]:
    pairs = (line.removeprefix("# ").partition(": ") for line in lines[1:])
    return {name: value for name, _, value in pairs}
