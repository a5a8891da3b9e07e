"""What Slack sends when somebody presses a button under a plan. Slack signs it; nobody has to sign in."""

import msgspec
from anyio import to_thread
from litestar import Response, post
from litestar.exceptions import NotAuthorizedException, NotFoundException

from iam_audit.access import Role, Way, Who
from iam_audit.errors import UsageError
from iam_audit.remediate.slack_buttons import is_from_slack
from iam_audit.web import routes
from iam_audit.web.desk import AtDesk, Desk
from iam_audit.web.pages.base import PageRequest
from iam_audit.workflows.approving_in_slack import SIGNATURE, TIMESTAMP, decide_in_slack

PATH = "/slack/actions"


@post(
    PATH,
    opt={routes.NEEDS: routes.Open.TO_ALL, routes.SIGNED: True},
    include_in_schema=False,
    status_code=200,
)
async def pressed(request: PageRequest, desk: AtDesk) -> Response[bytes]:
    """Take an approval or a rejection, and tell whoever pressed what came of it."""
    body = await request.body()
    headers = {name.lower(): value for name, value in request.headers.items()}
    said = await to_thread.run_sync(_decide, desk, headers, body)
    told = {"response_type": "ephemeral", "replace_original": False, "text": said}
    return Response(msgspec.json.encode(told), media_type="application/json")


def _decide(desk: Desk, headers: dict[str, str], body: bytes) -> str:
    secret = desk.slack_secret()
    if secret is None:
        raise NotFoundException("No app of Slack is set up here: set slack_signing_secret in [remediate].")
    now = desk.clock()
    if not is_from_slack(secret, headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, ""), body, now):
        raise NotAuthorizedException("This was not signed by Slack, or longer than five minutes ago.")
    try:
        said = decide_in_slack(desk.plans, desk.settings.remediate, secret, headers, body, now)
    except UsageError as error:
        return str(error)  # Slack shows it to whoever pressed; other answers it would hide
    slack = Who(name="Slack", role=Role.APPROVER, way=Way.TOKEN)
    desk.changes.note(slack, "plan.slack", said[:200], now)
    return said
