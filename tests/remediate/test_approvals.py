import subprocess
import sys
from datetime import timedelta

import msgspec
import pytest

from builders import NOW
from iam_audit.errors import InputError, UsageError
from iam_audit.remediate import Approval, Stage
from iam_audit.remediate.plan_file import (
    add_approval,
    approval_file,
    plan_text,
    read_approvals,
    read_plan,
    write_plan,
)
from iam_audit.remediate.signing import (
    Rejection,
    approved,
    lacking,
    name_of,
    new_key,
    public_key,
    refuse_approver,
)
from iam_audit.settings import RemediateSettings
from remediate.planned import plan, step

JANE_PEM, JANE = new_key()
OMAR_PEM, OMAR = new_key()
LATER = NOW + timedelta(hours=1)
TRUSTED = RemediateSettings(approvers={"jane": JANE, "omar": OMAR})


def sign(of, pem=JANE_PEM, by="jane", at=LATER):
    return approved(of, pem, "key.pem", by, "Agreed in the weekly meeting.", at)


def lacks(of, *approvals, settings=TRUSTED, **more):
    return " ".join(lacking(of, approvals, settings, **more))


def test_a_signed_approval_of_exactly_this_plan_is_enough():
    assert lacks(plan(), sign(plan())) == ""


def test_without_an_approval_the_plan_is_not_applied():
    assert "0 of 1 approvals" in lacks(plan())


def test_the_approval_of_another_plan_does_not_count():
    assert "is for another plan" in lacks(plan(step(stage=Stage.DELETE)), sign(plan()))


@pytest.mark.parametrize(
    "change", [{"reason": "Other"}, {"at": LATER + timedelta(minutes=1)}, {"by": "omar"}]
)
def test_an_approval_that_was_changed_does_not_count(change):
    forged = msgspec.structs.replace(sign(plan()), **change)

    assert "signature" in lacks(plan(), forged)


def test_the_key_that_counts_is_the_one_in_the_settings_not_the_one_in_the_approval():
    assert "signature of jane is wrong" in lacks(plan(), sign(plan(), OMAR_PEM, "jane"))


def test_a_stranger_cannot_approve():
    pem, _ = new_key()

    assert "mallory is not among the `approvers`" in lacks(plan(), sign(plan(), pem, "mallory"))


def test_an_approval_without_a_signature_counts_only_where_the_store_vouches_for_it():
    settings = RemediateSettings(api_approvers=("kim",))
    word = Approval(plan_hash=plan().hash, by="kim", at=LATER, reason="Fine.", how="api")

    assert "has no signature" in lacks(plan(), word, settings=settings)
    assert lacks(plan(), settings=settings, vouched=[word]) == ""
    assert "may not approve over api" in lacks(plan(), settings=TRUSTED, vouched=[word])


def test_two_approvals_are_of_two_people():
    settings = msgspec.structs.replace(TRUSTED, approvals=2)

    assert "1 of 2" in lacks(
        plan(), sign(plan()), sign(plan(), at=LATER + timedelta(hours=1)), settings=settings
    )
    assert lacks(plan(), sign(plan()), sign(plan(), OMAR_PEM, "omar"), settings=settings) == ""


@pytest.mark.parametrize(
    "maker", ["jane", "Jane", "arn:aws:iam::123456789012:user/jane", "x, jane@example.com"]
)
def test_who_made_a_plan_does_not_approve_it_unless_the_settings_allow_it(maker):
    own = plan(created_by=maker)
    alone = msgspec.structs.replace(TRUSTED, four_eyes=False)

    assert "jane made the plan" in lacks(own, sign(own))
    assert lacks(own, sign(own), settings=alone) == ""
    with pytest.raises(UsageError, match="four_eyes"):
        refuse_approver(own, "jane", TRUSTED, LATER)


@pytest.mark.parametrize("hours", [-1, 72, 1000])
def test_an_approval_from_before_the_plan_or_after_its_end_does_not_count(hours):
    assert "before the plan was made, or after" in lacks(
        plan(), sign(plan(), at=NOW + timedelta(hours=hours))
    )


def test_an_expired_plan_is_not_approved():
    with pytest.raises(UsageError, match="expired"):
        refuse_approver(plan(), "jane", TRUSTED, NOW + timedelta(hours=72))


def test_one_rejection_outweighs_all_approvals():
    no = Rejection(plan_hash=plan().hash, by="omar", at=LATER, reason="Not this week.", how="slack")

    assert lacks(plan(), sign(plan()), rejections=[no]) == "omar rejected it on 2026-03-19: Not this week."
    other = msgspec.structs.replace(no, plan_hash="0")
    assert lacks(plan(), sign(plan()), rejections=[other]) == ""


def test_with_no_approvals_asked_for_a_plan_needs_none():
    assert lacks(plan(), settings=RemediateSettings(approvals=0)) == ""


def test_a_key_is_known_by_the_name_that_the_settings_give_it():
    assert name_of(public_key(JANE_PEM, "key.pem"), TRUSTED) == "jane"
    with pytest.raises(UsageError, match=r"\[remediate.approvers\] NAME = "):
        name_of(new_key()[1], TRUSTED)


@pytest.mark.parametrize(
    "pem", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_what_is_no_key_is_refused_with_where_to_get_one(pem):
    with pytest.raises(InputError, match=r"key\.pem .*keygen"):
        public_key(pem, "key.pem")


def test_a_plan_survives_its_file(tmp_path):
    path = tmp_path / "plan.json"
    write_plan(path, plan())

    assert read_plan(path) == plan()
    assert read_plan(path).hash == plan().hash


def test_a_plan_that_was_edited_is_refused(tmp_path):
    path = tmp_path / "plan.json"
    path.write_text(plan_text(plan()).replace('"idle_days": 90', '"idle_days": 1'), encoding="utf-8")

    with pytest.raises(InputError, match="was changed after the plan was made"):
        read_plan(path)


@pytest.mark.parametrize("text", ["", "[]", '{"hash": "x"}', "\udcff"])
def test_what_is_no_plan_is_refused(tmp_path, text):
    path = tmp_path / "plan.json"
    path.write_bytes(text.encode(errors="surrogateescape"))

    with pytest.raises(InputError, match=r"plan\.json is no such file"):
        read_plan(path)


def test_a_plan_of_a_later_version_is_refused(tmp_path):
    path = tmp_path / "plan.json"
    write_plan(path, msgspec.structs.replace(plan(), schema_version=2))

    with pytest.raises(InputError, match="version 2"):
        read_plan(path)


def test_approvals_add_up_in_their_file_each_person_once(tmp_path):
    path = approval_file(tmp_path / "plan.json")
    add_approval(path, sign(plan()))
    add_approval(path, sign(plan(), OMAR_PEM, "omar"))
    add_approval(path, sign(plan(), at=LATER + timedelta(hours=2)))

    assert path.name == "plan.json.approval.json"
    assert [one.by for one in read_approvals(path)] == ["omar", "jane"]


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        read_plan(tmp_path / "none.json")


def test_whoever_signs_nothing_needs_no_library_for_it():
    told = subprocess.run(
        [sys.executable, "-c", "import sys, iam_audit.workflows; print('cryptography' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout == "False\n"
