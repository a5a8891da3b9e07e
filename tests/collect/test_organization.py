import pytest

from iam_audit.aws import connect
from iam_audit.collect.organization import (
    EVERYTHING,
    PERMISSIONS,
    OrgAccount,
    Selection,
    accounts_by_id,
    describe_organization,
    organization_accounts,
)
from iam_audit.errors import UsageError
from iam_audit.model import Account
from simulated_aws import SimulatedAws

MANAGEMENT, SECOND, THIRD = "123456789012", "111122223333", "444455556666"


@pytest.fixture
def listing(monkeypatch):
    """The accounts that a selection leads to, in an organization with these traits."""

    def ask(selection=EVERYTHING, **traits):
        with SimulatedAws(**{"accounts": 3} | traits) as server:
            for name, value in server.environment.items():
                monkeypatch.setenv(name, value)
            client = connect().client("organizations")
            found = organization_accounts(client, selection, describe_organization(client))
        called = {action for (_, action) in server.calls}
        assert {f"organizations:{action}" for action in called} <= set(PERMISSIONS)
        return found

    return ask


def ids(accounts):
    return [one.account.id for one in accounts]


def test_all_accounts_are_listed_over_all_pages_in_order(listing):
    accounts = listing(accounts=45)

    assert len(accounts) == 45
    assert ids(accounts) == sorted(ids(accounts))


def test_an_account_has_its_name_partition_and_place(listing):
    first, second, _ = listing()

    assert first == OrgAccount(account=Account(id=SECOND, name="account-1", management=False))
    assert second == OrgAccount(account=Account(id=MANAGEMENT, name="account-0", management=True))


@pytest.mark.parametrize("status_only", [False, True])
def test_the_state_is_read_where_aws_keeps_it_now_and_where_it_did(listing, status_only):
    accounts = listing(state={SECOND: "SUSPENDED"}, status_only=status_only)

    assert {one.account.id: one.state for one in accounts} == {
        SECOND: "SUSPENDED",
        MANAGEMENT: "ACTIVE",
        THIRD: "ACTIVE",
    }


@pytest.mark.parametrize(
    ("state", "worth_trying"),
    [
        ("ACTIVE", True),
        ("NOT LISTED", True),
        ("UNKNOWN", True),
        ("SUSPENDED", False),
        ("PENDING_CLOSURE", False),
        ("PENDING_ACTIVATION", False),
        ("CLOSED", False),
        ("SOMETHING_NEW", False),
    ],
)
def test_only_accounts_that_aws_lets_people_into_are_worth_trying(state, worth_trying):
    assert OrgAccount(account=Account(id=SECOND), state=state).worth_trying is worth_trying


def test_named_accounts_alone_are_listed(listing):
    assert ids(listing(Selection(accounts=(THIRD, SECOND, THIRD)))) == [SECOND, THIRD]


def test_a_named_account_that_is_not_in_the_organization_is_there_as_not_listed(listing):
    accounts = listing(Selection(accounts=(SECOND, "999999999999")))

    assert [(one.account.id, one.state) for one in accounts] == [
        (SECOND, "ACTIVE"),
        ("999999999999", "NOT LISTED"),
    ]


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        pytest.param(("ou-exam-11111111",), [SECOND, THIRD, "700000000000"], id="with all units below"),
        pytest.param(("ou-exam-33333333",), [THIRD, "700000000000"], id="the innermost"),
        pytest.param(("ou-exam-22222222",), [], id="an empty one"),
        pytest.param(("r-exam",), [SECOND, MANAGEMENT, THIRD, "700000000000"], id="the root"),
        pytest.param(
            ("ou-exam-33333333", "ou-exam-11111111"), [SECOND, THIRD, "700000000000"], id="overlapping"
        ),
    ],
)
def test_units_hold_the_accounts_below_them_each_once(listing, units, expected):
    assert ids(listing(Selection(ous=units), accounts=4)) == expected


def test_units_and_named_accounts_add_up(listing):
    selection = Selection(accounts=(MANAGEMENT,), ous=("ou-exam-33333333",))

    assert ids(listing(selection)) == [MANAGEMENT, THIRD]


@pytest.mark.parametrize(
    ("exclude", "left"),
    [
        ((SECOND,), [MANAGEMENT, THIRD]),
        (("account-1",), [MANAGEMENT, THIRD]),
        (("account-[12]",), [MANAGEMENT]),
        (("account-0", "*-2"), [SECOND]),
        (("Account-1", "1*"), [SECOND, MANAGEMENT, THIRD]),
    ],
)
def test_accounts_are_left_out_by_id_or_by_pattern_of_their_name(listing, exclude, left):
    assert ids(listing(Selection(exclude=exclude))) == left


def test_an_exclusion_that_fits_no_account_is_said(listing, caplog):
    listing(Selection(exclude=("7*", THIRD)))

    assert caplog.messages == ["--exclude 7* fits no account here: it takes ids, and names with *."]


@pytest.mark.parametrize("account_id", ["", "12345678901", "1234567890123", "12345678901x", "١٢٣٤٥٦٧٨٩٠١٢"])
def test_an_account_id_has_twelve_digits(account_id):
    with pytest.raises(UsageError, match="is no account id: it must have twelve digits"):
        Selection(accounts=(account_id,))


@pytest.mark.parametrize("unit", ["", "ou-1", "123456789012", "ou-exam-1111 ", "OU-exam-11111111"])
def test_a_unit_has_an_id(unit):
    with pytest.raises(UsageError, match="is no organizational unit: it reads like ou-abcd-1a2b3c4d"):
        Selection(ous=(unit,))


def test_named_accounts_need_no_organization():
    accounts = accounts_by_id(Selection(accounts=(THIRD, SECOND), exclude=(THIRD,)), "aws-cn")

    assert accounts == (OrgAccount(account=Account(id=SECOND, partition="aws-cn"), state="UNKNOWN"),)


def test_without_knowing_the_manager_nobody_is_said_to_be_it_or_not(monkeypatch):
    with SimulatedAws(accounts=1) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        (account,) = organization_accounts(connect().client("organizations"))

    assert account.account.management is None
