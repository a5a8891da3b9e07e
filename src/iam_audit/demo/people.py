"""Makes up users: what each is for, and whether anybody looks after its keys."""

from dataclasses import replace
from hashlib import sha256
from random import Random
from typing import Any

from iam_audit.demo.lives import KeyLife, UserLife
from iam_audit.demo.names import FIRST, LAST, PROGRAMS, SERVICES

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
CAMPAIGN = 148
"""When the security team began to switch off what nobody used."""
WEIGHTS = {
    "core": (2, 1, 0, 1, 3, 1, 0, 0),
    "production": (2, 1, 1, 1, 5, 2, 1, 1),
    "staging": (1, 1, 1, 0, 3, 1, 1, 1),
    "development": (2, 5, 3, 1, 2, 1, 2, 2),
    "sandbox": (2, 4, 4, 1, 1, 0, 3, 3),
    "acquired": (1, 2, 5, 3, 0, 4, 3, 1),
}
"""How often each sort of user occurs, by unit: in the order of `Cast.somebody`."""


class Cast:
    """Invents users of one account, by the throw of dice."""

    def __init__(self, dice: Random, unit: str, team: str) -> None:
        self.dice = dice
        self.unit = unit
        self.team = team

    def somebody(self) -> UserLife:
        """Return a user of one sort or another."""
        sorts = (
            self.console_person,
            self.developer,
            self.forgetful,
            self.contractor,
            self.well_kept_program,
            self.old_program,
            self.never_used,
            self.leaver,
        )
        return self.dice.choices(sorts, WEIGHTS[self.unit])[0]()

    def console_person(self) -> UserLife:
        """Somebody who signs in, and has no keys."""
        born = self.dice.randint(60, 1100)
        mfa = self.dice.choice((born, born, min(born, 80), None))
        groups = ("administrators",) if self.dice.random() < 0.15 else ("analysts",)
        return self._person(born, password=True, mfa=mfa, groups=groups, signs_in=self.dice.randint(1, 9))

    def developer(self) -> UserLife:
        """Somebody who works with a key every few days, and renews it when reminded."""
        born = self.dice.randint(30, 700)
        person = self._person(born, password=True, mfa=born, groups=("developers",))
        return replace(person, keys=self._renewed(person.name, born, self.dice.choice((84, 110, 150))))

    def forgetful(self) -> UserLife:
        """Somebody who stopped using a key and left it."""
        born = self.dice.randint(190, 900)
        quiet = self.dice.randint(20, min(born - 40, 420))
        off, gone = self._cleaned(quiet - 91, 0.72)
        person = self._person(born, groups=("developers",), attached=self._extra(), detached=self._taken())
        key = self._key(person.name, born - 2, slot=1, rhythm=self.dice.randint(1, 6), quiet=quiet)
        return replace(person, keys=(replace(key, off=off, gone=gone),))

    def contractor(self) -> UserLife:
        """Somebody from outside who had all rights, and whose contract ended."""
        born = self.dice.randint(200, 620)
        quiet = born - self.dice.randint(60, 150)
        off, gone = self._cleaned(quiet - 120, 0.55)
        person = self._person(
            born,
            prefix="ext-",
            attached=(self.dice.choice(("AdministratorAccess", "deploy-pipeline")),),
            password=self.dice.random() < 0.4,
            quiet=quiet,
            detached=off,
            gone=gone - 5 if gone is not None and gone > 5 and self.dice.random() < 0.6 else None,
        )
        key = self._key(person.name, born - 1, slot=1, rhythm=2, quiet=quiet)
        return replace(person, keys=(replace(key, off=off, gone=gone),))

    def well_kept_program(self) -> UserLife:
        """A program whose keys are renewed in time."""
        name = self._program()
        born = self.dice.randint(90, 1000)
        groups = (self.dice.choice(("deployers", "app-readers", "app-writers")),)
        keys = self._renewed(name, born, self.dice.choice((55, 70, 85)), rhythm=1)
        return UserLife(name=name, born=born, groups=groups, tags=self._tags(name), keys=keys)

    def old_program(self) -> UserLife:
        """A program that uses one key every day, for years."""
        name = self._program()
        born = self.dice.randint(380, 1600)
        key = self._key(name, born, slot=1, rhythm=1)
        return UserLife(
            name=name,
            born=born,
            attached=self._extra(),
            detached=self._taken(),
            groups=("app-writers",),
            tags=self._tags(name),
            keys=(key,),
        )

    def never_used(self) -> UserLife:
        """A key that somebody made and nobody ever used."""
        born = self.dice.randint(40, 640)
        off, gone = self._cleaned(born - 91, 0.6)
        person = self._person(born, groups=("developers",), attached=self._extra(), detached=self._taken())
        key = self._key(person.name, born, slot=1, rhythm=None)
        return replace(person, keys=(replace(key, off=off, gone=gone),))

    def leaver(self) -> UserLife:
        """Somebody who left, and whose user was deleted: some at once, some months later."""
        gone = self.dice.randint(8, 320)
        born = gone + self.dice.randint(120, 700)
        quiet = gone + self.dice.choice((1, 3, 60, 140))
        person = self._person(born, password=True, mfa=born, groups=("developers",), quiet=quiet)
        key = self._key(person.name, born - 1, slot=1, rhythm=2, quiet=quiet)
        return replace(person, gone=gone, keys=(replace(key, gone=gone),))

    def _person(self, born: int, prefix: str = "", **facts: Any) -> UserLife:  # noqa: ANN401 - fields of UserLife
        name = f"{prefix}{self.dice.choice(FIRST)}.{self.dice.choice(LAST)}"
        tags = (*self._tags(name), *((("contractor", "yes"),) if prefix else ()))
        return replace(UserLife(name=name, born=born, tags=tags), **facts)

    def _program(self) -> str:
        return f"svc-{self.dice.choice(PROGRAMS)}-{self.dice.randint(1, 9)}"

    def _tags(self, name: str) -> tuple[tuple[str, str], ...]:
        if self.dice.random() < 0.12:
            return ()
        owner = f"{self.team}@example.com" if name.startswith("svc-") else f"{name}@example.com"
        return (("owner", owner), ("team", self.team))

    def _extra(self) -> tuple[str, ...]:
        return self.dice.choice(((), (), ("secrets-reader",), ("deploy-pipeline",)))

    def _taken(self) -> int | None:
        """Return when the campaign took away what was attached to somebody."""
        return self.dice.randint(1, CAMPAIGN) if self.dice.random() < 0.7 else None

    def _cleaned(self, due: int, chance: float) -> tuple[int | None, int | None]:
        """Return when the campaign got to a key that became due, and when it was deleted a week later."""
        begin = min(due, CAMPAIGN)
        if begin < 12 or self.dice.random() > chance:
            return None, None
        off = self.dice.randint(1, begin)
        return off, off - 7 if off > 7 else None

    def _renewed(self, name: str, born: int, every: int, rhythm: int = 2) -> tuple[KeyLife, ...]:
        """Return a chain of keys, each switched off when the next has taken over."""
        births = list(range(born, -1, -every))[-8:]
        keys = [self._key(name, day, slot=1 + place % 2, rhythm=rhythm) for place, day in enumerate(births)]
        return tuple(
            key if after is None else _followed(key, after)
            for key, after in zip(keys, [*births[1:], None], strict=True)
        )

    def _key(self, name: str, born: int, *, slot: int, rhythm: int | None, quiet: int = 0) -> KeyLife:
        service = self.dice.choice(SERVICES)
        key_id = key_id_of(f"{self.unit} {name} {born} {self.dice.random()}")
        return KeyLife(id=key_id, slot=slot, born=born, rhythm=rhythm, quiet=quiet, service=service)


def _followed(key: KeyLife, after: int) -> KeyLife:
    off = max(after - 3, 0)
    return replace(key, quiet=max(after - 1, 0), off=off or None, gone=max(off - 12, 0) or None)


def key_id_of(seed: str) -> str:
    """Return the id of a key that AWS could not give: it ends as those of the documentation do."""
    middle = "".join(LETTERS[byte % 32] for byte in sha256(seed.encode()).digest()[:9])
    return f"AKIA{middle}EXAMPLE"
