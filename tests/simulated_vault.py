"""A HashiCorp Vault on loopback."""

from dataclasses import dataclass, field

from http_services import Asked, Service, reply


@dataclass
class VaultService(Service):
    """A key-value engine of version 2, mounted at `secret`, as Vault's API documentation describes it."""

    versions: dict[str, list[dict]] = field(default_factory=dict)
    may: list[str] = field(default_factory=lambda: ["create", "update", "read"])
    engine: str = "2"
    lose: int = 0
    """So many writes are taken, and not answered."""

    def answer(self, asked: Asked):
        self.asked.append(asked)
        if asked.headers["X-Vault-Token"] != "s.token":
            return reply(403, {"errors": ["permission denied"]})
        path = asked.path.removeprefix("/v1/")
        if path == "sys/internal/ui/mounts/secret":
            return reply(200, {"data": {"type": "kv", "options": {"version": self.engine}}})
        if path == "sys/capabilities-self":
            return reply(200, {"data": dict.fromkeys(asked.json["paths"], self.may)})
        return self._data(asked, path)

    def _data(self, asked: Asked, path: str):
        if not {"create", "update"} <= set(self.may):
            return reply(403, {"errors": ["1 error occurred: permission denied"]})
        if asked.method == "POST":
            self.versions.setdefault(path, []).append(asked.json["data"])
            if self.lose:
                self.lose -= 1
                return reply(502, {"errors": ["lost"]})
        held = self.versions.get(path)
        return (
            reply(200, {"data": {"data": held[-1], "metadata": {"version": len(held)}}})
            if held
            else reply(404)
        )
