# shellcheck shell=bash
# Writes ejabberd.yml for the role and the lists in the environment (sourced; uses items of entry.sh).

# components LIST: the entries of LIST as the hosts of a component listener.
components() {
  local entry
  for entry in $(items "$1"); do printf '      "%s": {password: "%s"}\n' "${entry%%:*}" "${entry#*:}"; done
}

component_listener() {
  local port=$1 list=$2 check_from=$3
  [[ -n $(items "$list") ]] || return 0
  cat <<YAML
  - port: $port
    ip: "0.0.0.0"
    module: ejabberd_service
    access: all
    check_from: $check_from
    # A stream is routed what is for its own name, not what is for all names of this listener.
    global_routes: false
    hosts:
$(components "$list")
YAML
}

pool_configuration() {
  component_listener 5347 INJECTIONS false
  component_listener 5348 CAPTURES true
  if [[ $HOOK == yes ]]; then federation; return; fi
  cat <<YAML
# Without it a domain whose capture stream is away would leave by the server's own S2S.
s2s_access: none
YAML
}

partner_configuration() { federation; }

# S2S of its own.
federation() {
  local domain
  cat <<YAML
  - port: 5269
    ip: "0.0.0.0"
    module: ejabberd_s2s_in
    max_stanza_size: 524288
  - port: 5270
    ip: "0.0.0.0"
    module: ejabberd_s2s_in
    max_stanza_size: 524288
    tls: true
ca_file: /run/peer/ca.pem
s2s_cafile: /run/peer/ca.pem
s2s_use_starttls: required
# A partner that could not be reached is tried again soon: its DNS may have changed.
s2s_max_retry_delay: 1
certfiles:
YAML
  for domain in $(items DOMAINS); do printf '  - /run/peer/%s\n' "$domain.pem" "$domain.key"; done
}

# What only a pool with the hook has.
hook_modules() {
  local entry
  cat <<YAML
  mod_privacy: {}
  mod_blocking: {}
  mod_stream_mgmt: {}
  mod_rehome_hook:
    max_stanzas: $HOOK_STANZAS
    gateways:
YAML
  for entry in $(items INJECTIONS); do printf '      - "%s"\n' "${entry%%:*}"; done
}

configuration() {
  local domains
  domains=$(items DOMAINS)
  cat <<YAML
hosts: ["${domains// /\", \"}"]
loglevel: ${LOG_LEVEL:-info}
auth_password_format: scram
modules:
  mod_disco: {}
  mod_offline: {}
  mod_ping: {}
  mod_roster: {}
$(if [[ $ROLE == partner && $S2S_AUTH == dialback ]]; then echo '  mod_s2s_dialback: {}'; fi)
$(if [[ $ROLE == partner || $HOOK == yes ]]; then echo '  mod_muc: {}'; fi)
$(if [[ $HOOK == yes ]]; then hook_modules; fi)
listen:
  - port: 5222
    ip: "0.0.0.0"
    module: ejabberd_c2s
    starttls: false
YAML
  "${ROLE}_configuration"
}
