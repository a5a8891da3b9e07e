"""Says of a pack what was altered, is missing or was added, and whether its signature, chain and time stamp hold."""

import mmap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from iam_audit.errors import InputError
from iam_audit.evidence.keys import fingerprint, is_signed, read_public
from iam_audit.evidence.manifest import (
    MANIFEST,
    PUBLIC_KEY,
    SIGNATURE,
    STAMP,
    STAMP_SIGNATURE,
    UNLISTED,
    Manifest,
    digest,
    read_manifest,
)
from iam_audit.evidence.stamps import Stamped, read_stamp
from iam_audit.evidence.verdict import Fault, Problem, Trust, Verdict
from iam_audit.evidence.zip_reading import Layout, read_layout
from iam_audit.journal import Event, breaks

JOURNAL = "journal/events.jsonl"
Contents: TypeAlias = Mapping[str, memoryview | bytes]


def verify(path: Path, trust: Trust) -> Verdict:
    """Look at every byte of a pack. Raises InputError when there is no such file."""
    try:
        with path.open("rb") as file:
            if not path.stat().st_size:
                return _unreadable(path, "it is empty")
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped, memoryview(mapped) as data:
                return _verify(path, data, trust)
    except OSError as error:
        raise InputError(f"{path} could not be read: {error.strerror or error}.") from error


def manifest_of(path: Path) -> str:
    """Return the SHA-256 of the manifest of a pack, to chain another one to it. Raises InputError."""
    try:
        layout = read_layout(memoryview(path.read_bytes()))
    except OSError as error:
        raise InputError(f"{path} could not be read: {error.strerror or error}.") from error
    if layout is None or MANIFEST not in layout.contents:
        raise InputError(f"{path} is no pack of evidence: it has no {MANIFEST}.")
    return digest(bytes(layout.contents[MANIFEST]))


def _verify(path: Path, data: memoryview, trust: Trust) -> Verdict:
    layout = read_layout(data)
    if layout is None:
        return _unreadable(path, "it is no ZIP, or too much of it was altered to tell what was in it")
    try:
        return _verdict(path, layout, trust)
    finally:
        for held in layout.contents.values():
            if isinstance(held, memoryview):
                held.release()


def _verdict(path: Path, layout: Layout, trust: Trust) -> Verdict:
    held = layout.contents
    text = bytes(held.get(MANIFEST, b""))
    manifest, problems = _manifest(text, held)
    problems += _bent(path, layout, manifest)
    key, about_key = _key(held, manifest, trust)
    problems += about_key
    if manifest:
        problems += _files(held, manifest)
        problems += _chain(path, manifest, trust)
    problems += _signature(held, text, key)
    stamped, about_stamp = _stamp(held, key, trust)
    problems += about_stamp
    problems += _journal(held, {one.file for one in problems})
    wrong = {one.file for one in problems}
    return Verdict(
        pack=str(path),
        problems=tuple(sorted(set(problems), key=lambda one: (one.file, one.fault, one.what))),
        files=sum(name in held and name not in wrong for name in (manifest.hashes if manifest else ())),
        made_by=manifest.made_by if manifest else None,
        as_of=manifest.as_of if manifest else None,
        key=fingerprint(key) if key else None,
        pinned=trust.key is not None or trust.fingerprint is not None,
        manifest=digest(text) if text else None,
        previous=manifest.previous if manifest else None,
        chained=trust.previous is not None,
        stamped=stamped,
    )


def _unreadable(path: Path, what: str) -> Verdict:
    problem = Problem(fault=Fault.UNREADABLE, file=path.name, what=f"It cannot be read: {what}.")
    return Verdict(pack=str(path), problems=(problem,))


def _manifest(text: bytes, held: Contents) -> tuple[Manifest | None, list[Problem]]:
    if MANIFEST not in held:
        return None, [_problem(Fault.MISSING, MANIFEST, "Without it nothing can be verified.")]
    try:
        manifest = read_manifest(text)
    except InputError:
        return None, [_problem(Fault.ALTERED, MANIFEST, "It is not as iam-audit writes it.")]
    if manifest.text.encode() != text:
        return manifest, [_problem(Fault.ALTERED, MANIFEST, "It is not as iam-audit writes it.")]
    return manifest, []


def _bent(path: Path, layout: Layout, manifest: Manifest | None) -> list[Problem]:
    """Say to which files the parts of the packing belong that are not as they were written."""
    known = {*(manifest.hashes if manifest else ()), *UNLISTED}
    found = []
    for names in layout.bent:
        named = next((one for one in reversed(names) if one in known), names[0] if names else path.name)
        what = "What the ZIP says about it was altered." if names else "The end of the ZIP was altered."
        found.append(_problem(Fault.ALTERED, named, what))
    found += [_problem(Fault.ADDED, name, "It is in the pack more than once.") for name in layout.twice]
    if layout.repacked:
        what = "It was packed by another program, or has bytes too many or too few."
        found.append(_problem(Fault.ALTERED, path.name, what))
    return found


def _key(
    held: Contents, manifest: Manifest | None, trust: Trust
) -> tuple[Ed25519PublicKey | None, list[Problem]]:
    """Return the key to check with: the one that somebody named, else the one in the pack."""
    try:
        own = read_public(bytes(held[PUBLIC_KEY]), PUBLIC_KEY) if PUBLIC_KEY in held else None
    except InputError as error:
        own, why = None, str(error)
    else:
        why = "It is not there."
    key = trust.key or own
    problems = []
    if key is None:
        problems.append(_problem(Fault.ALTERED if PUBLIC_KEY in held else Fault.MISSING, PUBLIC_KEY, why))
    wanted = trust.fingerprint or (fingerprint(trust.key) if trust.key else None)
    found = fingerprint(own) if own else None
    if wanted and found and wanted != found:
        problems.append(_problem(Fault.SIGNATURE, PUBLIC_KEY, f"It is not the key {wanted} that you named."))
    if manifest and found and manifest.key != found and not problems:
        problems.append(_problem(Fault.SIGNATURE, MANIFEST, "It names another key than the one in the pack."))
    return key, problems


def _files(held: Contents, manifest: Manifest) -> Iterator[Problem]:
    for name, wanted in manifest.hashes.items():
        if name not in held:
            yield _problem(Fault.MISSING, name, "The manifest lists it, and it is not there.")
        elif digest(held[name]) != wanted:
            yield _problem(Fault.ALTERED, name, "Its content is not what the manifest says.")
    for name in held:
        if name not in manifest.hashes and name not in UNLISTED:
            yield _problem(Fault.ADDED, name, "The manifest does not list it.")


def _signature(held: Contents, text: bytes, key: Ed25519PublicKey | None) -> Iterator[Problem]:
    if SIGNATURE not in held:
        yield _problem(Fault.MISSING, SIGNATURE, "The pack is not signed.")
    elif key and MANIFEST in held and not is_signed(key, bytes(held[SIGNATURE]), text):
        what = f"The signature does not fit: {MANIFEST} or {SIGNATURE} was altered, or another key was used."
        yield _problem(Fault.SIGNATURE, MANIFEST, what)
        yield _problem(Fault.SIGNATURE, SIGNATURE, what)


def _stamp(
    held: Contents, key: Ed25519PublicKey | None, trust: Trust
) -> tuple[Stamped | None, list[Problem]]:
    if STAMP not in held:
        left = [_problem(Fault.ADDED, STAMP_SIGNATURE, "There is nothing it could be of.")]
        return None, left if STAMP_SIGNATURE in held else []
    said = bytes(held[STAMP])
    if STAMP_SIGNATURE not in held:
        return None, [
            _problem(Fault.MISSING, STAMP_SIGNATURE, "Without it the time stamp is not of this pack.")
        ]
    if key and not is_signed(key, bytes(held[STAMP_SIGNATURE]), said):
        what = f"{STAMP} or {STAMP_SIGNATURE} was altered."
        return None, [_problem(Fault.TIME_STAMP, name, what) for name in (STAMP, STAMP_SIGNATURE)]
    try:
        return read_stamp(said, bytes(held.get(SIGNATURE, b"")), trust.roots), []
    except InputError as error:
        return None, [_problem(Fault.TIME_STAMP, STAMP, str(error))]


def _chain(path: Path, manifest: Manifest, trust: Trust) -> Iterator[Problem]:
    if trust.previous is not None and manifest.previous != trust.previous:
        after = (
            f"after the pack with the manifest {manifest.previous}"
            if manifest.previous
            else "as the first one"
        )
        yield _problem(Fault.CHAIN, path.name, f"It was made {after}, not after the pack that you named.")


def _journal(held: Contents, wrong: set[str]) -> Iterator[Problem]:
    """The journal has a chain of its own, which also tells whether it was altered before it was packed."""
    if JOURNAL not in held or JOURNAL in wrong:
        return
    try:
        events = [msgspec.json.decode(line, type=Event) for line in bytes(held[JOURNAL]).splitlines()]
    except msgspec.DecodeError:
        yield _problem(Fault.CHAIN, JOURNAL, "It is no journal of iam-audit.")
        return
    for what in breaks(events):
        yield _problem(Fault.CHAIN, JOURNAL, f"In the journal, {what}.")


def _problem(fault: Fault, file: str, what: str) -> Problem:
    return Problem(fault=fault, file=file, what=what)
