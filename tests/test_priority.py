import math
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import (
    ACCOUNT_ID,
    NOW,
    access_key,
    permissions,
    policy,
    root,
    snapshot,
    unknown_use,
    user,
)
from iam_audit.audit import audit_snapshot
from iam_audit.checks.access_key_age import AccessKeyAge
from iam_audit.model import (
    ROOT_NAME,
    Advice,
    Bounds,
    Finding,
    KeyRow,
    NeverUsed,
    Remediation,
    Severity,
    Status,
    Tier,
)
from iam_audit.priority import QUARANTINE, Owner, prioritized, priority, words

ALICE = f"arn:aws:iam::{ACCOUNT_ID}:user/alice"
TIERS = tuple(tier for tier in Tier if tier is not Tier.UNKNOWN)
ALLOW_ALL = '{"Statement":[{"Action":"*","Effect":"Allow","Resource":"*"}],"Version":"2012-10-17"}'
ADMIN = policy("all", ALLOW_ALL)


def tier(lower: Tier, upper: Tier | None = None) -> Bounds:
    return Bounds(lower=lower, upper=upper or lower)


WRITER = tier(Tier.WRITE)


def row(**fields: object) -> KeyRow:
    """The row of one key, without an audit around it."""
    return audit_snapshot(snapshot(access_keys=(access_key(**fields),)), [AccessKeyAge()], NOW).keys[0]


def score(one: KeyRow, bounds: Bounds = WRITER, **owner: object) -> int:
    return priority(one, Owner(**({"bounds": bounds, "mfa": True} | owner))).score


def bounds() -> st.SearchStrategy[tuple[Tier, Tier]]:
    pairs = [(low, high) for low in TIERS for high in Tier if high.rank >= low.rank]
    return st.sampled_from(pairs)


days = st.integers(min_value=0, max_value=3000)


def test_a_never_used_administrator_stands_above_a_never_used_key_that_may_do_nothing():
    idle = row(age_days=200, used_days_ago=None)

    assert score(idle, tier(Tier.ADMIN)) > 10 * score(idle, tier(Tier.NONE))


def test_the_worst_there_is_has_100():
    worst = row(age_days=200, used_days_ago=None)

    assert score(worst, tier(Tier.ADMIN), mfa=False, quarantined=True) == 100


def test_the_score_is_the_product_of_its_parts():
    found = priority(
        row(age_days=200, used_days_ago=None), Owner(bounds=tier(Tier.READ, Tier.DATA), mfa=False)
    )

    assert [(part.name, part.factor) for part in found.parts] == [
        ("privilege", 0.7),
        ("dormancy", 1.0),
        ("exposure", 0.8),
        ("certainty", 0.9),
    ]
    assert found.score == 50


@settings(deadline=None)
@given(one=bounds(), other=bounds(), age=days, mfa=st.sampled_from([True, False, None]))
def test_more_privilege_never_lowers_it(one, other, age, mfa):
    key = row(age_days=age, used_days_ago=None)
    less = tier(min(one[0], other[0], key=lambda t: t.rank), min(one[1], other[1], key=lambda t: t.rank))
    more = tier(max(one[0], other[0], key=lambda t: t.rank), max(one[1], other[1], key=lambda t: t.rank))

    assert score(key, less, mfa=mfa) <= score(key, more, mfa=mfa)


@settings(deadline=None)
@given(one=bounds(), days=st.tuples(days, days), age=days)
def test_more_dormancy_never_lowers_it(one, days, age):
    shorter, longer = sorted(days)
    oldest = longer + age
    keys = [
        row(age_days=oldest, used_days_ago=shorter),
        row(age_days=oldest, used_days_ago=longer),
        row(age_days=oldest, used_days_ago=None),
    ]
    scores = [score(key, tier(*one)) for key in keys]

    assert scores == sorted(scores)


@settings(deadline=None)
@given(one=bounds(), ages=st.tuples(days, days))
def test_an_older_key_that_was_never_used_is_never_lower(one, ages):
    young, old = (row(age_days=age, used_days_ago=None) for age in sorted(ages))

    assert score(young, tier(*one)) <= score(old, tier(*one))


@pytest.mark.parametrize(
    "worse", [{"mfa": False}, {"mfa": None}, {"root": True}, {"quarantined": True}], ids=str
)
def test_exposure_raises_it(worse):
    assert score(row(), **worse) > score(row())


def test_an_old_key_is_more_exposed_than_a_young_one():
    assert score(row(age_days=91)) > score(row(age_days=90))


def test_what_is_unknown_counts_as_its_upper_bound():
    unsure = tier(Tier.READ, Tier.UNKNOWN)

    assert score(row(), unsure) == score(row(), tier(Tier.READ, Tier.ADMIN))


def test_what_is_certain_stands_above_what_is_possible():
    assert score(row(), tier(Tier.ADMIN)) > score(row(), tier(Tier.READ, Tier.ADMIN))


def test_an_administrator_for_certain_is_so_whatever_else_is_unread():
    assert score(row(), tier(Tier.ADMIN, Tier.UNKNOWN)) == score(row(), tier(Tier.ADMIN))


def test_a_key_that_is_switched_off_comes_last():
    off = row(age_days=400, used_days_ago=None, active=False)

    assert score(off, tier(Tier.ADMIN), mfa=False) < score(row(age_days=1), tier(Tier.ADMIN))


def test_a_key_whose_use_and_age_are_unknown_counts_as_an_old_one_never_used_with_a_doubt():
    unknown = row(last_used=unknown_use(), created_at=None)
    found = priority(unknown, Owner(bounds=tier(Tier.ADMIN), mfa=True))

    assert [part.factor for part in found.parts] == [1.0, 1.0, 0.6, 0.9]
    assert "nobody can tell" in found.parts[1].because


def test_every_part_says_what_it_rests_on():
    old = row(age_days=200, used_days_ago=1)
    owner = Owner(bounds=tier(Tier.READ, Tier.ADMIN), mfa=False, quarantined=True)

    assert [part.because for part in priority(old, owner).parts] == [
        "the tier is read, perhaps admin",
        "last used 1 day ago",
        "its owner has no MFA, it is past its rotation limit, AWS has quarantined its owner for a leaked key",
        "the tier is not certain",
        "AWS has seen a key of its owner in public: 95 at least",
    ]


@pytest.mark.parametrize(
    ("held", "text"),
    [
        (tier(Tier.ADMIN), "admin"),
        (tier(Tier.NONE, Tier.WRITE), "none, perhaps write"),
        (tier(Tier.NONE, Tier.UNKNOWN), "unknown"),
        (tier(Tier.READ, Tier.UNKNOWN), "read at least, the rest unknown"),
    ],
)
def test_bounds_in_words(held, text):
    assert words(held) == text


# In an audit


def test_an_audit_tells_what_each_key_can_do_and_how_urgent_it_is():
    admin = user("alice", permissions=permissions(inline=(ADMIN,)))
    nobody = user("bob")
    keys = tuple(
        access_key(user_name=name, id=key_id, age_days=200, used_days_ago=None)
        for name, key_id in (("alice", "AKIAIOSFODNN7EXAMPLE"), ("bob", "AKIAI44QH8DHBEXAMPLE"))
    )
    read = snapshot(users=(admin, nobody), access_keys=keys)
    found = {one.key.user_name: one for one in audit_snapshot(read, [AccessKeyAge()], NOW).keys}

    assert (found["alice"].privilege, found["bob"].privilege) == (tier(Tier.ADMIN), tier(Tier.NONE))
    assert (found["alice"].priority.score, found["bob"].priority.score) == (80, 4)


def test_a_key_of_root_is_an_administrators():
    key = access_key(user_name=ROOT_NAME, age_days=10)
    found = audit_snapshot(snapshot(root=root(), root_access_keys=(key,)), [], NOW).keys[0]

    assert found.privilege == tier(Tier.ADMIN)
    assert "root" in found.priority.parts[2].because


def test_a_key_without_a_known_owner_may_do_anything():
    found = audit_snapshot(snapshot(access_keys=(access_key(),)), [], NOW).keys[0]

    assert found.privilege.upper is Tier.UNKNOWN


def test_a_leaked_key_stands_at_the_top_whatever_it_can_do():
    found = priority(row(age_days=1), Owner(bounds=tier(Tier.NONE), mfa=True, quarantined=True))

    assert found.score == 95
    assert found.parts[-1].name == "leak"
    assert round(100 * math.prod(part.factor for part in found.parts)) == 95


def test_a_leaked_key_keeps_more_than_the_least():
    never = row(age_days=400, last_used=NeverUsed())

    assert score(never, tier(Tier.ADMIN), mfa=False, quarantined=True) == 100


def test_a_leaked_key_that_is_switched_off_is_not_lifted():
    assert score(row(active=False, age_days=1), tier(Tier.NONE), quarantined=True) < 5


@pytest.mark.parametrize(("status", "more"), [(Status.FAIL, True), (Status.NOT_EVALUATED, False)])
def test_a_quarantine_that_a_check_found_counts(status, more):
    alice = user()
    said = Finding(
        check_id=QUARANTINE,
        title="Quarantined",
        severity=Severity.CRITICAL,
        status=status,
        resource=alice.resource,
        message="It is.",
        advice=Advice.of(Remediation(text="Do.")),
    )
    read, held = snapshot(users=(alice,)), MappingProxyType({ALICE: tier(Tier.WRITE)})
    (with_it,) = prioritized([row()], read, [said], held)
    (without,) = prioritized([row()], read, [], held)

    assert (with_it.priority.score > without.priority.score) is more
