"""What shapes a last use takes, and which of two statements counts."""

from datetime import UTC, datetime

import pytest
from recorded import ACCOUNT, listed_key

from builders import days_ago
from iam_audit.collect.access_keys import AccessKeys
from iam_audit.collect.last_use import latest
from iam_audit.errors import InputError
from iam_audit.model import NeverUsed, Used, UseUnknown

USED, EARLIER, NEVER, UNKNOWN = Used(at=days_ago(1)), Used(at=days_ago(2)), NeverUsed(), UseUnknown(why="?")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (USED, EARLIER, USED),
        (EARLIER, USED, USED),
        (USED, NEVER, USED),
        (NEVER, USED, USED),
        (UNKNOWN, USED, USED),
        (USED, UNKNOWN, USED),
        (NEVER, UNKNOWN, NEVER),
        (UNKNOWN, NEVER, NEVER),
        (NEVER, NEVER, NEVER),
        (UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_a_use_counts_more_than_none_and_that_more_than_not_knowing(one, other, expected):
    assert latest(one, other) == expected


def use_of(**fields):
    entry = listed_key() | {"CreateDate": fields.pop("made", "2024-01-01T00:00:00Z")} | fields
    return AccessKeys().parse([entry], ACCOUNT)[0].use


def test_a_last_use_may_be_the_object_that_aws_answers_with():
    used = {"LastUsedDate": "2026-03-18T12:00:00Z", "ServiceName": "s3", "Region": "N/A"}

    assert use_of(LastUsed=used) == Used(at=days_ago(1), service="s3")


def test_a_last_use_may_be_a_bare_date():
    assert use_of(LastUsed="2026-03-18T12:00:00Z") == Used(at=days_ago(1))


def test_an_object_without_a_date_says_never():
    assert use_of(LastUsed={"ServiceName": "N/A", "Region": "N/A"}) == NeverUsed()


def test_an_object_without_a_date_says_nothing_of_a_key_older_than_the_tracking():
    use = use_of(made="2012-01-01T00:00:00Z", LastUsed={})

    assert isinstance(use, UseUnknown)
    assert use.quiet_since == datetime(2015, 4, 22, tzinfo=UTC)


@pytest.mark.parametrize("fields", [{}, {"LastUsed": None}])
def test_nothing_said_is_nothing_known(fields):
    assert use_of(**fields) is None


def test_a_last_use_of_another_shape_is_refused():
    with pytest.raises(InputError, match=r"access-keys.json: .*LastUsed"):
        use_of(LastUsed="yesterday")
