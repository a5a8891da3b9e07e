"""Decides what is to be said now. Pure: an audit, what is remembered and the time in, decisions out.

A finding is *new* to a recipient once in each cycle, is brought to mind again every `delay`, is *escalated* when it
outlives its deadline, and *resolved* when an audit looked and it was gone. A recipient for whom a notice of a finding
still waits gets no second one, and a clock that was set back makes nothing due: what was said in the future has not
grown old.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TypeAlias

import msgspec

from iam_audit.ledger.records import (
    Decisions,
    Episode,
    Fate,
    Heard,
    Memory,
    Notice,
    Policy,
    Route,
    Sighting,
    Stage,
    Subject,
)

Thread: TypeAlias = Mapping[Stage, Heard]
"""The last notice of each stage in one thread."""
ASKING = (Stage.NEW, Stage.REMINDER)
"""The stages that ask for the same thing, before the deadline."""


def due(sighting: Sighting, memory: Memory, policy: Policy, now: datetime) -> Decisions:
    """Compare what an audit saw with what is remembered, and decide what has to be said to whom."""
    before = {episode.fingerprint: episode for episode in memory.episodes}
    after = _episodes(sighting, before, now)
    quiet = sighting.held | {one.fingerprint for one in memory.snoozes if now < one.until}
    threads = _threads(memory)
    notices = [
        *_about_failing(sighting, after, threads, quiet, policy, now),
        *_about_resolved(after, threads, policy, now),
    ]
    changed = (episode for episode in after.values() if before.get(episode.fingerprint) != episode)
    return Decisions(
        episodes=tuple(sorted(changed, key=lambda one: one.fingerprint)),
        notices=tuple(sorted(notices, key=lambda one: (one.channel, one.recipient, one.key))),
    )


def deadline_of(episode: Episode, policy: Policy) -> datetime | None:
    """Return when the policy escalates an episode; None for never."""
    days = policy.deadline_days.get(episode.severity)
    return None if days is None else episode.first_seen + timedelta(days=days)


def _episodes(sighting: Sighting, before: Mapping[str, Episode], now: datetime) -> dict[str, Episode]:
    failing = {subject.fingerprint: subject for subject in sighting.subjects}
    after = {key: _ended(one, sighting, failing, now) for key, one in before.items()}
    for key, subject in failing.items():
        after[key] = _seen(subject, before.get(key), now)
    return after


def _seen(subject: Subject, before: Episode | None, now: datetime) -> Episode:
    if before is not None and before.resolved_at is None:
        return msgspec.structs.replace(before, severity=subject.severity)
    return Episode(
        fingerprint=subject.fingerprint,
        account_id=subject.account_id,
        check_id=subject.check_id,
        severity=subject.severity,
        cycle=before.cycle + 1 if before else 1,
        first_seen=now,
        facts=subject.facts,
    )


def _ended(episode: Episode, sighting: Sighting, failing: Mapping[str, Subject], now: datetime) -> Episode:
    looked = (episode.account_id, episode.check_id) in sighting.judged
    there = episode.fingerprint in failing or episode.fingerprint in sighting.held
    if episode.resolved_at is not None or there or not looked:
        return episode
    return msgspec.structs.replace(episode, resolved_at=now)


def _threads(memory: Memory) -> Mapping[tuple[str, str, str], Thread]:
    threads: dict[tuple[str, str, str], dict[Stage, Heard]] = defaultdict(dict)
    for heard in memory.heard:
        threads[heard.thread][heard.stage] = heard
    return threads


def _about_failing(
    sighting: Sighting,
    episodes: Mapping[str, Episode],
    threads: Mapping[tuple[str, str, str], Thread],
    quiet: frozenset[str],
    policy: Policy,
    now: datetime,
) -> Iterator[Notice]:
    for subject in {one.fingerprint: one for one in sighting.subjects}.values():
        if subject.fingerprint in quiet:
            continue
        episode = episodes[subject.fingerprint]
        deadline = subject.deadline or deadline_of(episode, policy)
        late = deadline is not None and deadline <= now
        for route in {(one.channel, one.recipient): one for one in subject.routes}.values():
            thread = threads.get((subject.fingerprint, route.channel, route.recipient), {})
            stage = Stage.ESCALATED if late else _asking_stage(thread, episode)
            if stage in route.stages and _is_due(stage, thread, episode, policy, now):
                yield _notice(stage, thread, episode, route, subject.facts)


def _asking_stage(thread: Thread, episode: Episode) -> Stage:
    known = any(one.cycle == episode.cycle for one in thread.values())
    return Stage.REMINDER if known else Stage.NEW


def _is_due(stage: Stage, thread: Thread, episode: Episode, policy: Policy, now: datetime) -> bool:
    if not _rested(thread.get(stage), policy, now):
        return False
    if stage is not Stage.REMINDER:
        return True
    said = _number(thread.get(stage), episode)
    enough = policy.reminders is not None and said >= policy.reminders
    return not enough and all(_rested(thread.get(one), policy, now) for one in (*ASKING, Stage.ESCALATED))


def _rested(last: Heard | None, policy: Policy, now: datetime) -> bool:
    """Whether the delay has passed since the last notice. One that still waits has not begun to grow old."""
    return last is None or (last.fate is not Fate.WAITING and now - last.at >= policy.delay)


def _about_resolved(
    episodes: Mapping[str, Episode],
    threads: Mapping[tuple[str, str, str], Thread],
    policy: Policy,
    now: datetime,
) -> Iterator[Notice]:
    """Tell those who heard of a finding in this cycle that it is gone."""
    for (fingerprint, channel, recipient), thread in threads.items():
        episode = episodes.get(fingerprint)
        if episode is None or episode.resolved_at is None or channel in policy.without_resolved:
            continue
        last = thread.get(Stage.RESOLVED)
        told = last is not None and last.cycle == episode.cycle
        if not told and _knows(thread, episode) and _rested(last, policy, now):
            route = Route(channel=channel, recipient=recipient)
            yield _notice(Stage.RESOLVED, thread, episode, route, episode.facts)


def _knows(thread: Thread, episode: Episode) -> bool:
    return any(one.cycle == episode.cycle and one.fate is Fate.DELIVERED for one in thread.values())


def _notice(stage: Stage, thread: Thread, episode: Episode, route: Route, facts: str) -> Notice:
    return Notice(
        fingerprint=episode.fingerprint,
        account_id=episode.account_id,
        stage=stage,
        cycle=episode.cycle,
        number=_number(thread.get(stage), episode) + 1,
        channel=route.channel,
        recipient=route.recipient,
        facts=facts,
    )


def _number(last: Heard | None, episode: Episode) -> int:
    return last.number if last is not None and last.cycle == episode.cycle else 0
