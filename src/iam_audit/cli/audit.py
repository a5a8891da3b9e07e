"""`iam-audit audit`: read accounts, judge them, report."""

import typer

from iam_audit.cli import options as o
from iam_audit.cli.asked import Asked
from iam_audit.cli.many_values import ManyValues
from iam_audit.cli.talk import Talk, configure_logging
from iam_audit.cli.words import split

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(cls=ManyValues)
def audit(
    *,
    profile: o.Profile = None,
    region: o.Region = None,
    endpoint_url: o.EndpointUrl = None,
    org: o.Org = False,
    accounts: o.Accounts = None,
    ou: o.Ou = None,
    exclude: o.Exclude = None,
    from_dir: o.FromDir = None,
    mock: o.Mock = False,
    role: o.Role = None,
    external_id: o.ExternalId = None,
    session_name: o.SessionName = None,
    session_duration: o.SessionDuration = None,
    live: o.Live = False,
    key_ids: o.KeyIds = None,
    account_timeout: o.AccountTimeout = None,
    stats: o.Stats = None,
    include: o.Include = None,
    concurrency: o.Concurrency = None,
    only: o.Only = None,
    skip: o.Skip = None,
    framework: o.Framework = None,
    waivers: o.Waivers = None,
    ignore_users_without_permissions: o.IgnoreUsersWithoutPermissions = False,
    fail_on: o.FailOn = None,
    format: o.Format = None,  # noqa: A002 - the flag is called so
    output: o.Output = None,
    mask_keys: o.MaskKeys = False,
    include_passed: o.IncludePassed = False,
    save: o.Save = False,
    send: o.Send = None,
    now: o.Now = None,
    resume: o.Resume = None,
    list_runs: o.ListRuns = False,
    runs_dir: o.RunsDir = None,
    max_age: o.MaxAge = None,
    config: o.Config = None,
    quiet: o.Quiet = False,
    verbose: o.Verbose = 0,
) -> int:
    """Audit the credentials of an account, an organization, saved bundles or an invented account.

    Without --format the table is shown, and JSON and CSV are written to the folder `reports`. Ctrl-C ends the
    reading: what was read is reported, the rest is "not assessed", and the exit code is 3. Audits of many accounts
    can be resumed, also after a crash.
    """
    configure_logging(verbose, quiet=quiet)
    from iam_audit.cli import flags, starting

    asked = Asked(
        org=org,
        accounts=split(accounts),
        ous=split(ou),
        from_dir=from_dir,
        mock=mock,
        profile=profile,
        region=region,
        endpoint_url=endpoint_url,
        role=role,
        external_id=external_id,
        session_name=session_name,
        session_duration=session_duration,
        exclude=split(exclude),
        concurrency=concurrency,
        live=live,
        key_ids=flags.key_ids(key_ids),
        account_timeout=account_timeout,
        stats=stats,
        include=split(include),
    )
    given = starting.Given(
        asked=asked,
        now=now,
        judged={
            "--only": split(only),
            "--skip": split(skip),
            "--framework": framework,
            "--ignore-users-without-permissions": ignore_users_without_permissions,
            "--include-passed": include_passed,
            "--waivers": str(waivers) if waivers else None,
        },
        shown={
            "audit": {"fail_on": flags.severity(fail_on)},
            "report": {"format": split(format), "output": output, "mask_keys": mask_keys},
            "runs": {"max_age_hours": max_age},
        },
        runs_dir=runs_dir,
        config=config,
        save=save,
        send=split(send),
    )
    if list_runs:
        return starting.list_runs(given)
    if resume is not None:
        return starting.resume(given, resume, Talk(quiet))
    return starting.start(given, Talk(quiet))
