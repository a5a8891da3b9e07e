"""How AWS is asked."""

import threading
import time

import pytest
from recorded import denied, refused

from iam_audit.collect.asking import Refusal, ask_all, attempt, crew, error_code, listed, unless_absent
from iam_audit.errors import AccountError, CredentialsError, InputError, NotReadError


def raising(error):
    def ask(*_):
        raise error

    return ask


def test_answers_come_in_the_order_of_the_questions():
    with crew(4) as pool:
        answers = ask_all(pool, lambda number: time.sleep((5 - number) / 200) or number * 2, range(5))

    assert answers == [(0, 0), (1, 2), (2, 4), (3, 6), (4, 8)]


def test_no_more_calls_are_under_way_than_there_are_workers():
    gauge = threading.Lock()
    running, most = 0, 0

    def ask(_):
        nonlocal running, most
        with gauge:
            running += 1
            most = max(most, running)
        time.sleep(0.005)
        with gauge:
            running -= 1

    with crew(3) as pool:
        ask_all(pool, ask, range(12))

    assert most == 3


@pytest.mark.parametrize("workers", [0, -1])
def test_there_is_always_one_worker(workers):
    with crew(workers) as pool:
        assert ask_all(pool, str, [1]) == [(1, "1")]


def test_what_has_not_begun_never_does_after_ctrl_c():
    asked = []

    def ask(number):
        asked.append(number)
        time.sleep(0.02)

    def interrupted():
        with crew(1) as pool:
            for number in range(50):
                pool.submit(ask, number)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    time.sleep(0.2)

    assert len(asked) < 5


def test_a_refusal_has_the_code_and_a_sentence():
    refusal = attempt(raising(refused("ListUsers", "ServiceFailure", "broken today")))

    assert refusal.code == "ServiceFailure"
    assert "broken today" in refusal.reason


@pytest.mark.parametrize("error", [InputError("bad"), NotReadError("bad")])
def test_our_own_word_that_something_could_not_be_read_is_a_refusal(error):
    assert attempt(raising(error)) == Refusal("", "bad")


@pytest.mark.parametrize("error", [AccountError("all of it"), CredentialsError("expired")])
def test_what_ends_a_whole_account_is_no_refusal(error):
    with pytest.raises(type(error)):
        attempt(raising(error))


def test_only_no_such_entity_means_that_there_is_nothing():
    assert unless_absent(raising(refused("GetLoginProfile", "NoSuchEntity"))) is None
    with pytest.raises(type(denied(""))):
        unless_absent(raising(denied("GetLoginProfile")))


def test_an_error_without_a_code_has_an_empty_one():
    assert error_code(OSError()) == ""


def test_pages_are_followed_by_their_markers():
    pages = {
        None: {"Names": ["a"], "IsTruncated": True, "Marker": "1"},
        "1": {"Names": ["b"], "IsTruncated": False},
    }

    assert listed(lambda **parameters: pages[parameters.get("Marker")], "Names") == ["a", "b"]


@pytest.mark.parametrize("marker", [None, "", "same"])
def test_a_page_that_does_not_say_where_the_next_begins_is_refused(marker):
    page = {"Names": [], "IsTruncated": True, "Marker": marker}

    with pytest.raises(InputError, match="another page"):
        listed(lambda **_: page, "Names")


def test_an_answer_without_its_list_is_not_an_empty_list():
    with pytest.raises(InputError, match="has no Names"):
        listed(lambda **_: {}, "Names")
