"""Who is asked about a finding, and whom nobody believes."""

import msgspec
import pytest

from alert_scenes import OTHER_ACCOUNT, audited, failing, people
from builders import ACCOUNT_ID
from iam_audit.audience import Directory, OwnerRules
from iam_audit.audience.owners import tagged
from iam_audit.audience.owners_file import Entry
from iam_audit.model import AlternateContact, ContactKind
from whole_roles import role

SECURITY = AlternateContact(kind=ContactKind.SECURITY, email="security@example.com")
BILLING = AlternateContact(kind=ContactKind.BILLING, email="billing@example.com")


def rules(**fields):
    return OwnerRules(**({"allowed_domains": ("example.com",)} | fields))


def owner(tags, *, name="alice", contacts=(), **fields):
    result = audited(people({name: tags}, contacts=contacts))
    return Directory(result, rules(**fields)).owner_of(failing(result, name))


def remarks(tags, *, name="alice", **fields):
    result = audited(people({name: tags}))
    directory = Directory(result, rules(**fields))
    directory.owner_of(failing(result, name))
    return directory.remarks


def test_the_tag_for_mail_names_the_owner():
    found = owner({"email": "alice@example.com"})

    assert (found.mail, found.found_in, found.name) == ("alice@example.com", "tag", "alice")


def test_the_tag_may_have_another_name():
    assert owner({"contact": "alice@example.com"}, mail_tag="contact").mail == "alice@example.com"


def test_the_tag_for_slack_goes_with_the_address():
    found = owner({"email": "alice@example.com", "slack": "U0ALICE"})

    assert (found.mail, found.slack_id, found.id) == ("alice@example.com", "U0ALICE", "alice@example.com")


def test_a_slack_id_alone_is_enough():
    found = owner({"slack": "U0ALICE"})
    in_the_file = owner({"team": "red"}, entries=(Entry(user="*", slack="U0TEAM"),))

    assert (found.mail, found.slack_id, found.id) == (None, "U0ALICE", "U0ALICE")
    assert (in_the_file.slack_id, in_the_file.found_in) == ("U0TEAM", "owners' file")


def test_the_tag_comes_before_the_user_name_and_that_before_the_file():
    entry = Entry(user="*", mail="file@example.com")
    name = "bob@example.com"

    assert owner({"email": "tag@example.com"}, name=name, entries=(entry,)).mail == "tag@example.com"
    assert owner({}, name=name, entries=(entry,)).mail == name
    assert owner({}, entries=(entry,)).mail == "file@example.com"


def test_the_file_comes_before_the_contact_of_the_account():
    entry = Entry(user="alice", mail="file@example.com")

    assert owner({}, contacts=(SECURITY,), entries=(entry,)).found_in == "owners' file"
    assert owner({}, contacts=(SECURITY,)).mail == SECURITY.email


def test_those_who_pay_the_bill_are_not_asked():
    assert owner({}, contacts=(BILLING,)) is None


def test_operations_are_asked_where_security_has_no_address():
    operations = AlternateContact(kind=ContactKind.OPERATIONS, email="ops@example.com")

    assert owner({}, contacts=(operations, BILLING)).mail == "ops@example.com"


def test_what_is_about_no_user_goes_to_the_contact():
    result = audited(people({"alice": {}}, contacts=(SECURITY,)))
    about_the_account = msgspec.structs.replace(failing(result), resource=result.accounts[0].account.resource)

    assert Directory(result, rules()).owner_of(about_the_account).mail == SECURITY.email


def test_a_role_has_an_owner_by_its_own_tags():
    worker = role("alice", tags={"email": "ops@example.com"})
    result = audited(people({"alice": {"email": "alice@example.com"}}, roles=(worker,)))
    about_the_role = msgspec.structs.replace(failing(result), resource=worker.resource)
    directory = Directory(result, rules())

    assert directory.owner_of(about_the_role).mail == "ops@example.com"
    assert directory.owner_of(failing(result)).mail == "alice@example.com"


def test_nobody_is_asked_where_nothing_tells():
    assert owner({}) is None


@pytest.mark.parametrize(
    "address",
    [
        "thief@evil.example.net",
        "alice@example.com.evil.example.net",
        "alice@evil-example.com",
        "alice@example.com@evil.example.net",
        "alice@example.com, thief@evil.example.net",
        "alice@example.com\r\nBcc: thief@evil.example.net",
        "Alice <alice@example.com>",
        "not an address",
        "@example.com",
    ],
)
def test_a_hostile_tag_is_not_believed_and_the_report_says_so(address):
    assert owner({"email": address}) is None
    assert len(remarks({"email": address})) == 1
    assert "so it was not used" in remarks({"email": address})[0]


def test_without_allowed_domains_no_tag_is_believed():
    assert owner({"email": "alice@example.com"}, allowed_domains=()) is None


def test_a_user_name_of_another_domain_is_not_believed():
    assert owner({}, name="bob@evil.example.net") is None


@pytest.mark.parametrize(
    ("domain", "believed"),
    [("example.com", False), ("*.example.com", True), ("EU.example.com", True), ("*", True)],
)
def test_domains_may_have_patterns_and_capitals_do_not_matter(domain, believed):
    assert bool(owner({"email": "alice@eu.EXAMPLE.com"}, allowed_domains=(domain,))) is believed


@pytest.mark.parametrize("slack", ["#general", "C0123456789", "<!channel>", "@alice", "u0alice"])
def test_a_slack_tag_that_is_no_member_is_not_used_and_the_report_says_so(slack):
    assert owner({"slack": slack}) is None
    assert "is no id of a Slack member" in remarks({"slack": slack})[0]


def test_a_refused_tag_falls_back_to_the_file():
    found = owner({"email": "x@evil.example.net"}, entries=(Entry(user="ali*", mail="alice@example.org"),))

    assert (found.mail, found.found_in) == ("alice@example.org", "owners' file")


def test_tags_that_could_not_be_read_are_said():
    assert remarks(None) == (f"The tags of users and roles in {ACCOUNT_ID} could not be read.",)


def test_the_same_address_is_the_same_owner_in_every_account():
    here = people({"alice": {"email": "Alice@example.com"}})
    there = people({"al": {"email": "alice@example.com"}}, account_id=OTHER_ACCOUNT)
    result = audited(here, there)
    directory = Directory(result, rules())

    assert directory.owner_of(failing(result, "alice")).id == directory.owner_of(failing(result, "al")).id


@pytest.mark.parametrize(
    ("tags", "wanted", "fits"),
    [
        ({"team": "red"}, ("team",), True),
        ({"team": "red"}, ("team=red",), True),
        ({"team": "red"}, ("team=r*",), True),
        ({"team": "red"}, ("team=blue", "x"), False),
        (None, ("team",), False),
    ],
)
def test_tags_are_named_by_key_or_by_key_and_value(tags, wanted, fits):
    assert tagged(tags, wanted) is fits
