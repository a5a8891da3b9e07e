"""What the shell offers after an option when Tab is pressed."""

from collections.abc import Iterable, Iterator


def complete_checks(incomplete: str) -> list[tuple[str, str]]:
    """Offer check ids with their titles."""
    from iam_audit.checks import catalogue

    titles = {check.id: check.title for check in catalogue()}
    return [(offer, titles[offer.rpartition(",")[2]]) for offer in _offers(incomplete, titles)]


def complete_formats(incomplete: str) -> list[tuple[str, str]]:
    """Offer report formats with what they are for."""
    from iam_audit.reports import formats
    from iam_audit.tables import DESCRIPTION, PARQUET

    known = {**{name: one.description for name, one in formats().items()}, PARQUET: DESCRIPTION}
    return [(offer, known[offer.rpartition(",")[2]]) for offer in _offers(incomplete, known)]


def complete_frameworks(incomplete: str) -> list[tuple[str, str]]:
    """Offer compliance frameworks with their names."""
    from iam_audit.checks.frameworks import frameworks

    return [(one.id, one.name) for one in frameworks() if one.id.startswith(incomplete.lower())]


def complete_key_ids(incomplete: str) -> list[str]:
    """Offer which keys can be asked for their ids."""
    from iam_audit.model import KeyIds

    return list(_offers(incomplete, KeyIds))


def complete_severities(incomplete: str) -> list[str]:
    """Offer severities, the worst first."""
    from iam_audit.model import Severity

    return list(_offers(incomplete, Severity))


def complete_sections(incomplete: str) -> list[str]:
    """Offer the sections that are read only when asked for."""
    from iam_audit.cli.reach import on_request

    return list(_offers(incomplete, on_request()))


def complete_purposes(incomplete: str) -> list[tuple[str, str]]:
    """Offer what a policy can be for."""
    from iam_audit.workflows import PURPOSES

    return [(offer, PURPOSES[offer.rpartition(",")[2]]) for offer in _offers(incomplete, PURPOSES)]


def _offers(incomplete: str, known: Iterable[str]) -> Iterator[str]:
    """Yield what may follow; in a list with commas, after the last of them."""
    before, comma, last = incomplete.rpartition(",")
    return (f"{before}{comma}{name}" for name in known if name.startswith(last))
