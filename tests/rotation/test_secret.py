"""The secret of a new key does not show by accident."""

import copy
import json
import logging
import pickle
import traceback

import msgspec
import pytest

from builders import NOW
from iam_audit.errors import IamAuditError
from iam_audit.rotation.hushing import Untold, asked, hushed, told
from iam_audit.rotation.secret import NewKey, Secret, environment_value, read_back, sdk_value

TEXT = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
KEY = NewKey(
    account_id="123456789012",
    user_name="deploy",
    id="AKIAIOSFODNN7EXAMPLE",
    secret=Secret(TEXT),
    made_at=NOW,
)


@pytest.mark.parametrize(
    "shown",
    [
        repr(KEY),
        str(KEY.secret),
        f"{KEY.secret}",
        f"{KEY.secret!r:>20}",
        "%s %r" % (KEY.secret, KEY),  # noqa: UP031 - also those who write it like that
        str([KEY.secret]),
        str(Secret(TEXT)),
        str(dir(KEY.secret)),
    ],
)
def test_no_way_to_show_it_shows_it(shown):
    assert TEXT not in shown


@pytest.mark.parametrize(
    "write",
    [pickle.dumps, copy.deepcopy, copy.copy, json.dumps, msgspec.json.encode, msgspec.to_builtins, vars],
)
def test_it_cannot_be_written_down(write):
    with pytest.raises(TypeError):
        write(KEY.secret)


def test_it_can_be_compared_with_its_like_alone():
    assert Secret(TEXT) == KEY.secret
    assert Secret("other") != KEY.secret
    assert KEY.secret != TEXT


@pytest.mark.parametrize("shape", [sdk_value, environment_value])
def test_what_is_stored_can_be_read_back(shape):
    held = read_back(shape(KEY))

    assert held == (KEY.id, KEY.secret)


def test_the_sdks_take_what_is_stored_from_a_credential_process():
    value = json.loads(sdk_value(KEY).reveal())

    assert (value["Version"], value["AccessKeyId"], value["SecretAccessKey"]) == (1, KEY.id, TEXT)
    assert (value["UserName"], value["RotatedAt"]) == ("deploy", "2026-03-19T12:00:00Z")


@pytest.mark.parametrize(
    "text", ["", "no key yet", "[]", '{"probe":"iam-audit"}', '{"AccessKeyId":"x"}', '{"a":{}}']
)
def test_what_holds_no_key_reads_as_none(text):
    assert read_back(Secret(text)) is None


def failing(value: str):
    def ask():
        held = value
        raise ValueError(f"refused: {held[:0]}")

    return ask


def test_an_error_brings_nothing_along_that_a_reporter_of_crashes_could_find():
    with pytest.raises(IamAuditError) as caught:
        asked(failing(TEXT))

    whole = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)
    assert "held" not in whole


def test_what_the_sdk_logs_meanwhile_is_not_heard_and_what_comes_after_is(caplog):
    caplog.set_level(logging.DEBUG, logger="botocore.parsers")
    log = logging.getLogger("botocore.parsers")
    with hushed(), hushed():
        log.debug("answer: %s", TEXT)
        log.info("said")
    log.debug("later")

    assert [one.getMessage() for one in caplog.records] == ["said", "later"]


def test_why_nothing_was_told_tells_whether_it_may_have_been_done():
    class ReadTimeoutError(Exception):
        pass

    def lose():
        raise ReadTimeoutError

    assert told(lambda: 3) == 3
    assert isinstance(told(lose), Untold)
    assert told(lose).lost
    assert not told(failing(TEXT)).lost
