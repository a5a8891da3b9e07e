import msgspec
import pytest

from builders import NOW, access_key, snapshot
from iam_audit.audit import audit_snapshot
from iam_audit.checks.access_key_age import AccessKeyAge
from iam_audit.checks.base import Check
from iam_audit.model import Advice, Finding, Remediation, Resource
from iam_audit.model.wire import decoder, encode, from_plain, plain


def found(check=AccessKeyAge) -> Finding:
    return audit_snapshot(snapshot(access_keys=(access_key(age_days=400),)), [check()], NOW).findings[0]


def test_nothing_is_worded_until_somebody_asks():
    asked = []

    class Mender:
        def advise(self, about: str) -> Remediation:
            asked.append(about)
            return Remediation(text=f"Mend {about}.")

    advice = Advice(Mender(), "alice")

    assert asked == []
    assert advice.remediation == Remediation(text="Mend alice.")
    assert asked == ["alice"]


@pytest.mark.parametrize(
    ("there", "back"),
    [
        pytest.param(encode, lambda data: decoder(Finding).decode(data), id="as JSON"),
        pytest.param(plain, lambda value: from_plain(value, Finding), id="as plain values"),
    ],
)
def test_a_finding_comes_back_as_it_was_with_its_remedy_in_words(there, back):
    finding = found()

    again = back(there(finding))

    assert again == finding
    assert again.remediation.cli == finding.remediation.cli != ()


def test_in_json_a_finding_has_its_remediation_as_reports_have_it():
    finding = found()

    assert msgspec.json.decode(encode(finding))["remediation"] == msgspec.json.decode(
        encode(finding.remediation)
    )


def test_findings_with_other_remedies_are_other_findings():
    finding = found()
    other = msgspec.structs.replace(finding, advice=Advice.of(Remediation(text="Something else.")))

    assert finding != other
    assert len({finding.advice, other.advice, found().advice}) == 2


def test_a_remedy_that_cannot_be_worded_does_not_cost_the_finding(caplog):
    class Speechless(AccessKeyAge):
        def remediation(self, resource: Resource) -> Remediation:
            raise IndexError(resource.arn)

    finding = found(Speechless)

    assert issubclass(Speechless, Check)
    assert "report it as a bug" in finding.remediation.text
    assert "IndexError" in caplog.text
