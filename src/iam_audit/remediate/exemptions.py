"""Who is left alone because somebody said so: break glass, waivers, exemptions, and what code looks after."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

from iam_audit.model import Account, Resource, Waiver
from iam_audit.remediate.nouns import Facts, Rule, Step
from iam_audit.remediate.rules import Caller, Rules
from iam_audit.waivers import protects, waivers_of_tags

CLOUDFORMATION = "aws:cloudformation:"

Objection = tuple[Rule, str, datetime | None]


def break_glass(step: Step, facts: Facts, rules: Rules, caller: Caller, now: datetime) -> Iterator[Objection]:  # noqa: ARG001
    """Refuse what is on the list for emergencies, by any of its names."""
    target, patterns = step.target, rules.settings.break_glass
    live = (facts.get("user"), facts.get("user_arn"))
    names = (target.user_name, target.id, target.arn, *target.details.values(), *live)
    for pattern in patterns:
        if any(isinstance(name, str) and _like(name, pattern) for name in names):
            yield Rule.BREAK_GLASS, f"It is kept for emergencies: `break_glass` names {pattern}.", None
    by_arn = any(one.startswith("arn:") for one in patterns)
    if by_arn and target.user_name and not facts.get("user_arn"):
        yield Rule.EXEMPTION_UNKNOWN, "Its ARN could not be read, and `break_glass` names ARNs.", None


def waived(step: Step, facts: Facts, rules: Rules, caller: Caller, now: datetime) -> Iterator[Objection]:  # noqa: ARG001
    """Refuse what a waiver in force is about, or its user."""
    today = now.astimezone(UTC).date()
    account = Account(id=step.target.account_id, name=rules.account_names.get(step.target.account_id, ""))
    resources = tuple(_resources(step, facts))
    for waiver in rules.waivers:
        if waiver.holds_on(today) and protects(waiver, step.proof.check_id, resources, account):
            yield _by(waiver)
    if rules.waiver_tag and step.target.user_name:
        yield from _by_tags(step, facts, rules.waiver_tag, account, today)


def _by_tags(step: Step, facts: Facts, tag: str, account: Account, today: date) -> Iterator[Objection]:
    tags = _tags(facts)
    if tags is None:
        yield Rule.EXEMPTION_UNKNOWN, "Its tags could not be read, and a waiver may be among them.", None
        return
    good, refused = waivers_of_tags(tags, step.target.user_name or "", account, tag, today)
    for one in good:
        if one.holds_on(today):
            yield _by(one)
    for use in refused:
        yield Rule.EXEMPTION_UNKNOWN, f"A person has to look at the {use.source}: {use.message}", None


def _by(waiver: Waiver) -> Objection:
    ends = datetime(waiver.expires.year, waiver.expires.month, waiver.expires.day, tzinfo=UTC) + timedelta(
        days=1
    )
    why = (
        f"{waiver.approver} waived it until {waiver.expires} ({waiver.source}): {waiver.reason.rstrip('.')}."
    )
    return Rule.WAIVED, why, ends


def exempt(step: Step, facts: Facts, rules: Rules, caller: Caller, now: datetime) -> Iterator[Objection]:  # noqa: ARG001
    """Refuse users whom the settings leave alone, and those of whom that could not be read."""
    name = step.target.user_name
    if name is None:
        return
    settings = rules.settings
    yield from (
        (Rule.EXEMPT, f"`exempt_names` names {pattern}.", None)
        for pattern in settings.exempt_names
        if _like(name, pattern)
    )
    yield from _by_path(settings.exempt_paths, facts)
    yield from _by_group(settings.exempt_groups, facts)
    yield from _by_tag(settings.exempt_tags, facts)
    if settings.exempt_until_tag:
        yield from _until(settings.exempt_until_tag, settings.exempt_days, facts, now.astimezone(UTC).date())


def managed(step: Step, facts: Facts, rules: Rules, caller: Caller, now: datetime) -> Iterator[Objection]:  # noqa: ARG001
    """Refuse users whom code made and would make again, unless somebody insists."""
    if step.target.user_name is None or step.forced:
        return
    tags = _tags(facts)
    if tags is None:
        yield Rule.EXEMPTION_UNKNOWN, "Its tags could not be read, so code may look after it.", None
        return
    for key, value in sorted(tags.items()):
        if key.casefold().startswith(CLOUDFORMATION) or _has({key: value}, rules.settings.managed_tags):
            why = f"The tag {key}={value} says that code looks after it: change it there, or use --force-managed."
            yield Rule.MANAGED, why, None


def _by_path(paths: Iterable[str], facts: Facts) -> Iterator[Objection]:
    tops = tuple(f"/{one.strip('/')}/".replace("//", "/") for one in paths)
    path = facts.get("user_path")
    if tops and not isinstance(path, str):
        yield Rule.EXEMPTION_UNKNOWN, "Its path could not be read, and paths can be exempt.", None
    elif isinstance(path, str) and (found := next((one for one in tops if path.startswith(one)), None)):
        yield Rule.EXEMPT, f"It is below {found}, which `exempt_paths` names.", None


def _by_group(patterns: tuple[str, ...], facts: Facts) -> Iterator[Objection]:
    groups = facts.get("user_groups")
    if patterns and not isinstance(groups, list):
        yield Rule.EXEMPTION_UNKNOWN, "Its groups could not be read, and groups can be exempt.", None
    elif isinstance(groups, list):
        for group in groups:
            if any(_like(group, pattern) for pattern in patterns):
                yield Rule.EXEMPT, f"It is in the group {group}, which `exempt_groups` names.", None


def _by_tag(wanted: tuple[str, ...], facts: Facts) -> Iterator[Objection]:
    tags = _tags(facts)
    if wanted and tags is None:
        yield Rule.EXEMPTION_UNKNOWN, "Its tags could not be read, and tags can exempt.", None
    elif tags is not None:
        for key, value in sorted(tags.items()):
            if _has({key: value}, wanted):
                yield Rule.EXEMPT, f"It has the tag {key}={value}, which `exempt_tags` names.", None


def _until(tag: str, most: int, facts: Facts, today: date) -> Iterator[Objection]:
    """Whoever may tag users can write such a tag, so it counts for a limited time, and what is odd is shown."""
    tags = _tags(facts)
    if tags is None:
        yield Rule.EXEMPTION_UNKNOWN, "Its tags could not be read, and tags can exempt.", None
        return
    if tag not in tags:
        return
    try:
        until = date.fromisoformat(tags[tag].strip())
    except ValueError:
        yield Rule.EXEMPTION_UNKNOWN, f"A person has to look at the tag {tag}: {tags[tag]!r} is no day.", None
        return
    if until > today + timedelta(days=most):
        why = f"A person has to look at the tag {tag}: {until} is more than {most} days ahead."
        yield Rule.EXEMPTION_UNKNOWN, why, None
    elif until >= today:
        ends = datetime(until.year, until.month, until.day, tzinfo=UTC) + timedelta(days=1)
        yield Rule.EXEMPT, f"The tag {tag} exempts it until {until}.", ends


def _resources(step: Step, facts: Facts) -> Iterator[Resource]:
    """Yield the target and its user, as waivers may name them."""
    target = step.target
    name = target.user_name or target.id
    yield Resource(type=target.type, id=target.id, arn=target.arn, name=name, account_id=target.account_id)
    if target.user_name:
        arn = facts.get("user_arn")
        yield Resource(
            type="user",
            id=target.user_name,
            arn=arn if isinstance(arn, str) else "",
            name=target.user_name,
            account_id=target.account_id,
        )


def _tags(facts: Facts) -> dict[str, str] | None:
    tags: Any = facts.get("user_tags")
    return tags if isinstance(tags, dict) else None


def _has(tags: dict[str, str], wanted: Iterable[str]) -> bool:
    """Whether one of the tags is wanted, as `key=value` with wildcards, whatever its capitals."""
    pairs = (one.partition("=") for one in wanted)
    return any(_like(key, name) and _like(tags[key], value) for name, _, value in pairs for key in tags)


def _like(text: str, pattern: str) -> bool:
    return fnmatchcase(text.casefold(), pattern.casefold())
