"""The invented organization: the same every time, lively, and judged by the checks as they are."""

import re
from collections import Counter
from datetime import timedelta

from iam_audit.demo import YEAR, organization, picture
from iam_audit.history.history import History
from iam_audit.history.values import CredentialFilter
from iam_audit.model import AccountStatus, RiskLevel, Status
from iam_audit.workflows.demo_store import MOMENT, questions_at
from iam_audit.workflows.demo_year import RUN_DAYS, audit_of_a_day


def test_there_are_forty_accounts_numbered_as_in_documentation():
    ids = [life.account.id for life in organization()]

    assert len(set(ids)) == 40
    assert all(re.fullmatch(r"(\d)\1{3}(\d)\2{3}(\d)\3{3}", one) for one in ids)


def test_no_key_id_is_one_that_aws_could_give_and_none_comes_twice():
    keys = [key.id for life in organization() for user in life.users for key in user.keys]

    assert all(re.fullmatch(r"AKIA[A-Z2-7]{9}EXAMPLE", key) for key in keys)
    assert max(Counter(keys).values()) == 1


def test_nobody_is_used_before_being_made_or_has_more_keys_than_aws_allows():
    for day in range(0, YEAR, 13):
        for life in organization():
            seen = picture(life, day, MOMENT)
            for key in seen.access_keys if seen else ():
                used = getattr(key.last_used, "at", None)
                assert key.created_at < MOMENT - timedelta(days=day)
                assert used is None or key.created_at < used < MOMENT - timedelta(days=day - 1)
            per_user = Counter(key.user_name for key in seen.access_keys) if seen else Counter()
            assert max(per_user.values(), default=0) <= 2


def test_the_shipped_year_ends_as_the_checks_of_today_would_have_it(demo_store):
    history = History(demo_store)
    now = audit_of_a_day(questions_at(MOMENT), 0, MOMENT)
    counts = Counter(one.severity for one in now.findings if one.status is Status.FAIL)
    last = history.run("last")

    assert last.at == MOMENT
    assert {row.key.id for row in now.keys} <= {one.name for one in credentials(history)}
    assert all(counts[severity] <= count for severity, count in last.summary.open.items())


def test_the_year_has_its_ups_and_downs(demo_store):
    history = History(demo_store)
    points = history.trend()
    grave = [point.summary.keys[RiskLevel.HIGH] + point.summary.keys[RiskLevel.CRITICAL] for point in points]

    assert len(points) == len(RUN_DAYS)
    assert max(grave) > 2 * grave[0]
    assert grave[-1] < max(grave) * 0.7
    assert {one.status for one in history.accounts()} == set(AccountStatus)
    assert any(one.resolved_by is None and one.cycle > 1 for one in history.findings(limit=1000).items)


def credentials(history):
    page = history.credentials(CredentialFilter(), limit=1000)
    return page.items
