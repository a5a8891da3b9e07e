"""Reads the settings of a function: variables, and a file beside the code or in a bucket."""

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import msgspec

from iam_audit.errors import SettingsError
from iam_audit.settings import FILE, NAMES_THE_FILE, Settings, load
from iam_audit.shards import S3Store

Client: TypeAlias = Any
"""A botocore client of S3."""

S3 = "s3://"


def settings_of(folder: Path, environment: Mapping[str, str], s3: Callable[[], Client]) -> Settings:
    """Read the settings; IAM_AUDIT_CONFIG may name a file as `s3://bucket/key`. Raises SettingsError or InputError."""
    named = environment.get(NAMES_THE_FILE, "")
    if not named.startswith(S3):
        return load(folder, environment)
    data = _fetched(named, s3())
    with TemporaryDirectory() as place:
        path = Path(place) / FILE
        path.write_bytes(data)
        return _called(named, path, environment)


def _called(named: str, path: Path, environment: Mapping[str, str]) -> Settings:
    """Read a fetched file; whatever is said of it names the place that people know it by."""
    try:
        settings = load(path.parent, environment, path)
    except SettingsError as error:
        raise SettingsError(str(error).replace(str(path), named)) from None
    sources = tuple(one.replace(str(path), named) for one in settings.sources)
    return msgspec.structs.replace(settings, sources=sources)


def _fetched(named: str, s3: Client) -> bytes:
    bucket, _, key = named.removeprefix(S3).partition("/")
    data = S3Store(s3, bucket).get(key) if bucket and key else None
    if data is None:
        raise SettingsError(
            f"{NAMES_THE_FILE}: there is no {named}. Put the settings there, or name another."
        )
    return data
