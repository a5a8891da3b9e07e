"""Whether a credential has been out of use for long enough, as far as AWS can tell."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from iam_audit.remediate.nouns import Facts, Rule, Step
from iam_audit.settings import RemediateSettings

LEAKED = "user-quarantine-policy-attached"
"""The check that finds keys which AWS has seen in public: they are switched off because they are used."""
NEEDS_IDLENESS = frozenset({"deactivate-access-key", "delete-access-key", "delete-user"})
"""Actions that only a leak excuses from asking for use."""
RECORDS_BEGIN = datetime(2015, 4, 22, tzinfo=UTC)
"""Since when AWS records uses: of what is older nobody knows more than that it was quiet from then on."""

Objection = tuple[Rule, str, datetime | None]


def matters(step: Step) -> bool:
    """Whether a step may only be made to what nobody uses."""
    return step.action in NEEDS_IDLENESS and step.proof.check_id != LEAKED


def objections(
    step: Step, facts: Facts, idle: timedelta, settings: RemediateSettings, now: datetime
) -> Iterator[Objection]:
    """Yield what speaks against touching it: a use, too little time without one, or not knowing."""
    wait = idle + timedelta(days=settings.margin_days)
    is_key = step.target.type == "access-key"
    if is_key:
        yield from _too_young(facts, timedelta(days=settings.min_age_days), now)
    made = ("key_created_at",) if is_key else ("password_created_at", "user_created_at")
    yield from _idle(facts, "last_used_at", made, wait, now)
    if not is_key and "password_last_used_at" in facts:
        yield from _idle(facts, "password_last_used_at", made, wait, now)


def _too_young(facts: Facts, least: timedelta, now: datetime) -> Iterator[Objection]:
    made = moment(facts, "key_created_at")
    if made is None:
        yield Rule.TOO_YOUNG, "AWS did not say when it was made, so it may be new.", None
    elif now - made < least:
        yield Rule.TOO_YOUNG, f"It is younger than {least.days} days.", made + least


def _idle(
    facts: Facts, name: str, made: tuple[str, ...], wait: timedelta, now: datetime
) -> Iterator[Objection]:
    """An absent fact is unknown, unless AWS vouches for some quiet time; None says that it was never used."""
    if name not in facts:
        yield from _quiet(moment(facts, "quiet_since"), wait, now)
        return
    used = moment(facts, name)
    if used is None and facts[name] is not None:
        yield Rule.USE_UNKNOWN, "When it was last used could not be understood.", None
    elif used is None:
        yield from _never_used(next((at for one in made if (at := moment(facts, one))), None), wait, now)
    elif now - used < wait:
        yield (
            Rule.IN_USE,
            f"It was used on {used:%Y-%m-%d}, which is less than {wait.days} days ago.",
            used + wait,
        )


def _quiet(since: datetime | None, wait: timedelta, now: datetime) -> Iterator[Objection]:
    if since is None:
        yield Rule.USE_UNKNOWN, "When it was last used could not be read.", None
    elif now - since < wait:
        yield Rule.USE_UNKNOWN, f"AWS vouches for no use since {since:%Y-%m-%d} only.", since + wait


def _never_used(made: datetime | None, wait: timedelta, now: datetime) -> Iterator[Objection]:
    if made is None:
        yield Rule.USE_UNKNOWN, "It was never used, but AWS did not say when it was made.", None
        return
    since = max(made, RECORDS_BEGIN)
    if now - since < wait:
        yield Rule.TOO_YOUNG, f"It was never used, but is younger than {wait.days} days.", since + wait


def moment(facts: Facts, name: str) -> datetime | None:
    """Return a fact as a moment; None where there is none, or what is there cannot be read."""
    text = facts.get(name)
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
