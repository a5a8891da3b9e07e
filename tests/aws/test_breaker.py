from iam_audit.aws.breaker import MOST_FAILURES, REST, Breaker


def broken():
    breaker = Breaker()
    for _ in range(MOST_FAILURES):
        breaker.failed(10.0, "nobody answers")
    return breaker


def test_some_failures_are_borne():
    breaker = Breaker()
    for _ in range(MOST_FAILURES - 1):
        breaker.failed(10.0, "nobody answers")

    assert not breaker.refuses(10.0)


def test_too_many_failures_in_a_row_end_the_asking_with_the_last_reason():
    breaker = broken()

    assert breaker.refuses(10.1)
    assert breaker.reason == "nobody answers"


def test_an_answer_in_between_starts_the_count_again():
    breaker = Breaker()
    for _ in range(MOST_FAILURES):
        breaker.failed(10.0, "nobody answers")
        breaker.answered()

    assert not breaker.refuses(10.0)


def test_after_a_rest_one_call_is_let_through_to_see():
    breaker = broken()

    assert [breaker.refuses(10.0 + REST) for _ in range(3)] == [False, True, True]


def test_an_answer_after_the_rest_lets_all_through():
    breaker = broken()
    breaker.refuses(10.0 + REST)
    breaker.answered()

    assert not breaker.refuses(10.0 + REST)
