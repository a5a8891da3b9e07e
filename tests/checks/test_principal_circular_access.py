from policies import allow
from privileged_accounts import ALL, ROLES, account_of, actor
from verdicts import findings

from iam_audit.checks.principal_circular_access import PrincipalCircularAccess
from iam_audit.model import Severity
from whole_roles import trusting

CHECK = PrincipalCircularAccess()


def link(name, onward, back, **condition):
    """A role that takes on `onward` and lets `back` in."""
    return actor(
        allow("sts:AssumeRole", ROLES + onward, **condition), name=name, trust=trusting({"AWS": ROLES + back})
    )


def test_two_roles_that_take_each_other_on_are_told_once():
    (finding,) = findings(CHECK, account_of(link("a", "b", "b"), link("b", "a", "a")))

    assert finding.severity is Severity.LOW
    assert finding.message == "The roles a > b > a can take each other on in a circle."


def test_three_roles_in_a_circle_are_told_once():
    (finding,) = findings(CHECK, account_of(link("a", "b", "c"), link("b", "c", "a"), link("c", "a", "b")))

    assert finding.message == "The roles a > b > c > a can take each other on in a circle."


def test_a_line_is_no_circle():
    assert findings(CHECK, account_of(link("a", "b", "nobody"), link("b", "nobody", "a"))) == []


def test_administrators_are_left_out():
    strong = actor(ALL, name="b", trust=trusting({"AWS": f"{ROLES}a"}))

    assert findings(CHECK, account_of(link("a", "b", "b"), strong)) == []
