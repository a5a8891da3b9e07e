"""How a user is given a second factor: the console steps and commands that several remedies share."""

CONSOLE = (
    "IAM > Users > {user} > Security credentials > Multi-factor authentication (MFA) > Assign MFA device",
    "Choose a passkey or security key where possible: a code from an app can be phished",
)
CLI = (
    "aws iam list-mfa-devices --user-name {user}",
    (
        "aws iam create-virtual-mfa-device --virtual-mfa-device-name {user} --outfile mfa.png"
        " --bootstrap-method QRCodePNG"
    ),
    (
        "aws iam enable-mfa-device --user-name {user} --serial-number SERIAL_NUMBER --authentication-code1"
        " FIRST_CODE --authentication-code2 NEXT_CODE"
    ),
)
