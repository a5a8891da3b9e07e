#!/usr/bin/env bash
# Uploads the zip file that `make lambda` built, and a settings file, and deploys a template: `make deploy`.
set -euo pipefail

: "${CODE_BUCKET:?Name the bucket for the code: make deploy CODE_BUCKET=your-code-bucket}"
template="${TEMPLATE:-scheduled-audit}"
home="$(dirname "$0")/.."
zip="${ZIP:-$home/dist/iam-audit-lambda.zip}"
command -v aws >/dev/null || { echo "Please install the AWS CLI, version 2, and run make again." >&2; exit 1; }
[ -f "$zip" ] || { echo "There is no $zip: run make lambda." >&2; exit 1; }

# A name that tells the content: CloudFormation replaces the code when the name changes, and then only.
key="iam-audit-lambda-$(sha256sum "$zip" | cut -c1-16).zip"
aws s3 cp "$zip" "s3://$CODE_BUCKET/$key" --only-show-errors
parameters=("CodeBucket=$CODE_BUCKET" "CodeKey=$key")
if [ -n "${CONFIG:-}" ]; then
  aws s3 cp "$CONFIG" "s3://$CODE_BUCKET/$template.toml" --only-show-errors
  parameters+=("ConfigKey=$template.toml")
fi
read -ra more <<<"${PARAMETERS:-}"
aws cloudformation deploy --stack-name "${STACK:-iam-audit}" --template-file "$home/deploy/$template.yaml" \
  --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset --parameter-overrides "${parameters[@]}" ${more[@]+"${more[@]}"}
