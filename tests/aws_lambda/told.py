"""Settings that tell a webhook, and by mail the owners, of old keys; and who was told."""

from typing import Any

HOOK_SECRET, MAIL_PASSWORD = "hush", "correct horse"
OWNERS = "user,mail\nuser-0000,ann@example.com\nuser-0001,bob@example.com\n"
SETTINGS = """
[audit]
only = ["access-key-age"]

[channels.security]
kind = "webhook"
url = "{hook}/hook"
secret = "secretsmanager:{secret}"
allow_networks = ["127.0.0.0/8"]

[channels.owners]
kind = "mail-owner"
host = "127.0.0.1"
port = {port}
username = "auditor"
password = "ssm:/iam-audit/smtp"
sender = "iam-audit@example.com"
ca_file = "{ca_file}"

[alerts]
owners_file = "owners.csv"
"""


def recipients(mailbox: Any) -> list[str]:
    """Return the addresses that mails went to, sorted."""
    return sorted(one for envelope in mailbox.envelopes for one in envelope.rcpt_tos)
