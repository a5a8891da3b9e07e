"""All tables, in the order of the checks' ids."""

from agreement import keys, mfa, passwords, policies, privilege, settings
from agreement.scenario import Table

GROUPS = (keys, passwords, mfa, policies, settings, privilege)
TABLES: tuple[Table, ...] = tuple(
    sorted((one for group in GROUPS for one in group.TABLES), key=lambda one: one.check)
)
