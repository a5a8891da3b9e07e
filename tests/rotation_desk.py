"""An account on moto's server with one user and one old key, and whoever rotates it, run after run."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from botocore.exceptions import ClientError, ReadTimeoutError
from moto.core.utils import utcnow
from moto.iam.models import AccessKeyLastUsed, iam_backends
from moto.server import ThreadedMotoServer

from iam_audit import aws
from iam_audit.journal.in_memory import InMemoryJournal
from iam_audit.rotation import LEASE, VALUES, Rotating, Terms, Tools, Writer
from iam_audit.rotation.secrets_manager import SecretsManager

ACCOUNT = "123456789012"
REGION = "us-east-1"
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_CONFIG_FILE": "/dev/null",
    "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_DEFAULT_REGION": REGION,
}


@contextmanager
def moto_server() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def new_account(url: str, connection: aws.Aws | None = None) -> "Account":
    """Return an account with nothing in it but user deploy and an old key; the environment must be ENVIRONMENT."""
    urllib.request.urlopen(urllib.request.Request(f"{url}/moto-api/reset", method="POST")).close()
    return Account(url, connection)


class Account:
    """What happens in the account besides the rotation."""

    def __init__(self, url: str, connection: aws.Aws | None = None) -> None:
        self.url = url
        self.aws = connection or aws.connect(region=REGION, endpoint_url=url, run_id="test")
        self.iam = self.aws.client("iam")
        self.iam.create_user(UserName="deploy", Tags=[{"Key": "email", "Value": "dana@example.com"}])
        self.old = self.add_key()
        self.backdate(self.old, days=200)

    def add_key(self) -> str:
        return self.iam.create_access_key(UserName="deploy")["AccessKey"]["AccessKeyId"]

    def keys(self) -> dict[str, str]:
        """Return the status of each key by id."""
        found = self.iam.list_access_keys(UserName="deploy")["AccessKeyMetadata"]
        return {one["AccessKeyId"]: one["Status"] for one in found}

    def new(self) -> str:
        return next(one for one in self.keys() if one != self.old)

    def use(self, key_id: str, at: datetime, service: str = "s3") -> None:
        self._key(key_id).last_used = AccessKeyLastUsed(timestamp=at, service=service, region=REGION)

    def backdate(self, key_id: str, days: float) -> None:
        self._key(key_id).create_date = utcnow() - timedelta(days=days)

    def secret(self, key_id: str) -> str:
        return self._key(key_id).secret_access_key

    def stored(self, name: str) -> dict[str, str]:
        asked = {"SecretId": name, "VersionStage": "AWSCURRENT"}
        return json.loads(self.aws.client("secretsmanager").get_secret_value(**asked)["SecretString"])

    def _key(self, key_id: str):
        user = iam_backends[ACCOUNT]["aws"].users["deploy"]
        return next(one for one in user.access_keys if one.access_key_id == key_id)


@dataclass
class Clock:
    """Moves when it is told to."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.at

    def later(self, **more: float) -> None:
        self.at += timedelta(**more)


class KilledError(BaseException):
    """The process ends here: nothing catches it."""


class Killer:
    """Ends the run right after the n-th thing that it did to the world; right before the next one is the same."""

    def __init__(self) -> None:
        self.at = 0
        self.seen = 0

    def arm(self, at: int) -> None:
        self.at, self.seen = at, 0

    def strike(self, call):
        try:
            return call()
        finally:
            self.seen += 1
            if self.seen == self.at:
                raise KilledError


class Door:
    """The clients of the account; remembers the secrets that AWS has shown, and denies what it is told to."""

    def __init__(self, account: Account, killer: Killer) -> None:
        self.account = account
        self.killer = killer
        self.secrets: list[str] = []
        self.denied: dict[str, str] = {}
        """AWS's code for calls that are not answered as usual."""
        self.lost: set[str] = set()
        """Calls that are made, and whose answers get lost."""
        self.kill_at = ""
        """The call right before which the process ends."""

    def __call__(self, service: str, region: str | None = None) -> "Watched":
        return Watched(self, self.account.aws.client(service, region))

    def made(self, name: str, call):
        if name == self.kill_at:
            raise KilledError
        if code := self.denied.get(name):
            answer = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": 400}}
            raise ClientError(answer, name)
        answer = call() if name.startswith(("get", "list", "describe")) else self.killer.strike(call)
        if name == "create_access_key":
            self.secrets.append(answer["AccessKey"]["SecretAccessKey"])
        if name in self.lost:
            raise ReadTimeoutError(endpoint_url="https://iam.amazonaws.com")
        return answer


class Watched:
    """A client whose calls go through the door."""

    def __init__(self, door: Door, client) -> None:
        self._door = door
        self._client = client

    def __getattr__(self, name: str):
        call = getattr(self._client, name)
        return lambda **asked: self._door.made(name, lambda: call(**asked))


class KillableJournal(InMemoryJournal):
    """A journal that survives the process."""

    def __init__(self, killer: Killer) -> None:
        super().__init__()
        self._killer = killer

    def intend(self, *what):
        return self._killer.strike(lambda: InMemoryJournal.intend(self, *what))

    def note(self, *what, **more):
        return self._killer.strike(lambda: InMemoryJournal.note(self, *what, **more))


class Desk:
    """Runs rotations of user deploy, one after the other, and keeps what they did."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.clock = Clock()
        self.killer = Killer()
        self.door = Door(account, self.killer)
        self.journal = KillableJournal(self.killer)
        self.place = SecretsManager("ci/deploy", self.door)
        self.told = []
        self.tell = self._tell
        self.whose_key = lambda key_id, secret: account.aws.identity_of(key_id, secret).arn
        self.guard = lambda step, facts: None
        self.slept = []
        self.runs = 0
        self.terms = Terms(quiet=timedelta(days=7), keep=timedelta(days=30))

    def run(self, *, anew: bool = True):
        tools = self.tools()
        try:
            return self.rotating(anew=anew).go(tools)
        finally:
            self.journal.release(tools.writer.lease)

    def tools(self) -> Tools:
        self.runs += 1
        self.clock.later(minutes=16)  # a run that was killed has not given its lease back
        name = f"run{self.runs}"
        lease = self.journal.lease(ACCOUNT, name, self.clock(), LEASE)
        writer = Writer(journal=self.journal, lease=lease, run_id=name, by="arn:us", clock=self.clock)
        return Tools(
            door=self.door,
            place=self.place,
            writer=writer,
            value_of=VALUES["sdk"],
            whose_key=self.whose_key,
            tell=self.tell,
            guard=self.guard,
            sleep=self.slept.append,
        )

    def begin_again(self) -> None:
        """Forget everything, here and at AWS."""
        self.__init__(new_account(self.account.url, self.account.aws))

    def rotating(self, *, anew: bool = True):
        return Rotating(
            account_id=ACCOUNT,
            user_name="deploy",
            terms=self.terms,
            entries=lambda: self.journal.entries(account_ids=[ACCOUNT]),
            anew=anew,
        )

    def _tell(self, notice) -> str:
        return self.killer.strike(lambda: self.told.append(notice) or "dana@example.com")

    def acts(self) -> list[tuple[str, str]]:
        """Return what the journal has: actions and states."""
        return [(one.action, one.state.value) for one in self.journal.entries()]

    def current(self) -> dict[str, str]:
        """Return what those read who name no version: AWS gives them AWSCURRENT, and moto something else."""
        return self.account.stored("ci/deploy")
