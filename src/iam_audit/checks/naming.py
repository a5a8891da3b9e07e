"""Names and patterns of names in the options of checks. IAM takes `Admins` and `admins` for the same name."""

from collections.abc import Iterable

from iam_audit.policy.patterns import Pattern


def fits(name: str, patterns: Iterable[str]) -> bool:
    """Whether a name matches one of the patterns, in which `*` and `?` are wildcards."""
    return any(Pattern.of(pattern.casefold()).matches(name.casefold()) for pattern in patterns)


def among(wanted: Iterable[str], names: Iterable[str]) -> list[str]:
    """Return those of `wanted` that are among `names`, as `wanted` spells them, each once."""
    known = {name.casefold() for name in names}
    return [one for one in dict.fromkeys(wanted) if one.casefold() in known]


def absent(wanted: Iterable[str], names: Iterable[str]) -> list[str]:
    """Return those of `wanted` that are not among `names`, each once."""
    known = {name.casefold() for name in names}
    return [one for one in dict.fromkeys(wanted) if one.casefold() not in known]
