-- The pool hook of Rehome for Prosody 0.12: docs/pool-hook.md is the protocol, ../README.md how to install it.
--
-- Here: which gateways there are, what is taken, and who answers which request. The rest is in the libraries:
-- queue (numbers, acknowledgements, choice of gateway), state (what outlives a restart), users (away and home),
-- streams (the server's own S2S), account (XEP-0227), presence (probes).

module:set_global();

local st = require "util.stanza";
local jid_bare, jid_host = require "util.jid".bare, require "util.jid".host;
local sha1 = require "util.hashes".sha1;
local new_id = require "util.id".medium;
local lfs = require "lfs";

local hosts = prosody.hosts;
local xmlns_hook, xmlns_forward = "urn:rehome:hook:1", "urn:xmpp:forward:0";

local gateways = module:get_option_set("rehome_gateways", {});
local settings = {
	held_stanzas = module:get_option_number("rehome_held_stanzas", 20000);
	held_bytes = module:get_option_number("rehome_held_bytes", 32 * 1024 * 1024);
	window_stanzas = 1024, window_bytes = 1024 * 1024;
};
local wait_limit = 10; -- seconds that an answer waits for acknowledgements

local hook = {
	xmlns = xmlns_hook, wait_limit = wait_limit;
	sessions = {}; -- by gateway: { session, domain }, from its hello to the end of its stream
	dropped = 0;
};
hook.account = module:require "account";

-- lua-posix is used where it is installed: then what is recorded outlives the machine's power too.
local function fsync_of()
	local has_stdio, stdio = pcall(require, "posix.stdio");
	local has_unistd, unistd = pcall(require, "posix.unistd");
	if has_stdio and has_unistd then
		return function (file)
			local ok, err = unistd.fsync(stdio.fileno(file));
			return ok == 0, err;
		end;
	end
end

local state_lines = module:require "state";
lfs.mkdir(prosody.paths.data);
hook.state = state_lines.open(prosody.paths.data.."/rehome.journal", fsync_of());

local function is_gateway(origin, from)
	return origin and origin.type == "component" and origin.host == from and gateways:contains(from);
end

hook.queue = module:require "queue".new(settings, function (gateway, sender)
	return sha1(gateway.."\0"..sender);
end, new_id, function (name, seq, item)
	local to = hook.sessions[name];
	-- The stanza was written out when it was taken; the wrapper is around the text.
	to.session.send(("<message from='%s' to='%s'><handover xmlns='%s' seq='%d'><forwarded xmlns='%s'>%s</forwarded></handover></message>")
		:format(to.domain, name, xmlns_hook, seq, xmlns_forward, item.xml));
end);

-- To a gateway itself, past everything that is taken.
function hook.answer(origin, stanza)
	-- An answer that had to wait may find its gateway gone; it asks again when it is back.
	if origin.destroyed then return; end
	if origin.rehome_send then origin.rehome_send(stanza); else origin.send(stanza); end
end

local function is_captured(domain)
	if hook.state.captures == "all" then return true; end
	local known = hook.state.domains[domain];
	return hook.state.captures == "listed" and known ~= nil and known.word == "capture";
end

local function must_not_be_answered(stanza)
	return stanza.attr.type == "error" or stanza.name == "iq" and stanza.attr.type == "result";
end

local function refuse(stanza)
	if must_not_be_answered(stanza) then
		hook.dropped = hook.dropped + 1;
		module:log("warn", "dropped a stanza, the queue is full: dropped=%d", hook.dropped);
		return;
	end
	local reply = st.error_reply(stanza, "wait", "resource-constraint", "Too much waits for the gateways");
	-- By the way of any stanza: the sender may be a session, another server, or away.
	prosody.core_route_stanza(hosts[jid_host(stanza.attr.from)] or hosts[jid_host(stanza.attr.to)], reply);
end

-- Takes a stanza for the gateways; domain is the captured one that it is for, if it is.
function hook.take(stanza, domain)
	local xml = tostring(hook.account.to_client(stanza));
	local taken = hook.queue:take({ sender = jid_bare(stanza.attr.from), bytes = #xml, xml = xml, domain = domain });
	if not taken then refuse(stanza); end
	return true;
end

local stanza_names = { message = true, presence = true, iq = true };

local function on_remote(event)
	-- By send, or something of the streams themselves, as dialback.
	if event.rehome_send or not stanza_names[event.stanza.name] or event.stanza.attr.xmlns then return; end
	if is_captured(event.to_host) then return hook.take(event.stanza, event.to_host); end
end

local users = module:require "users"(hook);
local streams = module:require "streams"(hook);
local presence = module:require "presence"(hook, users.is_away);

local function on_local(event)
	local stanza = event.stanza;
	local to, from = stanza.attr.to, stanza.attr.from;
	if not to or not from or not users.is_away(jid_bare(to)) then return; end
	-- Her own sessions that are ending say so to each other; nobody else has her address here.
	if jid_bare(from) == jid_bare(to) then return; end
	return hook.take(stanza);
end

-- requests --

local function whole(text) return text and #text <= 15 and text:match("^%d+$") and tonumber(text) or nil; end
hook.whole = whole;

function hook.error(event, condition, text)
	local types = { ["bad-request"] = "modify", ["resource-constraint"] = "wait", ["internal-server-error"] = "wait" };
	hook.answer(event.origin, st.error_reply(event.stanza, types[condition] or "cancel", condition, text));
	return true;
end

function hook.result(event, element)
	hook.answer(event.origin, st.reply(event.stanza):add_child(element));
	return true;
end

local requests = {};

function requests.hello(event, hello)
	local captures, name = hello.attr.captures, event.origin.host;
	if captures ~= "all" and captures ~= "listed" then return hook.error(event, "bad-request", "captures is neither all nor listed"); end
	local h = whole(hello.attr.h);
	if hello.attr.h and not h then return hook.error(event, "bad-request", "h is no number"); end
	if hook.state.captures ~= captures then
		local ok, err = hook.state:record(state_lines.captures_line(captures));
		if not ok then return hook.error(event, "resource-constraint", err); end
	end
	hook.sessions[name] = { session = { send = event.origin.rehome_send or event.origin.send }, origin = event.origin, domain = jid_host(event.stanza.attr.to) };
	hook.queue:connect(name, hello.attr.queue, h, function (id)
		hook.result(event, st.stanza("hello", { xmlns = xmlns_hook, server = "Prosody "..prosody.version, queue = id }));
	end);
	module:log("info", "gateway said hello: gateway=%s captures=%s", name, captures);
	return true;
end

local function change_domain(event, request)
	local domain, epoch = request.attr.domain, whole(request.attr.epoch);
	if not domain or domain == "" or domain:find("[%s@/]") then return hook.error(event, "bad-request", "domain is missing or cannot be read"); end
	if hosts[domain] then return hook.error(event, "bad-request", domain.." is served here"); end
	if not epoch then return hook.error(event, "bad-request", "epoch is missing or no number"); end
	local known = hook.state.domains[domain];
	if not known or epoch > known.epoch then
		local ok, err = hook.state:record(state_lines.domain_line(domain, request.name, epoch));
		if not ok then return hook.error(event, "resource-constraint", err); end
		known = hook.state.domains[domain];
	end
	local function holds(wait)
		return st.stanza(known.word, { xmlns = xmlns_hook, domain = domain, epoch = ("%d"):format(known.epoch), wait = wait });
	end
	if known.word == "capture" or request.name == "capture" then return hook.result(event, holds()); end
	hook.when_acknowledged({ "domain "..domain }, function (all) hook.result(event, holds(not all and "true" or nil)); end);
	return true;
end
requests.capture, requests.release = change_domain, change_domain;

-- Calls done(all, left) once nothing of the keys is held, or at the limit; left has the keys that are still held.
function hook.when_acknowledged(keys, done)
	local left, count, called = {}, #keys, false;
	for _, key in ipairs(keys) do left[key] = true; end
	local function finish()
		if not called then called = true; done(count == 0, left); end
	end
	for _, key in ipairs(keys) do
		hook.queue:watch(key, function ()
			left[key], count = nil, count - 1;
			if count == 0 then finish(); end
		end);
	end
	if #keys == 0 then return finish(); end
	if not called then module:add_timer(wait_limit, finish); end
end

requests.away, requests.home = users.away, users.home;
requests.import, requests.export = users.import, users.export;
requests["close-streams"] = streams.close;
requests.repair = presence.repair;

local getters = { export = true };

local function on_request(event)
	local stanza = event.stanza;
	local request = stanza.tags[1];
	if stanza.attr.type == "result" or stanza.attr.type == "error" then return streams.on_answer(event); end
	if not request or request.attr.xmlns ~= xmlns_hook or not is_gateway(event.origin, stanza.attr.from) then return; end
	local handler = requests[request.name];
	if not handler then return; end
	if stanza.attr.type ~= (getters[request.name] and "get" or "set") then
		return hook.error(event, "bad-request", "the type of this request is "..(getters[request.name] and "get" or "set"));
	end
	return handler(event, request);
end

local function on_message(event)
	local stanza = event.stanza;
	if not is_gateway(event.origin, stanza.attr.from) then return; end
	local ack, send = stanza:get_child("ack", xmlns_hook), stanza:get_child("send", xmlns_hook);
	if ack and hook.sessions[stanza.attr.from] then
		hook.queue:acknowledge(stanza.attr.from, ack.attr.queue, whole(ack.attr.h) or 0);
		return true;
	end
	if send then return streams.send(send); end
	return ack and true or nil;
end

-- gateways --

-- What the server answers to what a gateway has injected would come back on the gateway's own stream. It takes the
-- way of any other stanza instead: to the queue, to a session, or to another server.
local function on_authenticated(event)
	local session = event.session;
	session.rehome_send = session.send;
	function session.send(stanza)
		local to = st.is_stanza(stanza) and stanza.attr.to;
		if not to or jid_host(to) == session.host then return session.rehome_send(stanza); end
		local from_host = hosts[jid_host(stanza.attr.from)];
		if from_host then prosody.core_route_stanza(from_host, stanza); end
		return true;
	end
end

local function on_disconnected(event)
	local name = event.session.host;
	if hook.sessions[name] and hook.sessions[name].origin == event.session then
		hook.sessions[name] = nil;
		hook.queue:disconnect(name);
		module:log("info", "gateway is gone: gateway=%s", name);
	end
end

local function attach(host)
	local events = hosts[host].events;
	local function on(event, handler, priority) module:hook_object_event(events, event, handler, priority); end
	on("route/remote", on_remote, 1000);
	if gateways:contains(host) then
		on("component-authenticated", on_authenticated, 1000);
		on("component-disconnected", on_disconnected, 1000);
		return;
	end
	streams.attach(on);
	if hosts[host].type ~= "local" then
		on("iq/host", function (event)
			local kind = event.stanza.attr.type;
			if kind == "result" or kind == "error" then return streams.on_answer(event); end
		end, 1000);
		return;
	end
	for _, name in ipairs({ "message", "presence", "iq" }) do
		on(name.."/bare", on_local, 1000);
		on(name.."/full", on_local, 1000);
	end
	on("iq/host", on_request, 1000);
	on("message/host", on_message, 1000);
	users.attach(on, host);
end

for host in pairs(hosts) do attach(host); end
module:hook_global("host-activated", attach);

if gateways:empty() then
	module:log("error", "rehome_gateways names no gateway: nothing will be handed over");
end
