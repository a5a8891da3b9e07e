"""Who may do what: roles, API tokens, sessions, and the log of what people changed. Needs the extra `store`."""

from iam_audit.access.values import Change, NewToken, Session, Token, Way, Who
from iam_audit.settings import Role

__all__ = ["Change", "NewToken", "Role", "Session", "Token", "Way", "Who"]
