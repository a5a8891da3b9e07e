"""Compliance frameworks, as far as they speak of credentials."""

import msgspec


class Control(msgspec.Struct, frozen=True, kw_only=True):
    """One control of a framework, and the checks that speak to it."""

    id: str
    """As the framework writes it: `CC6.1`, `AC-2(1)`."""
    checks: tuple[str, ...]


class Framework(msgspec.Struct, frozen=True, kw_only=True):
    """Those controls of a framework that have to do with credentials."""

    id: str
    """What people write after `--framework`: `soc2`."""
    name: str
    """As findings name it: `SOC 2`."""
    controls: tuple[Control, ...]

    @property
    def checks(self) -> frozenset[str]:
        """The ids of all checks that speak to any of its controls."""
        return frozenset(check for control in self.controls for check in control.checks)
