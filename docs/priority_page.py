"""The page on the priority of keys, with the weights as the code has them."""

from collections.abc import Iterator

from page_shapes import table

from iam_audit.priority import WEIGHTS, Weights

TEXT = """\
# Priority

Every access key has a number from 0 to 100 that says which one to deal with first. It is

    100 * privilege * dormancy * exposure * certainty

rounded to a whole number. It ranks and does not measure: a key with 80 comes before one with 40, and is not twice as
bad. Reports show the factors beside the number, with what each rests on; in JSON they are `priority_parts`.

More privilege, more dormancy or more exposure never lower it. What is unknown counts as the worst it may be, and the
last factor takes a little off for the doubt.

## Privilege

What the key can do by itself, without MFA, as a [tier](privilege.md). Where less is certain than possible, the
possible counts. Root counts as `admin`.

{privilege}

## Dormancy

How likely it is that nobody would miss the key. A key that was never used counts by its age; so does one of which AWS
does not tell when it was used, and one of unknown age counts as an old one.

{dormancy}

## Exposure

How likely misuse is, and how easy: {exposure} for a key that nothing speaks against, and more for each of these, 1 at
most.

{exposures}

A key that is switched off keeps {switched_off} of its exposure: it opens nothing until somebody switches it on again.
A key that is not, and whose owner AWS has quarantined, has {leaked} at least, whatever it can do: somebody may have
found it already. A fifth factor, `leak`, says so.

Rotation and quarantine are what the checks [access-key-age](checks/access-key-age.md) and
`user-quarantine-policy-attached` found, so with `--only` or `--skip` they may be missing from the number.

## Certainty

1, times {possible} when the tier is possible and not certain, times {use_unknown} when the last use is unknown.
"""


def pages(weights: Weights = WEIGHTS) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of the page."""
    yield (
        "priority.md",
        TEXT.format(
            privilege=table(("tier", "factor"), _tiers(weights)),
            dormancy=table(("idle for", "used before", "never used, or not known"), _idle(weights)),
            exposures=table(("because", "adds"), _exposures(weights)),
            exposure=weights.exposure,
            leaked=weights.leaked,
            switched_off=weights.switched_off,
            possible=weights.possible,
            use_unknown=weights.use_unknown,
        ),
    )


def _tiers(weights: Weights) -> list[tuple[str, str]]:
    return [(f"`{tier}`", str(factor)) for tier, factor in weights.privilege.items()]


def _idle(weights: Weights) -> list[tuple[str, str, str]]:
    used, never = dict(weights.used), dict(weights.never_used)
    rows, known = [], ["", ""]
    for days in sorted({*used, *never}):
        known = [str(used.get(days, known[0])), str(never.get(days, known[1]))]
        rows.append((f"{days} days or more", *known))
    return rows


def _exposures(weights: Weights) -> list[tuple[str, str]]:
    return [
        ("its owner has no MFA, or that is unknown", str(weights.no_mfa)),
        ("it is past its rotation limit", str(weights.past_rotation)),
        ("it is root's", str(weights.root)),
        ("AWS has quarantined its owner for a leaked key", str(weights.quarantined)),
    ]
