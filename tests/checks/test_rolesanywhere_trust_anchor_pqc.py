"""Trust anchors with classical keys."""

import pytest
from msgspec.structs import replace
from verdicts import FAILS, FINE, UNKNOWN, verdicts

from builders import snapshot
from iam_audit.checks.rolesanywhere_trust_anchor_pqc import RolesanywhereTrustAnchorPqc
from setting_builders import trust_anchor

RSA, ML_DSA_44, SLH_DSA = "1.2.840.113549.1.1.1", "2.16.840.1.101.3.4.3.17", "2.16.840.1.101.3.4.3.31"


def anchor(*algorithms, **fields):
    return snapshot(trust_anchors=(replace(trust_anchor("ca", RSA), key_algorithms=algorithms, **fields),))


UNSEEN = snapshot(trust_anchors=(replace(trust_anchor("ca", RSA), key_algorithms=None),))


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        pytest.param(anchor(RSA), FAILS, id="RSA"),
        pytest.param(anchor(ML_DSA_44), FINE, id="ML-DSA"),
        pytest.param(anchor(SLH_DSA), FINE, id="SLH-DSA"),
        pytest.param(
            anchor("2.16.840.1.101.3.4.3.16"), FAILS, id="ECDSA with SHA-3, of the same family of numbers"
        ),
        pytest.param(anchor(ML_DSA_44, RSA), FAILS, id="one of two"),
        pytest.param(anchor(RSA, enabled=False), FINE, id="switched off"),
        pytest.param(UNSEEN, UNKNOWN, id="certificates kept by AWS Private CA"),
    ],
)
def test_flags_keys_that_a_quantum_computer_could_break(read, expected):
    assert verdicts(RolesanywhereTrustAnchorPqc(), read) == expected
