"""The style sheets, scripts and pictures of the pages. Their names hold a hash, so browsers may keep them for good."""

import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from iam_audit.web.routes import NEEDS, Open

PREFIX = "/static/"
FOR_GOOD = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file."""

    url: str
    media_type: str
    data: bytes


@cache
def assets() -> MappingProxyType[str, Asset]:
    """Read all files once, those of the charts among them; by their plain names."""
    folders = [files(room) / "static" for room in ("iam_audit.web", "iam_audit.charts")]
    there = (one for folder in folders for one in folder.iterdir())
    found = (one for one in there if one.is_file() and not one.name.startswith("."))
    return MappingProxyType({one.name: _asset(one.name, one.read_bytes()) for one in found})


def url_of(name: str) -> str:
    """Return where a file is. Raises KeyError for one that is not there, so that a template cannot miss it."""
    return assets()[name].url


@get(PREFIX + "{name:str}", opt={NEEDS: Open.TO_ALL}, include_in_schema=False, sync_to_thread=False)
def static(name: FromPath[str]) -> Response[bytes]:
    """Serve a file by the name that has the hash in it."""
    found = _by_url().get(PREFIX + name)
    if found is None:
        raise NotFoundException("There is no such file.")
    return Response(found.data, media_type=found.media_type, headers={"cache-control": FOR_GOOD})


@cache
def _by_url() -> MappingProxyType[str, Asset]:
    return MappingProxyType({one.url: one for one in assets().values()})


def _asset(name: str, data: bytes) -> Asset:
    stem, dot, ending = name.rpartition(".")
    kind = mimetypes.guess_type(name, strict=False)[0] or "application/octet-stream"
    mark = hashlib.sha256(data).hexdigest()[:12]
    return Asset(url=f"{PREFIX}{stem}.{mark}{dot}{ending}", media_type=kind, data=data)
