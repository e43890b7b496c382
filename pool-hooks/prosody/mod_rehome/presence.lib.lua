-- Presence that may be stale is asked for anew: probes (RFC 6121 §4.3) in the name of a user and of her contacts, by the
-- server's ordinary ways.

local st = require "util.stanza";
local jid_host, jid_prep, jid_split = require "util.jid".host, require "util.jid".prep, require "util.jid".split;
local rostermanager = require "core.rostermanager";
local usermanager = require "core.usermanager";

local hosts = prosody.hosts;
local most_users = 200;

return function (hook, is_away)
	local presence = {};

	-- The users and domains of a request, or nil after an error was answered.
	local function read(event, request)
		local users, domains = {}, nil;
		for user in request:childtags("user") do
			local jid = jid_prep(user.attr.jid);
			local node, domain, resource = jid_split(jid);
			if not node or resource then hook.error(event, "bad-request", "jid is missing or no bare address of a user"); return; end
			if not hosts[domain] or hosts[domain].type ~= "local" then hook.error(event, "item-not-found", domain.." has no users here"); return; end
			users[#users + 1] = { jid = jid, node = node, domain = domain };
		end
		if #users == 0 or #users > most_users then
			hook.error(event, "bad-request", "a request has 1 to "..most_users.." users");
			return;
		end
		for element in request:childtags("domain") do
			local domain = jid_host(jid_prep(element.attr.name));
			if not domain then hook.error(event, "bad-request", "name of a domain is missing or cannot be read"); return; end
			if hosts[domain] then hook.error(event, "bad-request", domain.." is served here"); return; end
			domains = domains or {};
			domains[domain] = true;
		end
		return users, domains;
	end

	local function probe(host, from, to)
		prosody.core_post_stanza(hosts[host], st.presence({ type = "probe", from = from, to = to }));
	end

	-- Whose presence is not this server's own.
	local function elsewhere(contact, domains)
		local domain = jid_host(contact);
		if domains then return domains[domain]; end
		return not hosts[domain] or is_away(contact);
	end

	local function repair(user, domains)
		if is_away(user.jid) then return { state = "away" }; end
		if not usermanager.user_exists(user.node, user.domain) then return { state = "unknown" }; end
		local asked, told = 0, 0;
		for contact, item in pairs(rostermanager.load_roster(user.node, user.domain) or {}) do
			if contact and elsewhere(contact, domains) then
				local subscription = item.subscription;
				if subscription == "to" or subscription == "both" then
					asked = asked + 1;
					probe(user.domain, user.jid, contact);
				end
				if subscription == "from" or subscription == "both" then
					told = told + 1;
					-- mod_presence answers it to the contact, with all resources or their absence.
					probe(user.domain, contact, user.jid);
				end
			end
		end
		return { state = "done", asked = ("%d"):format(asked), told = ("%d"):format(told) };
	end

	function presence.repair(event, request)
		local users, domains = read(event, request);
		if not users then return true; end
		local answer = st.stanza("repair", { xmlns = hook.xmlns });
		for _, user in ipairs(users) do
			local attr = repair(user, domains);
			attr.jid = user.jid;
			answer:tag("user", attr):up();
		end
		return hook.result(event, answer:reset());
	end

	return presence;
end
