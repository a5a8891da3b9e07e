"""What documents do for people: the same for everybody, unless their conditions and variables tell people apart."""

import pytest

from accounts import allow, document, holder
from builders import NOW, snapshot, user
from iam_audit.model import CredentialContext, Tier
from iam_audit.policy import privileges
from iam_audit.policy.areas import NOWHERE
from iam_audit.policy.document import parse_policy
from iam_audit.policy.requests import request_facts
from iam_audit.policy.rulebook import Rulebook
from iam_audit.policy.vocabulary import Vocabulary

KEY = CredentialContext.ACCESS_KEY
ALICE, BOB = user("alice"), user("bob")


def rules(book, text, who=ALICE):
    """What one document does for somebody who signs with an access key."""
    (found,) = book.rules((parse_policy(text),), who.arn, KEY.value, request_facts(who, KEY, NOW))
    return found


def only(who, key):
    return {"StringEquals": {f"aws:{key}": who.arn if key == "PrincipalArn" else who.name}}


def test_a_document_that_tells_nobody_apart_does_one_and_the_same_for_all():
    book, text = Rulebook(Vocabulary()), document(allow("s3:GetObject"))

    assert rules(book, text, ALICE) is rules(book, text, BOB)


@pytest.mark.parametrize("key", ["PrincipalArn", "username"])
def test_a_condition_on_who_asks_is_answered_for_each(key):
    text = document(allow(Condition=only(ALICE, key)))
    held = tuple(holder(allow(Condition=only(ALICE, key)), name=each.name) for each in (ALICE, BOB))
    found = privileges(snapshot(users=held), NOW)
    book = Rulebook(Vocabulary())

    assert rules(book, text, ALICE).grants
    assert not rules(book, text, BOB).grants
    assert [found[each.arn].upper for each in (ALICE, BOB)] == [Tier.ADMIN, Tier.NONE]


def test_a_variable_without_a_value_leaves_nothing_certain():
    resources = ["arn:aws:s3:::open/*", "arn:aws:s3:::${aws:PrincipalTag/none}/*"]
    (grant,) = rules(Rulebook(Vocabulary()), document(allow("s3:GetObject", resources))).grants

    assert grant.actions
    assert grant.narrow == NOWHERE
    assert grant.sure == 0


def test_actions_that_are_learned_later_are_in_documents_that_were_asked_about_before():
    vocabulary, everything = Vocabulary(), document(allow("*"))
    book = Rulebook(vocabulary)
    (before,) = rules(book, everything).grants
    vocabulary.learn(parse_policy(document(allow("newsvc:Do"))))
    (after,) = rules(book, everything).grants

    assert after.actions == before.actions | vocabulary.named("newsvc:Do")
