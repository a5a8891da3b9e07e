"""Who is a person and who is a program."""

import pytest

from builders import NO_PASSWORD, password, snapshot, user
from iam_audit.kinds import kind_of, kinds_of
from iam_audit.model import Kind
from iam_audit.settings import ClassifySettings as Rules

EVERY = Rules(
    machine_tags=("kind=machine", "robot"),
    person_tags=("kind=person",),
    machine_paths=("/service/",),
    person_paths=("/people",),
    machine_names=("svc-*",),
    person_names=("*@example.com",),
    password_means_person=True,
    no_password_means_machine=True,
)


def test_without_rules_nobody_is_known():
    assert kind_of(user("svc-a", password=password()), Rules()) is Kind.UNKNOWN


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        pytest.param(user("x", tags={"kind": "machine"}), Kind.MACHINE, id="machine by tag and value"),
        pytest.param(user("x", tags={"robot": "anything"}), Kind.MACHINE, id="machine by tag alone"),
        pytest.param(user("x", tags={"kind": "person"}), Kind.PERSON, id="person by tag"),
        pytest.param(user("x", tags={"Kind": "person"}), Kind.MACHINE, id="tags are told apart by case"),
        pytest.param(user("x", path="/service/"), Kind.MACHINE, id="path"),
        pytest.param(user("x", path="/service/deep/"), Kind.MACHINE, id="below a path"),
        pytest.param(user("x", path="/people/"), Kind.PERSON, id="path without its last slash"),
        pytest.param(
            user("x", path="/people-ops/", password=NO_PASSWORD), Kind.MACHINE, id="a path is whole words"
        ),
        pytest.param(user("SVC-a"), Kind.MACHINE, id="name, whatever its case"),
        pytest.param(user("jane@example.com"), Kind.PERSON, id="person by name"),
        pytest.param(user("x", password=password()), Kind.PERSON, id="has a password"),
        pytest.param(user("x", password=NO_PASSWORD), Kind.MACHINE, id="has no password"),
    ],
)
def test_a_rule_tells(who, kind):
    assert kind_of(who, EVERY) is kind


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        pytest.param(
            user("svc-a", tags={"kind": "person"}, path="/service/"), Kind.PERSON, id="tag over path"
        ),
        pytest.param(user("svc-a", path="/people/"), Kind.PERSON, id="path over name"),
        pytest.param(user("svc-a", password=password()), Kind.MACHINE, id="name over password"),
    ],
)
def test_the_stronger_rule_decides(who, kind):
    assert kind_of(who, EVERY) is kind


def test_two_rules_of_one_sort_that_contradict_each_other_tell_nothing():
    rules = Rules(machine_names=("svc-*",), person_names=("*-jane",), password_means_person=True)

    assert kind_of(user("svc-jane", password=password()), rules) is Kind.UNKNOWN


def test_unread_tags_make_a_user_unknown_where_tags_decide():
    assert kind_of(user("svc-a", tags=None), EVERY) is Kind.UNKNOWN
    assert kind_of(user("svc-a", tags=None), Rules(machine_names=("svc-*",))) is Kind.MACHINE


@pytest.mark.parametrize("rules", [Rules(password_means_person=True), Rules(no_password_means_machine=True)])
def test_an_unknown_password_makes_a_user_unknown(rules):
    assert kind_of(user("x", password=password(enabled=None)), rules) is Kind.UNKNOWN


def test_only_the_rule_that_is_set_speaks_of_passwords():
    assert kind_of(user("x", password=NO_PASSWORD), Rules(password_means_person=True)) is Kind.UNKNOWN
    assert kind_of(user("x", password=password()), Rules(no_password_means_machine=True)) is Kind.UNKNOWN


def test_a_tag_value_may_have_wildcards_and_equals_signs():
    rules = Rules(machine_tags=("team=ci-*", "note=a=b"))

    assert kind_of(user("x", tags={"team": "ci-build"}), rules) is Kind.MACHINE
    assert kind_of(user("x", tags={"note": "a=b"}), rules) is Kind.MACHINE
    assert kind_of(user("x", tags={"team": "web"}), rules) is Kind.UNKNOWN


def test_the_path_of_everybody_is_below_the_root():
    assert kind_of(user("x"), Rules(person_paths=("/",))) is Kind.PERSON


def test_every_user_has_a_kind():
    kinds = kinds_of(snapshot(users=(user("svc-a"), user("jane@example.com"))), EVERY)

    assert kinds == {"svc-a": Kind.MACHINE, "jane@example.com": Kind.PERSON}
