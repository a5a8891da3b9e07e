"""An audit that is on disk reads like the same one in memory, in every format, masked, narrowed or not."""

import gc

import msgspec
import pytest
from audits import NASTY, audit, finding, judged, organization, replace, user_resource

from builders import NOW, access_key, account
from iam_audit import runs
from iam_audit.checks.by_control import narrowed
from iam_audit.checks.frameworks import frameworks
from iam_audit.model import Status
from iam_audit.reports import formats
from iam_audit.reports.masking import mask_keys
from iam_audit.runs import Manifest, spill
from iam_audit.settings import Settings

MANIFEST = Manifest(id="r1", began_at=NOW, now=NOW, tool_version="1", asked={}, settings=Settings())


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setattr(spill, "HELD", 500)  # so that small audits are written in many blocks too
    begun = runs.begin(tmp_path / "runs", MANIFEST)
    yield begun
    begun.leave()


def several():
    """The organization of the other tests, and accounts whose findings come between each other's."""
    more = [
        replace(
            judged(
                access_key(
                    age_days=100 + number, id=f"AKIA{number:016d}", user_name=NASTY[number], account_id=name
                ),
                access_key(age_days=300, id="AKIA1111111111111111", user_name="zoe", account_id=name),
                account=account(id=name, name=NASTY[number]),
            ),
            findings=tuple(
                finding(status=status, resource=user_resource(who, name), check_id=check)
                for check in ("user-mfa-console", "a-check")
                for status in (Status.FAIL, Status.MUTED, Status.PASS)
                for who in ("alice", "bob")
            ),
        )
        for number, name in enumerate(("222222222222", "333333333333", "444455556667"))
    ]
    whole = audit(*organization().accounts, *more, scope="organization o-exampleorgid")
    accounts = sorted(whole.accounts, key=lambda one: one.account.id)
    shuffled = tuple(replace(one, findings=one.findings[::-1], keys=one.keys[::-1]) for one in accounts)
    return msgspec.structs.replace(whole, accounts=shuffled)


def on_disk(run, result):
    for one in result.accounts[:-1]:
        run.put(one, NOW)
    last = result.accounts[-1]
    ids = [one.account.id for one in result.accounts[:-1]]
    return msgspec.structs.replace(result, accounts=run.shelf(ids, {last.account.id: last}))


@pytest.mark.parametrize("name", formats())
def test_every_format_is_the_same_from_disk(run, name):
    result = several()

    assert formats()[name].render(on_disk(run, result)) == formats()[name].render(result)


@pytest.mark.parametrize("name", ["json", "asff", "html"])
def test_masked_reports_are_the_same_from_disk(run, name):
    result = several()

    assert formats()[name].render(mask_keys(on_disk(run, result))) == formats()[name].render(
        mask_keys(result)
    )


def test_an_audit_by_framework_is_the_same_from_disk(run):
    result, framework = several(), frameworks()[0]
    report = formats()["markdown"]

    assert report.render(narrowed(on_disk(run, result), framework)) == report.render(
        narrowed(result, framework)
    )


def test_what_is_added_up_is_the_same_from_disk(run):
    result = several()
    disk = on_disk(run, result)

    assert disk.coverage == result.coverage
    assert disk.complete == result.complete
    assert (disk.status_counts, disk.severity_counts, disk.risk_counts) == (
        result.status_counts,
        result.severity_counts,
        result.risk_counts,
    )
    assert disk.principals == result.principals
    assert disk.accounts[1].findings == result.accounts[1].findings
    assert [one.account.id for one in disk.accounts[1:]] == [one.account.id for one in result.accounts[1:]]


def test_what_was_worked_out_is_gone_when_nobody_needs_it(run):
    result = on_disk(run, several())
    findings = result.findings
    there = list(run.folder.glob("sorted-*"))
    del result
    gc.collect()
    still = list(run.folder.glob("sorted-*"))
    assert findings[0].check_id
    del findings
    gc.collect()

    assert len(there) == 1
    assert still == there
    assert not list(run.folder.glob("sorted-*"))
