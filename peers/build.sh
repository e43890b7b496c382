#!/usr/bin/env bash
# Builds the images of the peers: rehome/peer-prosody, rehome/peer-ejabberd, rehome/peer-bind, rehome/peer-unbound; or only those named.
# Needs debian:bookworm-slim (e2e/docker-ground.sh sees to that). What is unchanged comes from Docker's cache.
set -euo pipefail
cd "$(dirname "$0")"
if [[ $# == 0 ]]; then set -- bind ejabberd prosody unbound; fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for peer in "$@"; do
  printf 'peers: building rehome/peer-%s\n' "$peer" >&2
  docker build --tag "rehome/peer-$peer" --file "$peer/Dockerfile" . > "$log" 2>&1 \
    || { tail -n 30 "$log" >&2; printf 'peers: rehome/peer-%s could not be built; the last lines are above\n' "$peer" >&2; exit 1; }
done
