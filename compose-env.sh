#!/usr/bin/env bash
# Writes .env, or the file named, for docker-compose.yml: .env.example with fresh secrets filled in. Only its owner can
# read it. A file that is there already is never overwritten: its secrets are in use.
set -euo pipefail
target=${1:-$(dirname "$0")/.env}
if [[ -e $target ]]; then
  echo "compose-env: $target is there already; remove it to get new secrets" >&2
  exit 1
fi
umask 077
secret() { head -c 48 /dev/urandom | base64 | tr -d '\n'; }
while IFS= read -r line; do
  if [[ $line =~ ^[A-Z_]*SECRET[A-Z_]*=$ ]]; then line+=$(secret); fi
  printf '%s\n' "$line"
done < "$(dirname "$0")/.env.example" > "$target.new"
mv "$target.new" "$target"
echo "compose-env: wrote $target"
