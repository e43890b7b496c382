-- One configuration for both roles: Prosody's configuration is Lua, and ENV_NAME reads the environment.
local pool = ENV_ROLE == "pool"
-- A pool with the hook has its own S2S, as the legacy server has.
local hook = ENV_HOOK == "yes"

local function each(list)
	return (list or ""):gmatch "[^%s,]+"
end

data_path = "/var/lib/prosody"
log = { { levels = { min = ENV_LOG_LEVEL or "info" }, to = "console" } }
network_backend = "epoll"
plugin_paths = { "/usr/local/lib/peer/modules", "/hook" }
modules_enabled = hook and { "rehome", "roster", "saslauth", "disco", "ping", "offline", "blocklist", "tls", "smacks", "peer_users" }
	or pool and { "roster", "saslauth", "disco", "ping", "offline", "peer_users" }
	or { "roster", "saslauth", "disco", "ping", "offline", "tls", "dialback", "smacks", "peer_users" }
-- Its default of 30 kB/s for each inbound S2S stream hides everything else under load.
modules_disabled = pool and not hook and { "limits", "s2s" } or { "limits" }

-- Tests log in in the clear.
c2s_require_encryption = false
allow_unencrypted_plain_auth = true

-- Component ports are private by default: they would listen on loopback only.
component_ports = pool and { 5347 } or {}
component_interfaces = { "*" }
component_conflict_resolve = "kick_old"

s2s_require_encryption = true
-- TLS from the first byte on (XEP-0368); the certificate is the one of the name that is asked for.
s2s_direct_tls_ports = (hook or not pool) and { 5270 } or {}
s2s_secure_auth = ENV_S2S_AUTH == "certificate"

-- libunbound answers for test. itself, with NXDOMAIN, unless it is told not to.
unbound = { options = { ["local-zone:"] = "test. transparent" } }

local gateways = {}
for entry in each(ENV_INJECTIONS) do
	gateways[#gateways + 1] = entry:match "^[^:]+"
end
rehome_gateways = gateways
rehome_held_stanzas = tonumber(ENV_HOOK_STANZAS)

for domain in each(ENV_DOMAINS) do
	local tls = (hook or not pool) and {
		certificate = "/run/peer/" .. domain .. ".pem";
		key = "/run/peer/" .. domain .. ".key";
		cafile = "/run/peer/ca.pem";
		capath = false;
	} or nil
	-- The port of direct TLS does not look at "ssl" of a host.
	VirtualHost(domain) { ssl = tls, s2s_direct_tls_ssl = tls }
end

if hook or not pool then
	for domain in each(ENV_DOMAINS) do
		Component("conference." .. domain)("muc")
	end
end

if pool then
	for entry in each(ENV_INJECTIONS) do
		local name, secret = entry:match "^([^:]+):(.+)$"
		Component(name) { component_secret = secret, validate_from_addresses = false }
	end
	for entry in each(ENV_CAPTURES) do
		local name, secret = entry:match "^([^:]+):(.+)$"
		Component(name) { component_secret = secret }
	end
end
