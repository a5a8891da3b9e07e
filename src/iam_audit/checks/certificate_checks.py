"""What the checks of server certificates share."""

from iam_audit.checks.base import Population

SERVER_CERTIFICATES = Population("server certificates", lambda snapshot: snapshot.server_certificates)

CONSOLE = ("The console shows no server certificates of IAM: use the commands below, and ACM for new ones",)
SHOW = "aws iam get-server-certificate --server-certificate-name {name}"
DELETE = "aws iam delete-server-certificate --server-certificate-name {name}"
