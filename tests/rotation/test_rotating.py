"""Rotations against moto's server, with the clock moved: as they should go, and with everything that goes wrong."""

import logging
from datetime import timedelta
from traceback import TracebackException

import pyrage
import pytest

from iam_audit.errors import DeliveryError
from iam_audit.remediate import Refusal, Rule
from iam_audit.rotation.age_file import AgeFile
from iam_audit.rotation.base import PlaceError
from iam_audit.rotation.secrets_manager import SecretsManager
from rotation_desk import KilledError


def refusal(step, why, until=None) -> Refusal:
    return Refusal(action=step.action, target=step.target, rule=Rule.WAIVED, why=why, until=until)


def days(number: float) -> timedelta:
    return timedelta(days=number)


def test_a_rotation_goes_from_the_first_key_to_the_second_as_its_owner_moves(desk, account):
    began = desk.run()
    new = account.new()
    assert (began.standing, began.why) == ("waits", f"the new key {new} was not seen in use yet")
    assert desk.current()["AccessKeyId"] == new
    assert desk.current()["SecretAccessKey"] == desk.door.secrets[0]
    assert [(one.old_key, one.new_key, one.where) for one in desk.told] == [
        (account.old, new, "secretsmanager:ci/deploy")
    ]

    desk.clock.later(days=3)
    account.use(new, desk.clock())
    account.use(account.old, desk.clock() - days(1), "lambda")
    waiting = desk.run()
    assert f"the old key {account.old} was last used" in waiting.why
    assert "lambda/us-east-1" in waiting.why
    assert account.keys() == {account.old: "Active", new: "Active"}

    desk.clock.later(days=7.5)
    switched_off = desk.run()
    assert switched_off.did == (f"{account.old} was deactivated",)
    assert account.keys() == {account.old: "Inactive", new: "Active"}

    desk.clock.later(days=29)
    assert desk.run().standing == "waits"
    desk.clock.later(days=2)
    assert desk.run(anew=False).did == (f"{account.old} was deleted",)
    assert account.keys() == {new: "Active"}
    assert {state for _, state in desk.acts()} == {"done"}
    assert desk.run(anew=False).standing == "finished"


def test_a_silent_old_key_is_waited_for_from_the_day_its_owner_was_told(desk, account):
    desk.run()
    account.use(account.new(), desk.clock())

    desk.clock.later(days=7.9)
    assert desk.run().standing == "waits"
    desk.clock.later(days=0.2)
    assert desk.run().did == (f"{account.old} was deactivated",)


def test_our_own_trial_of_the_new_key_is_no_use_of_it(desk, account):
    desk.run()
    account.use(account.new(), desk.clock() + timedelta(minutes=5), "sts")
    desk.clock.later(days=30)

    assert desk.run().standing == "waits"
    account.use(account.new(), desk.clock(), "sts")
    assert desk.run().did == (f"{account.old} was deactivated",)


def test_two_keys_are_left_alone_and_somebody_is_asked(desk, account):
    second = account.add_key()
    account.use(account.old, desk.clock(), "s3")

    blocked = desk.run()

    assert blocked.standing == "blocked"
    assert "two keys" in blocked.why
    assert blocked.proposals[0].startswith("Nobody has used it: ")
    assert second in blocked.proposals[0]
    assert set(account.keys()) == {account.old, second}
    assert desk.acts() == []


def test_no_key_is_made_where_the_place_cannot_be_written_to(desk, account):
    desk.door.denied["put_secret_value"] = "AccessDeniedException"

    failed = desk.run()

    assert failed.standing == "failed"
    assert "ci/deploy cannot be used" in failed.why
    assert list(account.keys()) == [account.old]


class Full(SecretsManager):
    """Can be written to until it matters."""

    def store(self, key, value):
        raise PlaceError(f"no room for {value!r}")


def test_a_key_that_cannot_be_stored_is_deleted_at_once(desk, account):
    desk.place = Full("ci/deploy", desk.door)

    failed = desk.run()

    assert "was deleted at once" in failed.why
    assert list(account.keys()) == [account.old]
    assert ("rotate-discard-access-key", "done") in desk.acts()
    desk.place = SecretsManager("ci/deploy", desk.door)
    assert desk.run().standing == "waits"


def test_a_key_that_can_neither_be_stored_nor_deleted_is_switched_off_and_spoken_of_loudly(desk, account):
    desk.place = Full("ci/deploy", desk.door)
    desk.door.denied["delete_access_key"] = "AccessDenied"

    failed = desk.run()

    assert "could not be deleted" in failed.why
    assert "deactivated instead" in failed.why
    assert account.keys()[account.new()] == "Inactive"
    del desk.door.denied["delete_access_key"]
    assert "was deleted: its secret was lost" in desk.run().did[0]
    assert list(account.keys()) == [account.old]


def test_a_key_that_cannot_even_be_switched_off_is_said_to_be_active(desk, account):
    desk.place = Full("ci/deploy", desk.door)
    desk.door.denied |= {"delete_access_key": "AccessDenied", "update_access_key": "AccessDenied"}

    assert "STILL ACTIVE" in desk.run().why


class Lossy(SecretsManager):
    """Takes a key, and the answer gets lost."""

    def store(self, key, value):
        super().store(key, value)
        raise PlaceError("nobody answered", lost=True)


def test_a_key_that_was_stored_without_an_answer_goes_on(desk, account):
    desk.place = Lossy("ci/deploy", desk.door)

    assert desk.run().standing == "waits"
    assert desk.current()["AccessKeyId"] == account.new()


class Mute(Lossy):
    """... and then it does not answer questions either."""

    staged = False
    mute = True

    def holds(self, key_id):
        if self.mute:
            raise PlaceError("nobody answers")
        return super().holds(key_id)


def test_a_key_that_may_have_been_stored_is_kept_until_that_is_known(desk, account):
    desk.place = Mute("ci/deploy", desk.door)
    failed = desk.run()
    assert "Nobody knows whether secretsmanager:ci/deploy took the new key" in failed.why
    assert len(account.keys()) == 2
    assert desk.run().standing == "failed"

    desk.place.mute = False
    assert desk.run().standing == "waits"
    assert desk.current()["AccessKeyId"] == account.new()


def test_a_key_whose_making_was_not_answered_is_deleted_at_once(desk, account):
    desk.door.lost.add("create_access_key")

    failed = desk.run()

    assert "No new key for deploy" in failed.why
    assert list(account.keys()) == [account.old]


def test_a_key_that_somebody_else_made_since_is_not_taken_for_ours(desk, account):
    desk.door.kill_at = "create_access_key"
    with pytest.raises(KilledError):
        desk.run()
    theirs = account.add_key()
    account.backdate(theirs, days=-1)  # made tomorrow
    desk.door.kill_at = ""

    settled = desk.run()
    assert settled.did == ("no key was made by the run before",)
    assert account.keys()[theirs] == "Active"


def test_nobody_loses_a_key_before_its_owner_could_be_told(desk, account):
    def refuse(notice):
        raise DeliveryError("The mail server is on holiday.")

    told, desk.tell = desk.tell, refuse
    failed = desk.run()
    assert "nobody could be told: The mail server is on holiday." in failed.why
    account.use(account.new(), desk.clock())
    desk.clock.later(days=40)
    assert desk.run().standing == "failed"
    assert account.keys()[account.old] == "Active"

    desk.tell = told
    assert desk.run().standing == "waits"
    assert len(desk.told) == 1


def test_a_new_key_is_tried_until_aws_knows_it(desk, account):
    tries = []

    def late(key_id, secret):
        tries.append(key_id)
        return (
            account.aws.identity_of(key_id, secret if len(tries) > 3 else "wrong").arn
            if len(tries) > 3
            else fail()
        )

    def fail():
        raise PlaceError("AWS does not know this access key.")

    desk.whose_key = late
    assert desk.run().standing == "waits"
    assert desk.slept == [1.0, 2.0, 3.0]


def test_a_new_key_that_does_not_work_is_not_shown_to_those_who_read_the_place(desk, account):
    def fail(key_id, secret):
        raise PlaceError("AWS does not know this access key.")

    works, desk.whose_key = desk.whose_key, fail
    failed = desk.run()

    assert "stored but not in service" in failed.why
    assert sum(desk.slept) <= 60
    assert desk.current() == {"probe": "iam-audit"}
    desk.whose_key = works
    assert desk.run().standing == "waits"
    assert desk.current()["AccessKeyId"] == account.new()


@pytest.fixture
def in_a_file(desk, tmp_path):
    """A key that was stored for its owner alone, and then the run ended before it was tried."""
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    desk.place = AgeFile(str(tmp_path), "deploy", [recipient])
    works = desk.whose_key
    fail_the_trial(desk)
    assert "stored but not in service" in desk.run().why
    desk.whose_key = works
    return desk.account.new()


def test_a_key_that_nobody_here_can_read_again_makes_room_for_another(desk, account, in_a_file):
    again = desk.run()

    assert f"{in_a_file} was deleted again" in again.did[0]
    assert again.standing == "waits"
    assert account.new() != in_a_file
    assert desk.told[-1].where.endswith(f"deploy-{account.new()}.age")


def test_a_key_that_nobody_here_can_read_again_stays_where_it_is_used(desk, account, in_a_file):
    account.use(in_a_file, desk.clock())

    again = desk.run()

    assert again.did[0] == f"{in_a_file} works: it was used"
    assert account.keys()[in_a_file] == "Active"


def test_a_key_that_may_be_used_is_not_taken_away(desk, account, in_a_file):
    desk.door.denied["get_access_key_last_used"] = "AccessDenied"

    assert "nobody knows whether it works or is used" in desk.run().why
    assert account.keys()[in_a_file] == "Active"


def test_an_old_key_that_somebody_switches_on_again_is_waited_for_anew(desk, account):
    desk.run()
    account.use(account.new(), desk.clock())
    desk.clock.later(days=9)
    desk.run()
    account.iam.update_access_key(UserName="deploy", AccessKeyId=account.old, Status="Active")
    account.use(account.old, desk.clock())

    waiting = desk.run()

    assert "switched on again by somebody" in waiting.did[0]
    assert waiting.standing == "waits"
    assert ("deactivate-access-key", "reversed") in desk.acts()
    desk.clock.later(days=9)
    assert desk.run().did == (f"{account.old} was deactivated",)


def test_a_use_that_aws_does_not_tell_is_no_silence(desk, account):
    desk.run()
    account.use(account.new(), desk.clock())
    desk.clock.later(days=30)
    desk.door.denied["get_access_key_last_used"] = "AccessDenied"

    assert "nobody knows" in desk.run().why
    assert account.keys()[account.old] == "Active"


def test_what_a_guard_protects_is_left_alone(desk, account):
    desk.guard = lambda step, facts: refusal(step, "It is kept for emergencies.")

    refused = desk.run()

    assert refused.standing == "blocked"
    assert refused.why == "The key of deploy is left alone: It is kept for emergencies."
    assert list(account.keys()) == [account.old]


def test_an_old_key_is_left_alone_when_a_guard_speaks_up_later(desk, account):
    desk.run()
    account.use(account.new(), desk.clock())
    desk.clock.later(days=30)
    desk.guard = lambda step, facts: (
        refusal(step, "It has a waiver.", desk.clock()) if facts["key_status"] == "Active" else None
    )

    waiting = desk.run()
    assert (waiting.standing, waiting.until) == ("waits", desk.clock())
    assert "It has a waiver." in waiting.why
    assert account.keys()[account.old] == "Active"


def test_looking_changes_nothing(desk, account):
    desk.terms = desk.terms
    tools = desk.tools()

    seen = desk.rotating().look(tools)

    assert seen.standing == "would"
    assert "would make a second key" in seen.why
    assert list(account.keys()) == [account.old]
    assert desk.acts() == []


def lose_the_making(desk) -> None:
    desk.door.lost.add("create_access_key")


def fill_the_place(desk) -> None:
    desk.place = Full("ci/deploy", desk.door)


def fill_the_place_and_keep_the_key(desk) -> None:
    fill_the_place(desk)
    desk.door.denied |= {"delete_access_key": "AccessDenied", "update_access_key": "AccessDenied"}


def fail_the_trial(desk) -> None:
    def fail(key_id, secret):
        raise ValueError(f"{key_id} with {secret} does not work")

    desk.whose_key = fail


def fail_the_publishing(desk) -> None:
    desk.door.denied["update_secret_version_stage"] = "AccessDeniedException"


def fail_the_telling(desk) -> None:
    def fail(notice):
        raise DeliveryError(f"no way to send {notice}")

    desk.tell = fail


@pytest.mark.parametrize(
    "trouble",
    [
        lose_the_making,
        fill_the_place,
        fill_the_place_and_keep_the_key,
        fail_the_trial,
        fail_the_publishing,
        fail_the_telling,
    ],
)
def test_no_way_to_fail_gives_the_secret_away(desk, caplog, trouble):
    caplog.set_level(logging.DEBUG)
    # commands in the same process set a level of their own
    caplog.set_level(logging.DEBUG, logger="iam_audit")
    trouble(desk)

    ended = desk.run()

    assert ended.standing == "failed"
    (secret,) = desk.door.secrets
    raised = [one.exc_info[1] for one in caplog.records if one.exc_info]
    tracebacks = [
        "".join(TracebackException.from_exception(one, capture_locals=True).format()) for one in raised
    ]
    journal = [repr(one) for one in (*desk.journal.events(), *desk.journal.entries())]
    assert tracebacks
    assert not [text for text in (repr(ended), caplog.text, *tracebacks, *journal) if secret in text]


def killed(desk, number: int, *, anew: bool = True) -> bool:
    """Run until the n-th thing is done to the world; False when the run ended before that."""
    desk.killer.arm(number)
    try:
        desk.run(anew=anew)
    except KilledError:
        return True
    finally:
        desk.killer.arm(0)
    return False


def test_wherever_a_run_is_killed_the_next_ones_bring_it_to_the_same_end(desk):
    number = 1
    while killed(desk, number):
        desk.run()
        ended = desk.run()

        account = desk.account
        assert ended.standing == "waits", number
        assert account.keys() == {account.old: "Active", account.new(): "Active"}, number
        assert desk.current()["AccessKeyId"] == account.new(), number
        assert (desk.told[-1].new_key, desk.told[-1].where) == (account.new(), desk.place.place), number
        assert not desk.journal.unsettled("123456789012")
        number += 1
        desk.begin_again()
    assert number > 14


def test_wherever_the_retiring_is_killed_the_old_key_goes_once_and_the_new_one_stays(desk):
    number = 1
    while True:
        desk.run()
        desk.account.use(desk.account.new(), desk.clock())
        desk.clock.later(days=9)
        was_killed = killed(desk, number, anew=False)
        desk.run(anew=False)
        desk.clock.later(days=31)
        was_killed = killed(desk, number, anew=False) or was_killed
        ended = desk.run(anew=False)
        assert ended.standing == "finished", (number, ended)
        assert list(desk.account.keys().values()) == ["Active"], number
        assert [desk.current()["AccessKeyId"]] == list(desk.account.keys()), number
        assert not desk.journal.unsettled("123456789012")
        if not was_killed:
            break
        number += 1
        desk.begin_again()
    assert number > 3
