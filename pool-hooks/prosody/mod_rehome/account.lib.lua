-- Account data in the form of XEP-0227: out of Prosody's stores, in parts, and into them.

local st = require "util.stanza";
local datetime = require "util.datetime";
local jid_bare, jid_prep = require "util.jid".bare, require "util.jid".prep;
local modulemanager = require "core.modulemanager";
local rostermanager = require "core.rostermanager";
local storagemanager = require "core.storagemanager";

local xmlns_pie, xmlns_client = "urn:xmpp:pie:0", "jabber:client";
local xmlns_roster, xmlns_blocking, xmlns_delay = "jabber:iq:roster", "urn:xmpp:blocking", "urn:xmpp:delay";
local part_bytes = 128 * 1024;

-- Prosody has no namespace on what is jabber:client, at any depth.
local function to_internal(stanza)
	stanza.attr.xmlns = nil;
	for _, child in ipairs(stanza.tags) do
		if child.attr.xmlns == xmlns_client then to_internal(child); end
	end
	return stanza;
end

local function to_client(stanza)
	stanza = st.clone(stanza);
	stanza.attr.xmlns = xmlns_client;
	return stanza;
end

local function sorted_keys(map)
	local keys = {};
	for key in pairs(map or {}) do
		if type(key) == "string" then keys[#keys + 1] = key; end
	end
	table.sort(keys);
	return keys;
end

local function contact(jid, item)
	local element = st.stanza("item", { jid = jid, name = item.name, subscription = item.subscription, ask = item.ask, approved = item.approved });
	for _, group in ipairs(sorted_keys(item.groups)) do element:text_tag("group", group); end
	return element;
end

local function pending_request(jid, request)
	local presence = type(request) == "table" and st.deserialize(request) or st.presence();
	presence.attr.type, presence.attr.from = "subscribe", jid;
	return to_client(presence);
end

local function offline_message(stanza, when, host)
	local message = to_client(stanza);
	return message:reset():tag("delay", { xmlns = xmlns_delay, from = host, stamp = datetime.datetime(when) }):reset();
end

-- All items in their order: { { kind, element }, ... } and the counts.
local function items_of(user, host)
	local roster, err = rostermanager.load_roster(user, host);
	if err then return nil, err; end
	local items = {};
	local function add(kind, element) items[#items + 1] = { kind = kind, element = element }; end
	for _, jid in ipairs(sorted_keys(roster)) do add("roster", contact(jid, roster[jid])); end
	for _, jid in ipairs(sorted_keys(roster[false].pending)) do add("pending", pending_request(jid, roster[false].pending[jid])); end
	local counts = { roster = #items };
	local blocked, blocked_err = storagemanager.open(host, "blocklist", "keyval"):get(user);
	if blocked_err then return nil, blocked_err; end
	for _, jid in ipairs(sorted_keys(blocked)) do add("blocked", st.stanza("item", { jid = jid })); end
	counts.blocked = #items - counts.roster;
	local messages, messages_err = storagemanager.open(host, "offline", "archive"):find(user);
	if not messages and messages_err then return nil, messages_err; end
	if messages then
		for _, stanza, when in messages do add("offline", offline_message(stanza, when, host)); end
	end
	counts.offline = #items - counts.roster - counts.blocked;
	return items, counts;
end

-- A part from after on: its server-data, the counts of all, and where the next part begins.
local function export(user, host, after)
	local items, counts = items_of(user, host);
	if not items then return nil, counts; end
	local parents, element = {}, st.stanza("user", { name = user });
	local function parent(kind, name, xmlns)
		if not parents[kind] then
			parents[kind] = st.stanza(name, { xmlns = xmlns });
			element:add_child(parents[kind]);
		end
		return parents[kind];
	end
	local bytes, index = 0, after;
	while items[index + 1] do
		local item = items[index + 1];
		local size = #tostring(item.element);
		if index > after and bytes + size > part_bytes then break; end
		bytes, index = bytes + size, index + 1;
		if item.kind == "roster" then parent("roster", "query", xmlns_roster):add_child(item.element);
		elseif item.kind == "blocked" then parent("blocked", "blocklist", xmlns_blocking):add_child(item.element);
		elseif item.kind == "offline" then parent("offline", "offline-messages"):add_child(item.element);
		else element:add_child(item.element); end
	end
	local data = st.stanza("server-data", { xmlns = xmlns_pie });
	data:tag("host", { jid = host }):add_child(element);
	return data:reset(), counts, items[index + 1] and index or nil;
end

-- Adds what a server-data holds to collected = { roster, pending, blocked, offline }; false and the reason when it
-- is not as it should be.
local function collect(collected, data, user, host)
	local element = data and data:get_child("host");
	if not element or element.attr.jid ~= host then return false, "server-data has no host "..host; end
	element = element:get_child("user");
	if not element or element.attr.name ~= user then return false, "server-data has no user "..user; end
	for _, child in ipairs(element.tags) do
		local xmlns = child.attr.xmlns;
		if child.name == "query" and xmlns == xmlns_roster then
			for item in child:childtags("item") do
				local jid = jid_prep(item.attr.jid);
				if not jid then return false, "a contact has no address"; end
				local groups = {};
				for group in item:childtags("group") do groups[group:get_text()] = true; end
				collected.roster[jid] = { subscription = item.attr.subscription or "none", ask = item.attr.ask, name = item.attr.name, approved = item.attr.approved, groups = groups };
			end
		elseif child.name == "presence" and child.attr.type == "subscribe" then
			local jid = jid_bare(jid_prep(child.attr.from));
			if not jid then return false, "a pending subscription has no address"; end
			collected.pending[jid] = st.preserialize(to_internal(st.clone(child)));
		elseif child.name == "blocklist" and xmlns == xmlns_blocking then
			for item in child:childtags("item") do
				local jid = jid_prep(item.attr.jid);
				if not jid then return false, "a blocked address cannot be read"; end
				collected.blocked[jid] = true;
			end
		elseif child.name == "offline-messages" then
			for _, message in ipairs(child.tags) do
				if message.name == "message" then table.insert(collected.offline, to_internal(st.clone(message))); end
			end
		end
	end
	return true;
end

local function size(map)
	local count = 0;
	for _ in pairs(map) do count = count + 1; end
	return count;
end

local function counts_of(collected)
	return { roster = size(collected.roster) + size(collected.pending), blocked = size(collected.blocked), offline = #collected.offline };
end

local function replace_roster(user, host, collected)
	local roster, err = rostermanager.load_roster(user, host);
	if err then return nil, err; end
	local changed = {};
	-- In place: sessions and caches hold this table.
	for _, jid in ipairs(sorted_keys(roster)) do roster[jid], changed[jid] = nil, true; end
	for jid, item in pairs(collected.roster) do roster[jid], changed[jid] = item, true; end
	roster[false].pending = collected.pending;
	-- A version that a client has from another server must not be this one's by chance.
	roster[false].version = math.max(tonumber(roster[false].version) or 0, os.time());
	local ok, save_err = rostermanager.save_roster(user, host, roster);
	if not ok then return nil, save_err or "the roster could not be stored"; end
	for jid in pairs(changed) do rostermanager.roster_push(user, host, jid); end
	return true;
end

-- mod_blocklist keeps lists in memory; its handler of this event is what makes it forget one.
local function forget_blocklist(user, host)
	local loaded = modulemanager.get_module(host, "blocklist");
	local handlers = prosody.events.get_handlers("user-deleted");
	for _, handler in ipairs(loaded and handlers or {}) do
		if loaded.module.event_handlers:get(prosody.events, "user-deleted", handler) then
			handler({ username = user, host = host });
		end
	end
end

local function replace_blocklist(user, host, collected)
	local list = { [false] = { created = os.time() } };
	for jid in pairs(collected.blocked) do list[jid] = os.time(); end
	local ok, err = storagemanager.open(host, "blocklist", "keyval"):set(user, list);
	if ok then forget_blocklist(user, host); end
	return ok, err;
end

local function replace_offline(user, host, collected)
	local store = storagemanager.open(host, "offline", "archive");
	local ok, err = store:delete(user);
	if not ok then return nil, err; end
	for _, message in ipairs(collected.offline) do
		local when = os.time();
		-- The server adds its own again when it delivers.
		message:maptags(function (tag)
			if tag.name == "delay" and tag.attr.xmlns == xmlns_delay and tag.attr.from == host then
				when = datetime.parse(tag.attr.stamp) or when;
				return nil;
			end
			return tag;
		end);
		ok, err = store:append(user, nil, message, when, "");
		if not ok then return nil, err; end
	end
	return true;
end

local function replace(user, host, collected)
	for _, step in ipairs({ replace_roster, replace_blocklist, replace_offline }) do
		local ok, err = step(user, host, collected);
		if not ok then return nil, tostring(err); end
	end
	return true;
end

local function nothing() return { roster = {}, pending = {}, blocked = {}, offline = {} }; end

return { export = export, collect = collect, counts = counts_of, replace = replace, nothing = nothing, to_internal = to_internal, to_client = to_client };
