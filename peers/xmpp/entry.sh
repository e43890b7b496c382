# shellcheck shell=bash
# What the entry points of the XMPP peers share (sourced).

# shellcheck disable=SC2034 # for those who source this
readonly USERS_READY=/run/peer/users-registered

# The entries of the lists in the variables named, which are parted by spaces or commas; on one line.
items() {
  local name all=
  for name in "$@"; do all+=" ${!name:-}"; done
  # shellcheck disable=SC2086 # the splitting is the point
  echo ${all//,/ }
}

refuse() { echo "peer: $*" >&2; exit 2; }

check_variables() {
  case ${ROLE:-} in pool | partner) ;; *) refuse "ROLE is '${ROLE:-}'; set it to pool or partner" ;; esac
  [[ -n $(items DOMAINS) ]] || refuse "DOMAINS is empty; set it to the domains that this server serves"
  local entry domains
  domains=" $(items DOMAINS) "
  for entry in $(items USERS); do
    [[ $entry =~ ^[^@:]+@([^:]+):.+$ ]] || refuse "USERS holds '$entry', which is not USER@DOMAIN:PASSWORD"
    [[ $domains == *" ${BASH_REMATCH[1]} "* ]] || refuse "USERS holds '$entry', but DOMAINS does not name ${BASH_REMATCH[1]}"
  done
  for entry in $(items INJECTIONS CAPTURES); do
    [[ $entry =~ ^[^:]+:[^\"\\]+$ ]] || refuse "'$entry' in INJECTIONS or CAPTURES is not DOMAIN:SECRET (a secret holds no quote and no backslash)"
  done
  case ${HOOK:=no} in
    no) ;;
    yes) [[ $ROLE == pool ]] || refuse "HOOK is for a pool, but ROLE is $ROLE" ;;
    *) refuse "HOOK is '$HOOK'; set it to yes or no" ;;
  esac
  [[ ${HOOK_STANZAS:=20000} =~ ^[1-9][0-9]*$ ]] || refuse "HOOK_STANZAS is '$HOOK_STANZAS'; set it to a number of stanzas"
  case ${S2S_AUTH:=certificate} in certificate | dialback) ;; *) refuse "S2S_AUTH is '$S2S_AUTH'; set it to certificate or dialback" ;; esac
  export S2S_AUTH HOOK HOOK_STANZAS
}

# prepare OWNER: a run folder, and for servers with S2S of their own copies of the mounted certificates that OWNER can read, whoever owns
# the mounted ones.
prepare() {
  local owner=$1 domain file
  rm -rf /run/peer
  install -d -o "$owner" -g "$owner" /run/peer
  if [[ $ROLE == pool && $HOOK == no ]]; then return; fi
  for domain in $(items DOMAINS); do
    for file in "$domain.pem" "$domain.key"; do
      [[ -r /certs/$file ]] || refuse "S2S needs /certs/$file; mount it"
      install -o "$owner" -g "$owner" -m 400 "/certs/$file" "/run/peer/$file"
    done
  done
  [[ -r /certs/ca.pem ]] || refuse "S2S needs /certs/ca.pem, the authorities that are trusted; mount it"
  install -m 444 /certs/ca.pem /run/peer/ca.pem
}

# Says once, on the log, that the server accepts; as soon as it does, without waiting for the next health check.
announce() {
  until /usr/local/bin/accepts >/dev/null 2>&1; do sleep 0.2; done
  echo "peer ready role=$ROLE domains=$(items DOMAINS)"
}
