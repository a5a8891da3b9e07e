"""What an account tells about whom to ask."""

from builders import access_key, snapshot, user
from iam_audit.audit import audit_snapshot
from iam_audit.model import Account, AlternateContact, Bearer, ContactKind, Kind, OrganizationTree
from iam_audit.ownership import bearers_of
from iam_audit.runs.shards import read_shard, write_shard
from iam_audit.surroundings import View, surrounded
from whole_roles import role

SECURITY = AlternateContact(kind=ContactKind.SECURITY, email="security@example.com")
TREE = OrganizationTree(
    parents={"123456789012": "ou-prod", "ou-prod": "r-root"},
    accounts=("123456789012",),
    names={"ou-prod": "Production", "r-root": "Root"},
)


def audited(read):
    return audit_snapshot(read, (), read.collected_at)


def test_users_are_named_with_their_tags_and_their_kind():
    told = bearers_of(snapshot(users=(user(tags={"email": "a"}),)), {"alice": Kind.PERSON})

    assert told == (
        Bearer(
            arn="arn:aws:iam::123456789012:user/alice", name="alice", tags={"email": "a"}, kind=Kind.PERSON
        ),
    )


def test_roles_count_where_they_have_tags_and_are_programs():
    one, other = role("worker", tags={"email": "a"}), role("plain", tags={})
    told = bearers_of(snapshot(roles=(one, other)), {})

    assert [(bearer.name, bearer.kind) for bearer in told] == [("worker", Kind.MACHINE)]


def test_units_above_the_account_are_known_by_id_and_by_name():
    view = View(tree=TREE, policies=(), accounts=frozenset({"123456789012"}))

    assert audited(surrounded(snapshot(), [view])).units == (
        "ou-prod",
        "Production",
        "r-root",
        "Root",
    )


def test_the_management_account_is_below_units_as_well():
    view = View(tree=TREE, policies=(), accounts=frozenset({"123456789012"}))
    manager = snapshot(account=Account(id="123456789012", management=True))

    assert audited(surrounded(manager, [view])).units[0] == "ou-prod"


def test_an_audit_carries_it_beside_the_findings():
    read = snapshot(users=(user(tags=None),), access_keys=(access_key(),), alternate_contacts=(SECURITY,))
    told = audited(read)

    assert told.contacts == (SECURITY,)
    assert told.bearers[0].tags is None


def test_it_is_kept_with_the_results_of_an_audit_that_can_be_resumed(tmp_path):
    read = surrounded(
        snapshot(users=(user(tags={"email": "a"}),), alternate_contacts=(SECURITY,)),
        [View(tree=TREE, policies=(), accounts=frozenset({"123456789012"}))],
    )
    write_shard(tmp_path / "shard", audited(read), read.collected_at)
    kept = read_shard(tmp_path / "shard")

    assert [one.tags for one in kept.bearers] == [{"email": "a"}]
    assert tuple(kept.contacts) == (SECURITY,)
    assert tuple(kept.units) == ("ou-prod", "Production", "r-root", "Root")
