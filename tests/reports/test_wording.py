import audits
import pytest

from builders import access_key, account, root
from iam_audit.reports import wording


@pytest.mark.parametrize(
    ("resource", "words"),
    [
        (access_key().resource, "AKIAIOSFODNN7EXAMPLE of alice"),
        (access_key(id=None, slot=2).resource, "key 2 of alice"),
        (access_key(id=None, slot=None).resource, "key unknown of alice"),
        (audits.user_resource("alice"), "user alice"),
        (account().resource, "account production"),
        (root().resource, "root user"),
    ],
)
def test_a_resource_is_named_in_few_words(resource, words):
    assert wording.resource(resource) == words


@pytest.mark.parametrize(("text", "shown"), [("abc", "abc"), ("abcd", "ab…")])
def test_what_is_too_long_is_cut_and_shows_it(text, shown):
    assert wording.cut(text, 3) == shown
