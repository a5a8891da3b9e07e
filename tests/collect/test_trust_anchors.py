"""Trust anchors, and the keys of their certificates."""

import base64

import pytest

from builders import ACCOUNT_ID
from iam_audit.collect.certificates import key_algorithms
from iam_audit.collect.trust_anchors import TrustAnchors
from iam_audit.model import Account

RSA, ML_DSA_65 = "1.2.840.113549.1.1.1", "2.16.840.1.101.3.4.3.18"
RSA_OID = bytes.fromhex("2a864886f70d010101")
ML_DSA_65_OID = bytes.fromhex("608648016503040312")
SEQUENCE, VERSION, INTEGER, OID, BITS = 0x30, 0xA0, 0x02, 0x06, 0x03


def element(tag: int, *inside: bytes) -> bytes:
    content = b"".join(inside)
    if len(content) < 0x80:
        return bytes((tag, len(content))) + content
    length = len(content).to_bytes(2, "big")
    return bytes((tag, 0x82)) + length + content


def certificate(oid: bytes, *, version: bool = True, issuer: bytes = b"", tag: int = OID) -> str:
    algorithm = element(SEQUENCE, element(OID, RSA_OID))
    fields = [
        *([element(VERSION, element(INTEGER, b"\x02"))] if version else []),
        element(INTEGER, b"\x01"),
        algorithm,
        element(SEQUENCE, issuer),
        element(SEQUENCE),
        element(SEQUENCE),
        element(SEQUENCE, element(SEQUENCE, element(tag, oid)), element(BITS, b"\x00")),
    ]
    der = element(SEQUENCE, element(SEQUENCE, *fields), algorithm, element(BITS, b"\x00"))
    return f"-----BEGIN CERTIFICATE-----\n{base64.b64encode(der).decode()}\n-----END CERTIFICATE-----\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(certificate(RSA_OID), (RSA,), id="RSA"),
        pytest.param(certificate(ML_DSA_65_OID), (ML_DSA_65,), id="its own key, not the one that signed it"),
        pytest.param(certificate(RSA_OID, version=False), (RSA,), id="of the first version"),
        pytest.param(certificate(RSA_OID, issuer=bytes(300)), (RSA,), id="longer than 127 bytes"),
        pytest.param(certificate(RSA_OID) + certificate(ML_DSA_65_OID), (RSA, ML_DSA_65), id="a bundle"),
        pytest.param(certificate(RSA_OID, tag=INTEGER), None, id="no algorithm where it should be"),
        pytest.param("", None, id="nothing"),
        pytest.param(certificate(RSA_OID).replace("MD", "!!", 1), None, id="not base64"),
        pytest.param(certificate(RSA_OID)[:60] + "\n-----END CERTIFICATE-----", None, id="cut off"),
    ],
)
def test_the_keys_of_certificates_in_pem(text, expected):
    assert key_algorithms(text) == expected


def anchor(source: dict[str, object]) -> dict[str, object]:
    return {
        "trustAnchorId": "t-1",
        "name": "ca",
        "trustAnchorArn": "arn:t",
        "enabled": True,
        "source": source,
    }


@pytest.mark.parametrize(
    ("source", "kind", "expected"),
    [
        (
            {"sourceType": "CERTIFICATE_BUNDLE", "sourceData": {"x509CertificateData": certificate(RSA_OID)}},
            "CERTIFICATE_BUNDLE",
            (RSA,),
        ),
        ({"sourceType": "AWS_ACM_PCA", "sourceData": {"acmPcaArn": "arn:ca"}}, "AWS_ACM_PCA", None),
        ({"sourceType": "SELF_SIGNED_REPOSITORY"}, "SELF_SIGNED_REPOSITORY", None),
    ],
)
def test_the_certificates_of_an_anchor_are_seen_where_they_are_given(source, kind, expected):
    answer = [{"Region": "eu-west-1", "trustAnchors": [anchor(source)]}]
    found = TrustAnchors().parse(answer, Account(id=ACCOUNT_ID))[0]

    assert (found.source, found.region, found.key_algorithms) == (kind, "eu-west-1", expected)
