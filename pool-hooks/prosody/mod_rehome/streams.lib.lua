-- The server's own S2S: what a gateway lets it send, the answers to that, and the graceful end of its streams.

local st = require "util.stanza";
local jid_prep, jid_split, jid_host = require "util.jid".prep, require "util.jid".split, require "util.jid".host;
local now = require "util.time".now;

local hosts = prosody.hosts;
local remembered_for, most_remembered = 60, 1000;
local stanza_names = { message = true, presence = true, iq = true };

return function (hook)
	local streams = {};
	local requests, request_count = {}, 0; -- iq requests sent for a bare domain: when, by addresses and id
	local ending = {}; -- sessions that are to end once they are established

	local function key_of(from, to, id) return from.."\0"..to.."\0"..id; end

	local function remember(stanza)
		if request_count >= most_remembered then
			for key, at in pairs(requests) do
				if now() - at > remembered_for then requests[key], request_count = nil, request_count - 1; end
			end
		end
		if request_count >= most_remembered then return module:log("warn", "too many requests wait for answers"); end
		requests[key_of(stanza.attr.from, stanza.attr.to, stanza.attr.id)] = now();
		request_count = request_count + 1;
	end

	function streams.send(send)
		local forwarded = send:get_child("forwarded", "urn:xmpp:forward:0");
		local stanza = forwarded and forwarded.tags[1];
		local from, to = stanza and jid_prep(stanza.attr.from), stanza and jid_prep(stanza.attr.to);
		local from_host, to_host = from and jid_host(from), to and jid_host(to);
		if not from or not to or not stanza_names[stanza.name] or stanza.attr.xmlns ~= "jabber:client"
			or not hosts[from_host] or hosts[to_host] then
			module:log("warn", "dropped what a gateway wanted to be sent: from=%s to=%s", tostring(from_host), tostring(to_host));
			return true;
		end
		stanza = hook.account.to_internal(st.clone(stanza));
		stanza.attr.from, stanza.attr.to = from, to;
		if stanza.name == "iq" and from == from_host and stanza.attr.id and (stanza.attr.type == "get" or stanza.attr.type == "set") then
			remember(stanza);
		end
		local routed = hosts[from_host].events.fire_event("route/remote", {
			origin = hosts[from_host], stanza = stanza, from_host = from_host, to_host = to_host, rehome_send = true;
		});
		if not routed and stanza.attr.type ~= "error" and stanza.attr.type ~= "result" then
			prosody.core_post_stanza(hosts[from_host], st.error_reply(stanza, "cancel", "not-allowed", "This server has no S2S"));
		end
		return true;
	end

	-- Only who was asked answers.
	function streams.on_answer(event)
		local attr = event.stanza.attr;
		if not attr.from or not attr.to or not attr.id then return; end
		local key = key_of(attr.to, attr.from, attr.id);
		local at = requests[key];
		if not at then return; end
		requests[key], request_count = nil, request_count - 1;
		if now() - at <= remembered_for then return hook.take(event.stanza); end
	end

	-- Our closing tag (RFC 6120 §4.4); what the peer still sends is taken until it closes too, or for ten seconds.
	local function close_gracefully(session)
		local conn = session.conn;
		if session.smacks then session.sends2s(st.stanza("r", { xmlns = session.smacks })); end
		session.sends2s("</stream:stream>");
		function session.sends2s() return false; end
		if session.direction == "outgoing" then
			hosts[session.from_host].s2sout[session.to_host] = nil;
			-- mod_s2s would take a newer stream of the same pair out of the table when this one is gone.
			session.direction = "ending";
		elseif session.outgoing and hosts[session.to_host].s2sout[session.from_host] == session then
			hosts[session.to_host].s2sout[session.from_host], session.outgoing = nil, nil;
		end
		module:add_timer(10, function ()
			if not session.destroyed and conn then conn:close(); end
		end);
	end

	function streams.close(event, request)
		local domain = request.attr.domain;
		if not domain or domain == "" or jid_split(domain) or not jid_prep(domain) then
			return hook.error(event, "bad-request", "domain is missing or cannot be read");
		end
		local sessions, closed = {}, 0;
		for _, host in pairs(hosts) do
			local session = host.s2sout[domain];
			if session then sessions[session] = true; end
		end
		for session in pairs(prosody.incoming_s2s) do
			if session.from_host == domain then sessions[session] = true; end
		end
		for session in pairs(sessions) do
			closed = closed + 1;
			if session.type == "s2sout_unauthed" then ending[session] = true;
			elseif session.type == "s2sin_unauthed" then session:close();
			else close_gracefully(session); end
		end
		return hook.result(event, st.stanza("close-streams", { xmlns = hook.xmlns, domain = domain, closed = ("%d"):format(closed) }));
	end

	function streams.attach(on)
		-- What waits for the stream is sent right after this event.
		on("s2sout-established", function (event)
			local session = event.session;
			if not ending[session] then return; end
			ending[session] = nil;
			module:add_timer(0, function ()
				if not session.destroyed then close_gracefully(session); end
			end);
		end, 1000);
		on("s2sout-destroyed", function (event) ending[event.session] = nil; end, 1000);
	end

	return streams;
end
