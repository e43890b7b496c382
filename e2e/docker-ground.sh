#!/usr/bin/env bash
# The ground that containers stand on: a Docker engine that answers, a compose command, and the two base images
# debian:bookworm-slim and rehome/java:25. What is there is used; what is missing is installed or built, and every
# such step is said on standard error. When all is there this takes about a second.
#
#   e2e/docker-ground.sh          make sure of the ground
#   e2e/docker-ground.sh --env    the same, and print on standard output what callers have to export:
#                                 settings=$(e2e/docker-ground.sh --env) && eval "$settings"
#
# Exit 3: something is missing that this script may not or cannot provide; the last line says what.
# REHOME_DOCKER_LOG: the log of an engine that this script starts (default /var/log/rehome-dockerd.log).
set -euo pipefail

readonly BASE_IMAGE=debian:bookworm-slim
readonly JAVA_IMAGE=rehome/java:25
readonly ENGINE_LOG=${REHOME_DOCKER_LOG:-/var/log/rehome-dockerd.log}
# java.se is the standard platform; the rest is what services look up at run time, and jcmd to look into them.
readonly JAVA_MODULES=java.se,jdk.crypto.ec,jdk.httpserver,jdk.jcmd,jdk.jfr,jdk.localedata,jdk.management,jdk.naming.dns,jdk.net,jdk.security.auth,jdk.unsupported,jdk.zipfs

scratch=
forbids_starts=
lock=

say() { printf 'docker-ground: %s\n' "$*" >&2; }
missing() { say "$*"; exit 3; }

clean_up() {
  # One file system: an interrupted debootstrap can leave /proc mounted in its tree.
  if [[ -n $scratch ]]; then rm -rf --one-file-system -- "$scratch" 2>/dev/null || rm -rf -- "$scratch"; fi
  if [[ -n $forbids_starts ]]; then rm -f -- "$forbids_starts"; fi
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

debian_root() { [[ $(id -u) == 0 ]] && grep -qs '^ID=debian$' /etc/os-release; }

# Packages must not start services of their own accord: the engine is started here, with options of ours.
install_packages() {
  local policy=/usr/sbin/policy-rc.d
  say "installing $* from the machine's Debian packages"
  if [[ ! -e $policy ]]; then
    forbids_starts=$policy
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
  fi
  apt-get -q -o DPkg::Lock::Timeout=300 update >&2
  DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends --no-upgrade "$@" >&2
}

engine_answers() { docker info >/dev/null 2>&1; }

start_engine() {
  local mtu files pid i
  # Containers behind a link with a small MTU otherwise lose every large packet to the outside.
  mtu=$(cat "/sys/class/net/$(awk '$2 == "00000000" { print $1; exit }' /proc/net/route)/mtu" 2>/dev/null || echo 1500)
  say "starting dockerd, log in $ENGINE_LOG"
  # Without a bound on open files Erlang reserves memory for a thousand million of them. Root may be kept from raising its own.
  files=$(ulimit -Hn)
  if [[ $files == unlimited || $files -gt 65536 ]]; then files=65536; fi
  setsid dockerd --mtu="$mtu" --default-ulimit "nofile=$files:$files" >> "$ENGINE_LOG" 2>&1 </dev/null 9>&- &
  pid=$!
  for ((i = 0; i < 300; i++)); do
    if engine_answers; then say "dockerd answers, process $pid"; return; fi
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.2
  done
  tail -n 15 "$ENGINE_LOG" >&2
  missing "dockerd does not answer here; its last lines are above, the whole log is $ENGINE_LOG"
}

ensure_engine() {
  if engine_answers; then return; fi
  [[ -z ${DOCKER_HOST:-} ]] || missing "DOCKER_HOST is $DOCKER_HOST, but no Docker engine answers there"
  debian_root || missing "no Docker engine answers ($(docker info 2>&1 | tail -n 1)), and one is installed only on Debian as root: start Docker and try again"
  say "no Docker engine answers"
  if ! command -v dockerd >/dev/null || ! command -v docker >/dev/null; then
    install_packages docker.io docker-compose iptables ca-certificates
  fi
  start_engine
}

compose_command() {
  if docker compose version >/dev/null 2>&1; then
    echo 'docker compose'
  elif command -v docker-compose >/dev/null; then
    echo docker-compose
  else
    return 1
  fi
}

ensure_compose() {
  if compose_command >/dev/null; then return; fi
  debian_root || missing "neither 'docker compose' nor 'docker-compose' is here: install one of them"
  install_packages docker-compose
}

image_id() { docker image inspect --format '{{.Id}}' "$1" 2>/dev/null; }

# The address of the machine's own Debian mirror: of the archive with the label given, nothing if apt knows none.
# shellcheck disable=SC2016 # the dollars are apt's
mirror() { apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' | awk -v label="$1" '$1 == label { print $2; exit }'; }

bootstrap_base() {
  local root archive security proxy
  debian_root || missing "no registry gives $BASE_IMAGE, and it is built only on Debian as root: pull or load it and try again"
  if command -v debootstrap >/dev/null; then apt-get -q update >&2; else install_packages debootstrap; fi
  archive=$(mirror Debian)
  security=$(mirror Debian-Security)
  proxy=$(apt-config shell proxy Acquire::http::Proxy)
  proxy=${proxy#proxy=}
  proxy=${proxy//\'/}
  say "building $BASE_IMAGE with debootstrap (about a minute)"
  scratch=$(mktemp -d /var/tmp/rehome-ground.XXXXXX)
  root=$scratch/root
  # shellcheck disable=SC2086 # no mirror, no argument: debootstrap then uses its own default
  http_proxy=${proxy:-${http_proxy:-}} debootstrap --variant=minbase --include=ca-certificates bookworm "$root" $archive >&2
  if [[ -n $archive ]]; then echo "deb $archive bookworm-updates main" >> "$root/etc/apt/sources.list"; fi
  if [[ -n $security ]]; then echo "deb $security bookworm-security main" >> "$root/etc/apt/sources.list"; fi
  if [[ -n $proxy ]]; then echo "Acquire::http::Proxy \"$proxy\";" > "$root/etc/apt/apt.conf.d/proxy"; fi
  slim "$root"
  tar -C "$root" --numeric-owner -c . | docker import --change 'CMD ["bash"]' - "$BASE_IMAGE" >/dev/null
  rm -rf --one-file-system -- "$scratch"
  scratch=
}

# As in the official slim image: packages start nothing, and leave no documentation and no caches.
slim() {
  local root=$1
  printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
  chmod 755 "$root/usr/sbin/policy-rc.d"
  printf 'path-exclude /usr/share/%s/*\n' doc man info locale lintian > "$root/etc/dpkg/dpkg.cfg.d/slim"
  echo 'path-include /usr/share/doc/*/copyright' >> "$root/etc/dpkg/dpkg.cfg.d/slim"
  echo 'Acquire::Languages "none";' > "$root/etc/apt/apt.conf.d/no-languages"
  find "$root/usr/share/doc" -type f ! -name copyright -delete
  rm -rf -- "$root"/usr/share/{man,info,locale,lintian}/* "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin \
    "$root"/var/cache/apt/archives/*.deb "$root"/var/cache/debconf/*-old "$root"/var/log/*.log
}

ensure_base() {
  if image_id "$BASE_IMAGE" >/dev/null; then return; fi
  say "$BASE_IMAGE is not here, asking the registry for it"
  if command -v timeout >/dev/null; then set -- timeout 30; else set --; fi
  if "$@" docker pull -q "$BASE_IMAGE" >&2; then return; fi
  say "no registry gives it"
  bootstrap_base
}

is_jdk_25() { [[ -x $1/bin/java ]] && grep -qsE '^JAVA_VERSION="25[."]' "$1/release"; }

find_jdk() {
  local candidate on_path
  on_path=$(command -v java || true)
  if [[ -n $on_path ]]; then on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")"); fi
  for candidate in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/*; do
    if [[ -n $candidate ]] && is_jdk_25 "$candidate"; then echo "$candidate"; return; fi
  done
  return 1
}

java_dockerfile() {
  cat <<DOCKERFILE
FROM $BASE_IMAGE
COPY runtime /opt/java
ENV JAVA_HOME=/opt/java PATH=/opt/java/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
RUN java -version && useradd --system --user-group --uid 990 --create-home --home-dir /var/lib/rehome rehome
USER rehome
WORKDIR /var/lib/rehome
DOCKERFILE
}

# A linked runtime is less than half the size of the JDK; a JDK that cannot link is copied whole.
java_runtime() {
  local jdk=$1 into=$2
  if "$jdk/bin/jlink" --add-modules "$JAVA_MODULES" --include-locales=en --strip-debug --no-header-files --no-man-pages \
    --generate-cds-archive --output "$into" >"$scratch/jlink.log" 2>&1; then return; fi
  say "jlink does not work here ($(head -n 1 "$scratch/jlink.log")), copying the JDK"
  rm -rf -- "$into"
  mkdir "$into"
  cp -RL "$jdk"/{bin,conf,lib,release} "$into"
  rm -f -- "$into/lib/src.zip"
}

ensure_java() {
  local jdk base_id made_of
  jdk=$(find_jdk) || missing "no JDK 25 found: set JAVA_HOME to one ($JAVA_IMAGE is made from it)"
  base_id=$(image_id "$BASE_IMAGE")
  made_of="$(sed -n 's/^JAVA_RUNTIME_VERSION=//p' "$jdk/release" | tr -d '"') $base_id $(java_dockerfile | cat - <(echo "$JAVA_MODULES") | cksum)"
  if [[ $(docker image inspect --format '{{index .Config.Labels "org.rehome.made-of"}}' "$JAVA_IMAGE" 2>/dev/null) == "$made_of" ]]; then return; fi
  [[ $(uname -s) == Linux ]] || missing "$JAVA_IMAGE is made from this machine's JDK, which runs in no Linux container: build it from any Java 25 image, with the label org.rehome.made-of=$made_of"
  say "building $JAVA_IMAGE from $jdk"
  scratch=$(mktemp -d /var/tmp/rehome-ground.XXXXXX)
  java_runtime "$jdk" "$scratch/runtime"
  java_dockerfile > "$scratch/Dockerfile"
  docker build --label "org.rehome.made-of=$made_of" --tag "$JAVA_IMAGE" "$scratch" > "$scratch/build.log" 2>&1 \
    || { tail -n 15 "$scratch/build.log" >&2; missing "$JAVA_IMAGE could not be built from $jdk; the last lines are above"; }
  rm -rf -- "$scratch"
  scratch=
}

print_environment() {
  # Ryuk would have to be pulled, and with it the image that Testcontainers checks the disk with.
  echo "export TESTCONTAINERS_RYUK_DISABLED=true"
  echo "export TESTCONTAINERS_TINYIMAGE_CONTAINER_IMAGE=$BASE_IMAGE"
  echo "export REHOME_COMPOSE='$(compose_command)'"
}

case "${1:-}" in
  '' | --env) ;;
  *) say "unknown argument '$1'; the only one is --env"; exit 2 ;;
esac
if command -v flock >/dev/null; then
  # Two callers at once would install and build the same things twice.
  lock=${TMPDIR:-/tmp}/rehome-docker-ground.$(id -u).lock
  exec 9> "$lock"
  flock 9
fi
ensure_engine
ensure_compose
ensure_base
ensure_java
say "the ground is there: $(docker version --format 'Docker {{.Server.Version}}'), $(compose_command), $BASE_IMAGE, $JAVA_IMAGE"
if [[ ${1:-} == --env ]]; then print_environment; fi
