"""What somebody may see of all accounts."""

from litestar.exceptions import NotFoundException, PermissionDeniedException

from iam_audit.access import Who


def accounts_for(who: Who | None, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Return the accounts to look into, of those that are asked for; none stands for all.

    Raises PermissionDeniedException where nothing would be left: that must not turn into all.
    """
    if who is None or not who.accounts:
        return asked
    seen = tuple(one for one in asked if one in who.accounts) if asked else who.accounts
    if not seen:
        raise PermissionDeniedException(f"The token is for {', '.join(who.accounts)} alone.")
    return seen


def refuse_unseen(who: Who | None, account_id: str, what: str) -> None:
    """Raise NotFoundException for what somebody may not see: that it is there is not told either."""
    if who is not None and not who.sees(account_id):
        raise NotFoundException(f"There is no such {what}.")
