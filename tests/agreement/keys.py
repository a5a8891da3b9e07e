"""Access keys and console passwords."""

from agreement.scenario import FAIL, PASS, UNKNOWN, Scenario, Table, both, table
from builders import NO_PASSWORD, access_key, password, snapshot, user
from iam_audit.model import Snapshot

FIRST, SECOND = "AKIAIOSFODNN7EXAMPLE", "AKIAI44QH8DHBEXAMPLE"
NEVER_PASSES = (
    "A credential that was never used is idle since it was made; to pass it would hide the idlest of all."
)
ROOT_ELSEWHERE = "Keys of root are judged by root-access-key, which fails whatever their age."


def key(**fields: object) -> Snapshot:
    """Alice, who has one key."""
    return keys(fields)


def keys(*each: dict[str, object], signs_in: bool = False) -> Snapshot:
    held = tuple(
        access_key(**{"id": key_id, "slot": slot} | fields)
        for slot, (key_id, fields) in enumerate(zip((FIRST, SECOND), each, strict=False), start=1)
    )
    return snapshot(users=(user(password=password() if signs_in else NO_PASSWORD),), access_keys=held)


def of_root(*each: dict[str, object]) -> Snapshot:
    made = keys(*each)
    return snapshot(root_access_keys=made.access_keys)


def signing_in(**fields: object) -> Snapshot:
    return snapshot(users=(user(password=password(**fields)),))


TABLES: tuple[Table, ...] = (
    table(
        "access-key-age",
        both("89 days old", key(age_days=89), PASS),
        both("90 days old", key(age_days=90), PASS),
        both("90 days and 23 hours old", key(age_days=90.96), PASS),
        both("91 days old", key(age_days=91), FAIL),
        both("91 days old, used today", key(age_days=91, used_days_ago=0), FAIL),
        both("91 days old and never used", key(age_days=91, used_days_ago=None), FAIL),
        both("91 days old and inactive", key(age_days=91, active=False), PASS),
        both("no key", keys(), PASS),
        both("key 2 is 91 days old, key 1 is inactive", keys({"active": False}, {"age_days": 91}), FAIL),
        both("both are young", keys({"age_days": 1}, {"age_days": 89}), PASS),
        Scenario("a key of root, 91 days old", of_root({"age_days": 91}), FAIL, PASS, ROOT_ELSEWHERE),
        Scenario(
            "the date is N/A",
            key(created_at=None, rotated_at=None),
            PASS,
            UNKNOWN,
            "An active key without a date may be of any age, so it is not evaluated and not called young.",
        ),
    ),
    table(
        "access-key-unused",
        both("last used 44 days ago", key(age_days=400, used_days_ago=44), PASS),
        both("last used 45 days ago", key(age_days=400, used_days_ago=45), PASS),
        both("last used 46 days ago", key(age_days=400, used_days_ago=46), FAIL),
        both("last used 46 days ago, inactive", key(age_days=400, used_days_ago=46, active=False), PASS),
        both("never used, made today", key(age_days=0, used_days_ago=None), PASS),
        Scenario(
            "never used, made 46 days ago", key(age_days=46, used_days_ago=None), PASS, FAIL, NEVER_PASSES
        ),
        both(
            "key 2 is idle for 46 days, key 1 is inactive",
            keys({"active": False}, {"age_days": 400, "used_days_ago": 46}),
            FAIL,
        ),
        Scenario(
            "a key of root, idle for 46 days",
            of_root({"age_days": 400, "used_days_ago": 46}),
            FAIL,
            PASS,
            ROOT_ELSEWHERE,
        ),
        both("no key", keys(), PASS),
    ),
    table(
        "access-key-never-used",
        both(
            "never used in 8 days, with a password",
            keys({"age_days": 8, "used_days_ago": None}, signs_in=True),
            FAIL,
        ),
        Scenario(
            "never used in 7 days, with a password",
            keys({"age_days": 7, "used_days_ago": None}, signs_in=True),
            FAIL,
            PASS,
            "A key is made before it is used; the week of grace is the option grace_days, and 0 is as strict.",
        ),
        Scenario(
            "never used in 8 days, without a password",
            key(age_days=8, used_days_ago=None),
            PASS,
            FAIL,
            "An unused key leaks as well without a password beside it.",
        ),
        both("used yesterday, with a password", keys({"age_days": 8}, signs_in=True), PASS),
        both(
            "never used and inactive",
            keys({"age_days": 8, "used_days_ago": None, "active": False}, signs_in=True),
            PASS,
        ),
        Scenario(
            "N/A on a key made before AWS kept track",
            keys({"age_days": 5000, "used_days_ago": None}, signs_in=True),
            FAIL,
            FAIL,
        ),
    ),
    table(
        "access-key-created-at-user-setup",
        Scenario(
            "made with the user, used since",
            snapshot(users=(user(age_days=30, password=password()),), access_keys=(access_key(age_days=30),)),
            PASS,
            FAIL,
            "The benchmark asks when it was made; Prowler whether it was used, as access-key-never-used does.",
        ),
        both(
            "made with the user and never used",
            snapshot(
                users=(user(age_days=30, password=password()),),
                access_keys=(access_key(age_days=30, used_days_ago=None),),
            ),
            FAIL,
        ),
        Scenario(
            "made a month later and never used",
            snapshot(
                users=(user(age_days=60, password=password()),),
                access_keys=(access_key(age_days=30, used_days_ago=None),),
            ),
            FAIL,
            PASS,
            "It was not made with the user; access-key-never-used finds it.",
        ),
        both(
            "made with a user who has no password",
            snapshot(users=(user(age_days=30),), access_keys=(access_key(age_days=30, used_days_ago=None),)),
            PASS,
        ),
    ),
    table(
        "access-key-multiple-active",
        both("two active keys", keys({}, {}), FAIL),
        both("one active, one inactive", keys({}, {"active": False}), PASS),
        both("two inactive keys", keys({"active": False}, {"active": False}), PASS),
        both("one key", key(), PASS),
        both("no key", keys(), PASS),
        both("two active keys, the newer made today", keys({"age_days": 90}, {"age_days": 0}), FAIL),
        Scenario("two active keys of root", of_root({}, {}), FAIL, PASS, ROOT_ELSEWHERE),
    ),
    table(
        "console-password-unused",
        both("44 days without a sign-in", signing_in(used_days_ago=44), PASS),
        both("45 days without a sign-in", signing_in(used_days_ago=45), PASS),
        both("46 days without a sign-in", signing_in(used_days_ago=46), FAIL),
        both("never signed in, password set today", signing_in(used_days_ago=None, changed_days_ago=0), PASS),
        Scenario(
            "never signed in, password set 46 days ago",
            signing_in(used_days_ago=None, changed_days_ago=46),
            PASS,
            FAIL,
            NEVER_PASSES,
        ),
        both("signed in once, has no password now", signing_in(enabled=False, used_days_ago=300), PASS),
    ),
    table(
        "unused-credentials",
        both("both in use", keys({"age_days": 10}, signs_in=True), PASS),
        both(
            "a key idle for 46 days",
            keys({"age_days": 400, "used_days_ago": 46}, signs_in=True),
            FAIL,
        ),
        both("a password idle for 46 days", signing_in(used_days_ago=46), FAIL),
        Scenario(
            "a key never used in 46 days",
            keys({"age_days": 46, "used_days_ago": None}),
            PASS,
            FAIL,
            NEVER_PASSES,
        ),
        both("no credentials", snapshot(users=(user(),)), PASS),
    ),
)
