"""Things true of what every check answers, also of those that nobody has written yet."""

import pytest

from asking import BAD, CLEAN, answers, audit, every_configured_check, findings_in_bad_accounts, without
from iam_audit.model import Section, Status
from whole_accounts import ACCOUNTS, FOLDER, as_json, load


@pytest.mark.parametrize("name", ACCOUNTS)
def test_the_invented_accounts_are_what_their_script_writes(name):
    assert (FOLDER / f"{name}.json").read_text(encoding="utf-8") == as_json(ACCOUNTS[name]())


@every_configured_check
def test_a_check_is_silent_about_the_clean_account_or_asks_a_person(check):
    statuses = {finding.status for finding in audit(check, load(CLEAN[0])).findings}

    assert statuses <= ({Status.MANUAL} if check.by_hand else set())


@every_configured_check
@pytest.mark.parametrize("name", CLEAN)
def test_nothing_fails_in_a_clean_account(check, name):
    assert [one for one in audit(check, load(name)).findings if one.status is Status.FAIL] == []


@every_configured_check
def test_some_clean_account_gives_every_check_something_to_look_at(check):
    results = [audit(check, load(name)) for name in CLEAN]

    assert any(result.findings if check.by_hand else result.counts[0].passed for result in results)


@every_configured_check
def test_a_check_is_loud_about_a_bad_account(check):
    loud = {Status.FAIL, Status.MANUAL} if check.by_hand else {Status.FAIL}

    assert loud & {finding.status for finding in findings_in_bad_accounts(check)}


@every_configured_check
def test_a_check_says_each_thing_once(check):
    for name in BAD:
        prints = [finding.fingerprint for finding in audit(check, load(name)).findings]

        assert len(prints) == len(set(prints))


@every_configured_check
def test_a_message_is_a_sentence_and_a_failure_has_evidence(check):
    for finding in findings_in_bad_accounts(check):
        assert finding.message.endswith(".")
        assert finding.evidence or finding.status is not Status.FAIL


@every_configured_check
def test_nothing_is_evaluated_where_nothing_could_be_read(check):
    result = audit(check, load("gaps"))

    assert {finding.status for finding in result.findings} == {Status.NOT_EVALUATED}
    assert result.counts[0].passed == 0


@pytest.mark.parametrize("section", Section)
def test_a_section_that_is_missing_is_never_taken_for_good_news(section):
    for name in BAD:
        whole, part = answers(load(name)), answers(without(load(name), section))
        fewer = {check_id for check_id, said in part.items() if len(said) < len(whole[check_id])}
        sure = {check_id for check_id in fewer if Status.NOT_EVALUATED not in part[check_id]}

        assert sure == set(), name


@pytest.mark.parametrize("section", Section)
def test_a_section_that_is_missing_is_never_taken_for_a_fault(section):
    for name in CLEAN:
        said = answers(without(load(name), section))

        assert {check_id for check_id, statuses in said.items() if Status.FAIL in statuses} == set(), name


@every_configured_check
def test_every_needed_section_is_needed_for_a_verdict(check):
    if not check.needs_all:
        return
    for section in check.needs:
        assert check.blocked_by(without(load("clean"), section))
