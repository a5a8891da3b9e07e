"""Which actions can be allowed on a resource at all: `iam:PutUserPolicy` cannot on a bucket.

The tables of AWS have errors, so this lowers what is possible and never decides that somebody can do nothing.

Source: the Service Authorization Reference, "Actions, resources, and condition keys".
"""

from collections.abc import Iterator
from functools import lru_cache

from iam_audit.policy.catalogue import Catalogue, Format, bits, catalogue
from iam_audit.policy.globs import covers, head, is_wild, overlap

FIELDS = 6
"""arn, partition, service, region, account, resource."""


@lru_cache(maxsize=65_536)
def fitting(pattern: str) -> int:
    """Return the actions that can be allowed on what `pattern` matches, of those in the catalogue."""
    if pattern.startswith("*") and covers(pattern, "*"):
        return catalogue().all
    fields = fields_of(pattern)
    if fields is None or is_wild(fields[2]):
        return _of_any_service(catalogue(), fields)
    start = head(fields[5])
    likely = [
        each
        for each in _starting_like(fields[2], start[:1])
        if start.startswith(each.start) or each.start.startswith(start)
    ]
    return _taking(tuple([each.text for each in likely if _fits(each, fields)]))


def fields_of(pattern: str) -> tuple[str, ...] | None:
    """Split an ARN; AWS puts a `*` for each field left out at the end. None when it is not written as one."""
    fields = pattern.split(":", FIELDS - 1)
    if fields[0] != "arn":
        return None
    return (*fields, *("*",) * (FIELDS - len(fields)))


def _of_any_service(known: Catalogue, fields: tuple[str, ...] | None) -> int:
    """A wildcard in the service may reach over the colons, so only what stands before it is sure to be there."""
    start = head(fields[2]) if fields else ""
    if not start:
        return known.on_resources
    return bits(_places(known, start))


def _places(known: Catalogue, start: str) -> Iterator[int]:
    for service, formats in known.services_of_arns.items():
        if service.startswith(start) or is_wild(service):
            for each in formats:
                yield from known.taken[each.text]


@lru_cache(maxsize=4096)
def _starting_like(service: str, first: str) -> tuple[Format, ...]:
    """Return the formats of a service whose resources may start with a character: that tells most of them apart."""
    formats = catalogue().services_of_arns
    of_it = (*formats.get(service, ()), *formats.get("*", ()))
    return tuple(each for each in of_it if not first or each.start[:1] in ("", first))


@lru_cache(maxsize=4096)
def _taking(texts: tuple[str, ...]) -> int:
    taken = catalogue().taken
    return bits(place for text in texts for place in taken[text])


def _fits(each: Format, fields: tuple[str, ...]) -> bool:
    # The name of a bucket, a queue, a topic has no slash; a path has, and then more is written than a `*`.
    if each.resource == "*" and "/" in fields[5]:
        return False
    return (
        overlap(each.resource, fields[5])
        and (each.account == "*" or overlap(each.account, fields[4]))
        and (each.region == "*" or overlap(each.region, fields[3]))
    )
