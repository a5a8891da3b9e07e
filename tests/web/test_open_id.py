"""Signing in with a real OpenID Connect provider, which runs in a process of its own."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from web_rig import Rig

from builders import NOW
from iam_audit.access import Role
from iam_audit.errors import SignInError
from iam_audit.settings import Settings, WebSettings
from iam_audit.web.desk import Desk
from iam_audit.web.gate import gate_for
from iam_audit.web.id_token import Expected, believed
from iam_audit.web.jobs import Jobs
from iam_audit.web.provider import Provider
from open_id_provider import free_port, provider_of

URL = "https://iam-audit.example.com"
PAGE = {"accept": "text/html"}
USERS = (
    '{"sub": "ann", "email": "ann@example.com", "groups": ["everyone", "security"]}',
    '{"sub": "bob", "email": "bob@example.com", "groups": "everyone"}',
    '{"sub": "eve", "email": "eve@example.com", "groups": ["strangers"]}',
)


def now():
    return datetime.now(UTC)


@pytest.fixture(scope="session")
def issuer():
    with provider_of(*USERS) as url:
        yield url


@pytest.fixture
def rig(store, issuer):
    web = WebSettings(
        url=URL,
        oidc_issuer=issuer,
        oidc_client_id="iam-audit",
        oidc_client_secret="env:SECRET",
        oidc_roles={"security": Role.APPROVER, "everyone": Role.VIEWER},
    )
    gate = gate_for("127.0.0.1", 8000, web, b"x" * 32, can_sign_in=True)
    desk = Desk(
        store=store,
        settings=Settings(web=web),
        clock=now,
        gate=gate,
        jobs=Jobs(lambda progress: "run", now),
        provider=Provider(web, gate.url, lambda: "a secret", now),
    )
    return Rig(desk)


def sent_away(client, path="/"):
    """Begin a sign-in here; return where the provider is asked."""
    return client.get(f"/sign-in/oidc?next={path}", headers=PAGE, follow_redirects=False).headers["location"]


def sent_back(address, sub):
    """Sign in there; return where the provider sends the browser."""
    return httpx.post(address, data={"sub": sub}).headers["location"]


def come_back(client, address):
    return client.get(address.removeprefix(URL), headers=PAGE, follow_redirects=False)


def test_whoever_the_provider_knows_is_signed_in_with_the_highest_of_their_roles(rig):
    with rig.client() as client:
        answer = come_back(client, sent_back(sent_away(client, "/?tier=high"), "ann"))
        page = client.get("/", headers=PAGE)

    assert (answer.status_code, answer.headers["location"]) == (303, "/?tier=high")
    assert "ann@example.com · approver" in page.text
    assert [one.action for one in rig.desk.changes.latest(5)] == ["session.start"]


def test_a_claim_with_one_text_is_as_good_as_a_list(rig):
    with rig.client() as client:
        come_back(client, sent_back(sent_away(client), "bob"))

        assert "bob@example.com · viewer" in client.get("/", headers=PAGE).text


def test_somebody_without_a_role_is_told_so(rig):
    with rig.client() as client:
        answer = come_back(client, sent_back(sent_away(client), "eve"))

    assert answer.status_code == 403
    assert "eve@example.com has no role here" in answer.text


def test_pkce_state_and_nonce_are_sent(rig):
    with rig.client() as client:
        asked = parse_qs(urlsplit(sent_away(client)).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert len(asked["state"][0]) == len(asked["nonce"][0]) == 43
    assert asked["scope"] == ["openid profile email"]
    assert asked["redirect_uri"] == [f"{URL}/sign-in/oidc/callback"]


def test_an_answer_is_good_once(rig):
    with rig.client() as client:
        address = sent_back(sent_away(client), "ann")
        codes = [come_back(client, address).status_code for _ in range(2)]

    assert codes == [303, 403]


def test_an_answer_that_another_browser_asked_for_is_refused(rig):
    with rig.client() as mallory:
        address = sent_back(sent_away(mallory), "ann")
    with rig.client() as victim:
        answer = come_back(victim, address)

    assert answer.status_code == 403
    assert "was not begun here" in answer.text


def test_a_code_of_another_sign_in_is_refused_for_its_nonce(rig):
    with rig.client() as client:
        stolen = parse_qs(urlsplit(sent_back(sent_away(client), "ann")).query)["code"][0]
        state = parse_qs(urlsplit(sent_away(client)).query)["state"][0]
        answer = come_back(client, f"/sign-in/oidc/callback?state={state}&code={stolen}")

    assert answer.status_code == 403


def test_somebody_who_says_no_there_is_not_signed_in(rig):
    with rig.client() as client:
        state = parse_qs(urlsplit(sent_away(client)).query)["state"][0]
        answer = come_back(client, f"/sign-in/oidc/callback?error=access_denied&state={state}")

    assert answer.status_code == 403
    assert "did not sign you in" in answer.text


def test_a_provider_that_is_away_is_a_clean_refusal(store):
    web = WebSettings(url=URL, oidc_issuer=f"http://127.0.0.1:{free_port()}", oidc_client_id="x")
    provider = Provider(web, URL, lambda: None, now)
    from iam_audit.web.pending import PendingSignIns

    with pytest.raises(SignInError, match="does not answer as it should"):
        provider.address(PendingSignIns().begin("/", now()))


KEY = ECKey.generate_key("P-256", {"kid": "1", "use": "sig", "alg": "ES256"})
EXPECTED = Expected(issuer="https://login.example.com", client_id="iam-audit", nonce="n-1", now=NOW)


def claims(**other):
    at = int(EXPECTED.now.timestamp())
    usual = {
        "iss": EXPECTED.issuer,
        "aud": "iam-audit",
        "sub": "ann",
        "nonce": "n-1",
        "iat": at,
        "exp": at + 300,
    }
    return {name: value for name, value in (usual | other).items() if value is not None}


def test_a_token_with_everything_in_order_is_believed():
    token = jwt.encode({"alg": "ES256", "kid": "1"}, claims(), KEY)

    assert believed(token, KeySet([KEY]), EXPECTED)["sub"] == "ann"


@pytest.mark.parametrize(
    "other",
    [
        {"iss": "https://login.example.com/"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"aud": ["iam-audit", "another"]},
        {"aud": ["iam-audit", "another"], "azp": "another"},
        {"azp": "another"},
        {"exp": int((EXPECTED.now - timedelta(minutes=2)).timestamp())},
        {"exp": None},
        {"exp": "soon"},
        {"iat": int((EXPECTED.now + timedelta(minutes=2)).timestamp())},
        {"iat": None},
        {"nbf": int((EXPECTED.now + timedelta(minutes=2)).timestamp())},
        {"nonce": "n-2"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
    ],
    ids=str,
)
def test_a_token_with_anything_out_of_order_is_not(other):
    token = jwt.encode({"alg": "ES256", "kid": "1"}, claims(**other), KEY)

    with pytest.raises(SignInError, match="will not do"):
        believed(token, KeySet([KEY]), EXPECTED)


def test_a_token_of_somebody_else_is_not_believed():
    other = ECKey.generate_key("P-256", {"kid": "1"})

    with pytest.raises(SignInError, match="not signed by it"):
        believed(jwt.encode({"alg": "ES256", "kid": "1"}, claims(), other), KeySet([KEY]), EXPECTED)


def part(value):
    return encoded(json.dumps(value).encode())


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def test_a_token_that_is_signed_with_the_public_key_as_a_secret_is_not_believed():
    signed = ".".join(part(one) for one in ({"alg": "HS256", "kid": "1"}, claims()))
    secret = KEY.as_pem(private=False)
    token = f"{signed}.{encoded(hmac.digest(secret, signed.encode(), 'sha256'))}"

    with pytest.raises(SignInError, match="not signed by it"):
        believed(token, KeySet([KEY]), EXPECTED)


@pytest.mark.parametrize("token", ["", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.", "x" * 10_000])
def test_what_is_no_signed_token_is_not_believed(token):
    with pytest.raises(SignInError, match="not signed by it"):
        believed(token, KeySet([KEY]), EXPECTED)
