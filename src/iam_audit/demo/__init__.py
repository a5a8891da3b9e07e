"""An invented organization with a year behind it: forty accounts, the people and programs in them, and what they did.

Everything is invented, and the same every time: accounts are numbered as in documentation, mail goes to example.com,
and no key id is one that AWS could give.
"""

from iam_audit.demo.lives import YEAR, AccountLife, KeyLife, UserLife
from iam_audit.demo.organization import organization
from iam_audit.demo.picture import picture

__all__ = ["YEAR", "AccountLife", "KeyLife", "UserLife", "organization", "picture"]
