"""Signing certificates of root."""

import pytest
from verdicts import FAILS, FINE, UNKNOWN, verdicts

from builders import root, snapshot
from iam_audit.checks.root_signing_certificate import RootSigningCertificate
from iam_audit.model import AccountSummary, SigningCertificate


def read(*active, summary=None):
    told = None if summary is None else AccountSummary(root_signing_certificates_present=summary)
    held = tuple(SigningCertificate(slot=slot, active=one) for slot, one in enumerate(active, 1))
    return snapshot(root=root(signing_certificates=held), account_summary=told)


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(read(True), FAILS, id="in the report"),
        pytest.param(read(False, True), FAILS, id="in the second slot"),
        pytest.param(read(False, summary=True), FAILS, id="in the summary alone"),
        pytest.param(read(False, summary=False), FINE, id="in neither"),
        pytest.param(read(None), UNKNOWN, id="the report does not say"),
        pytest.param(read(None, summary=False), FINE, id="the summary says so"),
        pytest.param(snapshot(account_summary=AccountSummary()), UNKNOWN, id="nothing tells"),
        pytest.param(
            snapshot(account_summary=AccountSummary(root_signing_certificates_present=False)),
            FINE,
            id="the summary alone",
        ),
    ],
)
def test_flags_a_certificate_that_any_source_knows(read, expected):
    assert verdicts(RootSigningCertificate(), read) == expected
