#!/usr/bin/env bash
# Installs Prosody and ejabberd from the machine's Debian packages, for ./rehome bench to measure against. Neither is
# started, nor is its configuration touched: a benchmark runs both from folders of its own.
#
#   benchmark/install-servers.sh prosody ejabberd    what is there already stays as it is
#
# Exit 3: something is missing that this script may not install; the last line says what.
set -euo pipefail

readonly POLICY=/usr/sbin/policy-rc.d
forbids_starts=

say() { printf 'install-servers: %s\n' "$*" >&2; }
missing() { say "$*"; exit 3; }
clean_up() { if [[ -n $forbids_starts ]]; then rm -f -- "$forbids_starts"; fi; }
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

present() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }
debian_root() { [[ $(id -u) == 0 ]] && grep -qs '^ID=debian$' /etc/os-release; }

wanted=()
for server in "$@"; do
  case $server in prosody | ejabberd) ;; *) say "no server '$server'; there are prosody and ejabberd"; exit 2 ;; esac
  present "$server" || wanted+=("$server")
done
if ((${#wanted[@]} == 0)); then exit 0; fi
debian_root || missing "${wanted[*]} not installed, and installed by this script only on Debian as root"

say "installing ${wanted[*]} from the machine's Debian packages"
# Packages must not start services of their own accord.
if [[ ! -e $POLICY ]]; then
  forbids_starts=$POLICY
  printf '#!/bin/sh\nexit 101\n' > "$POLICY"
  chmod 755 "$POLICY"
fi
apt-get -q -o DPkg::Lock::Timeout=300 update >&2
DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends --no-upgrade "${wanted[@]}" >&2
