"""A small server in front of moto's: it adds what moto lacks of IAM and Identity Center, and refuses what a test wants.

Added are permissions boundaries, credentials for services, and the lists of assignments that Identity Center is at work
on. Everything else goes to moto as it came.
"""

import http.client
import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

Fields = dict[str, str]
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_MAX_ATTEMPTS": "1",
}
"""Of a caller who may do everything, and asks once."""
REGIONS = (
    '<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId><regionInfo>'
    "<item><regionName>eu-west-1</regionName></item><item><regionName>us-east-1</regionName></item>"
    "</regionInfo></DescribeRegionsResponse>"
)
"""Two, as asking each of all the Regions takes a client of its own."""
DENIED = (
    "User: arn:aws:iam::123456789012:user/tool is not authorized to perform: iam:{action} on resource: *"
    " because no identity-based policy allows the iam:{action} action"
)


@dataclass
class InFront:
    """What the server knows and how it behaves; a test sets it as it likes."""

    moto_url: str
    url: str = ""
    refused: dict[str, str] = field(default_factory=dict)
    """Error codes by action."""
    boundaries: dict[str, str] = field(default_factory=dict)
    """Policies by user."""
    service_credentials: dict[str, dict[str, str]] = field(default_factory=dict)
    """Status by id, by user."""
    under_way: dict[str, list[Fields]] = field(default_factory=lambda: {"Deletion": [], "Creation": []})
    """The assignments that Identity Center is at work on."""
    called: list[str] = field(default_factory=list)

    def forget(self) -> None:
        """Be as new."""
        fresh = InFront(self.moto_url)
        for name in ("refused", "boundaries", "service_credentials", "under_way", "called"):
            setattr(self, name, getattr(fresh, name))

    def answer(self, action: str, fields: Fields) -> tuple[int, str] | None:
        """Return what the server says itself; None for what moto answers."""
        if code := self.refused.get(action):
            return error(code, DENIED.format(action=action) if code == "AccessDenied" else f"no {action}")
        if action == "DescribeRegions":
            return 200, REGIONS
        method: Callable[[InFront, Fields], str] | None = OWN.get(action)
        return None if method is None else (200, result(action, method(self, fields)))

    def put_user_permissions_boundary(self, fields: Fields) -> str:
        self.boundaries[fields["UserName"]] = fields["PermissionsBoundary"]
        return ""

    def delete_user_permissions_boundary(self, fields: Fields) -> str:
        self.boundaries.pop(fields["UserName"], None)
        return ""

    def list_service_specific_credentials(self, fields: Fields) -> str:
        members = "".join(
            f"<member><UserName>{name}</UserName><Status>{status}</Status><ServiceName>codecommit.amazonaws.com"
            f"</ServiceName><CreateDate>2024-01-01T00:00:00Z</CreateDate><ServiceUserName>x</ServiceUserName>"
            f"<ServiceSpecificCredentialId>{one}</ServiceSpecificCredentialId></member>"
            for name, held in self.service_credentials.items()
            if name == fields.get("UserName", name)
            for one, status in held.items()
        )
        return f"<ServiceSpecificCredentials>{members}</ServiceSpecificCredentials><IsTruncated>false</IsTruncated>"

    def delete_service_specific_credential(self, fields: Fields) -> str:
        self.service_credentials[fields["UserName"]].pop(fields["ServiceSpecificCredentialId"], None)
        return ""

    def dressed(self, action: str, fields: Fields, body: bytes) -> bytes:
        """Return moto's answer with what moto left out."""
        boundary = self.boundaries.get(fields.get("UserName", ""))
        if action != "GetUser" or boundary is None:
            return body
        more = f"<PermissionsBoundary><PermissionsBoundaryArn>{boundary}</PermissionsBoundaryArn></PermissionsBoundary>"
        return body.replace(b"</User>", f"{more}</User>".encode())

    def assignments(self, action: str, fields: Fields) -> dict[str, object] | None:
        """Return what Identity Center is at work on, for the actions that ask for it."""
        for kind, found in self.under_way.items():
            if action == f"ListAccountAssignment{kind}Status":
                listed = [
                    {"RequestId": f"{number:036}", "Status": "IN_PROGRESS"} for number, _ in enumerate(found)
                ]
                return {f"AccountAssignments{kind}Status": listed}
            if action == f"DescribeAccountAssignment{kind}Status":
                number = int(fields[f"AccountAssignment{kind}RequestId"])
                return {f"AccountAssignment{kind}Status": {"Status": "IN_PROGRESS", **found[number]}}
        return None


OWN = {
    "PutUserPermissionsBoundary": InFront.put_user_permissions_boundary,
    "DeleteUserPermissionsBoundary": InFront.delete_user_permissions_boundary,
    "ListServiceSpecificCredentials": InFront.list_service_specific_credentials,
    "DeleteServiceSpecificCredential": InFront.delete_service_specific_credential,
}
"""What moto lacks of IAM."""


class Handler(BaseHTTPRequestHandler):
    """Answers for one `InFront`."""

    front: InFront

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Pass it on: that is how CloudFront is asked."""
        self.reply(*self.from_moto("GET", None), "text/xml")

    def do_POST(self) -> None:
        """Answer, or pass it on."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        target = self.headers.get("X-Amz-Target", "")
        if target:
            action = target.rpartition(".")[2]
            self.front.called.append(action)
            answer = self.front.assignments(action, json.loads(body))
            own = None if answer is None else (200, json.dumps(answer).encode())
            return self.reply(*(own or self.from_moto("POST", body)), "application/x-amz-json-1.1")
        fields = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        action = fields["Action"]
        self.front.called.append(action)
        if own_text := self.front.answer(action, fields):
            return self.reply(own_text[0], own_text[1].encode(), "text/xml")
        status, told = self.from_moto("POST", body)
        return self.reply(status, self.front.dressed(action, fields, told), "text/xml")

    def from_moto(self, method: str, body: bytes | None) -> tuple[int, bytes]:
        with closing(http.client.HTTPConnection(urlsplit(self.front.moto_url).netloc)) as moto:
            moto.request(method, self.path, body, dict(self.headers))
            answer = moto.getresponse()
            return answer.status, answer.read()

    def reply(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def result(action: str, inside: str) -> str:
    """An answer of IAM."""
    return (
        f'<{action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><{action}Result>{inside}'
        f"</{action}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{action}Response>"
    )


def error(code: str, message: str) -> tuple[int, str]:
    """A refusal of IAM."""
    return 400, (
        '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type>'
        f"<Code>{code}</Code><Message>{message}</Message></Error><RequestId>1</RequestId></ErrorResponse>"
    )


@contextmanager
def in_front_of(moto_url: str) -> Iterator[InFront]:
    """Run the server."""
    front = InFront(moto_url)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Handler,), {"front": front}))
    front.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield front
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
