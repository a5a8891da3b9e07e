"""How what a check says adds up to so many of so many."""

from builders import NOW, access_key, snapshot, user
from iam_audit.answers import Answer, population_of
from iam_audit.checks.access_key_age import AccessKeyAge
from iam_audit.checks.user_direct_policy import UserDirectPolicy

OLD, NEW = (
    access_key(id="AKIAEXAMPLEOLD000001", age_days=400),
    access_key(id="AKIAEXAMPLENEW000002", age_days=1),
)
CHECK = AccessKeyAge()


def answered(*keys):
    account = snapshot(access_keys=keys)
    return Answer(check=CHECK, said=tuple(CHECK.run(account, NOW)), among=population_of(CHECK, account))


def test_who_is_not_spoken_of_has_passed():
    count = answered(OLD, NEW).count

    assert (count.examined, count.failed, count.passed) == (2, 1, 1)


def test_members_of_one_name_are_one_that_was_examined_and_pass_one_by_one():
    assert answered(NEW, NEW).count.passed == 2
    assert answered(NEW, NEW).count.examined == 1
    assert answered(OLD, OLD).count.passed == 0


def test_a_finding_about_somebody_outside_the_population_counts_as_examined():
    count = Answer(check=CHECK, said=tuple(CHECK.run(snapshot(access_keys=(OLD,)), NOW))).count

    assert (count.examined, count.failed, count.passed) == (1, 1, 0)


def test_checks_of_one_population_share_what_was_looked_at():
    account = snapshot(users=(user(),))
    check = UserDirectPolicy()

    assert population_of(check, account) is population_of(UserDirectPolicy(), account)
