"""Tags as AWS lists them."""

from collections.abc import Iterable

import msgspec


class RawTag(msgspec.Struct, rename="pascal"):
    """A tag."""

    key: str
    value: str = ""


def tags_of(tags: Iterable[RawTag] | None) -> dict[str, str] | None:
    """Return the tags by key; None when there was no list of them."""
    return None if tags is None else {tag.key: tag.value for tag in tags}
