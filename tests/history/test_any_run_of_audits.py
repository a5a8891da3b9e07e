"""Whatever audits see, in whatever order: the history says what a plain reading of them says."""

import shutil
from datetime import timedelta
from tempfile import TemporaryDirectory

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from history_builders import NOW, bare, judged, result, save, unread
from iam_audit.history.history import History
from iam_audit.history.values import FindingState
from iam_audit.model import CheckCount, Severity, Status
from iam_audit.store import open_store

NUMBERS = (1, 2, 3)
BASE = judged()
SEEN = st.sampled_from([None, Status.FAIL, Status.FAIL, Status.MUTED, Status.NOT_EVALUATED])
LEVEL = st.sampled_from([Severity.LOW, Severity.HIGH])
LOOK = st.one_of(st.just("unread"), st.just("not run"), st.tuples(*(st.tuples(SEEN, LEVEL) for _ in NUMBERS)))
"""What an audit does: it cannot read the account, does not run the check, or sees each finding so."""
FAILING = (FindingState.OPEN, FindingState.UNKNOWN)


def audit(look, day):
    at = NOW + timedelta(days=day)
    if look == "unread":
        return result(unread(), at=at)
    if look == "not run":
        return result(msgspec.structs.replace(BASE, findings=(), counts=()), at=at)
    said = tuple(
        bare(number, status, level) for number, (status, level) in zip(NUMBERS, look, strict=True) if status
    )
    counts = (CheckCount(check_id="made-up", examines="roles", examined=3),)
    return result(msgspec.structs.replace(BASE, findings=said, counts=counts), at=at)


def after(known, look):
    """The plain reading: state, severity and cycle of each finding."""
    if isinstance(look, str):
        return known
    now = dict(known)
    for number, (status, level) in zip(NUMBERS, look, strict=True):
        state, severity, cycle = known.get(number, (None, None, 0))
        failing = state in (*FAILING, FindingState.MUTED) and cycle > 0
        if status in (Status.FAIL, Status.MUTED):
            became = FindingState.OPEN if status is Status.FAIL else FindingState.MUTED
            now[number] = (became, level, cycle if failing else cycle + 1)
        elif status is Status.NOT_EVALUATED:
            if state is None or failing:
                now[number] = (FindingState.UNKNOWN, severity or level, cycle)
        elif failing:
            now[number] = (FindingState.RESOLVED, severity, cycle)
        elif cycle == 0:
            now.pop(number, None)
    return now


def stands(known, number):
    state, _, cycle = known.get(number, (None, None, 0))
    return state in FAILING and cycle > 0


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(looks=st.lists(LOOK, min_size=2, max_size=7))
def test_states_cycles_and_differences_are_those_of_a_plain_reading(migrated_file, looks):
    with TemporaryDirectory() as folder:
        file = shutil.copy(migrated_file, f"{folder}/store.sqlite")
        with open_store(f"sqlite:///{file}") as store:
            history, readings = History(store), [{}]
            for day, look in enumerate(looks):
                save(history, audit(look, day))
                readings.append(after(readings[-1], look))
            names = {bare(number).fingerprint: number for number in NUMBERS}
            found = {
                names[one.fingerprint]: (one.state, one.severity, one.cycle)
                for one in history.findings().items
            }
            assert found == readings[-1]
            for begin in range(1, len(looks)):
                compare(history, readings, names, begin, len(looks))


def compare(history, readings, names, begin, end):
    told = {names[one.finding.fingerprint]: one.change for one in history.diff(str(begin), str(end)).findings}
    for number in NUMBERS:
        stood, stand = stands(readings[begin], number), stands(readings[end], number)
        was, now = readings[begin].get(number, (None, None, 0)), readings[end].get(number, (None, None, 0))
        change = told.get(number)
        if stand and not stood:
            assert change in ("new", "returned", "unmuted"), (was, now)
            assert (change == "unmuted") == (was[0] is FindingState.MUTED)
        elif stood and not stand:
            assert change == {FindingState.RESOLVED: "fixed", FindingState.MUTED: "muted"}[now[0]]
        elif stood and stand:
            worse = now[1].rank < was[1].rank
            assert change == (None if now[1] is was[1] else "worse" if worse else "better"), (was, now)
