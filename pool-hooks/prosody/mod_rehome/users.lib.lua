-- Users who live elsewhere: marked, their sessions ended, their logins refused; and their account data.

local st = require "util.stanza";
local jid_bare, jid_prep, jid_split = require "util.jid".bare, require "util.jid".prep, require "util.jid".split;
local usermanager = require "core.usermanager";
local state_lines = module:require "state";

local hosts = prosody.hosts;
local xmlns_streams = "urn:ietf:params:xml:ns:xmpp-streams";
local most_users, most_import_bytes = 200, 64 * 1024 * 1024;

return function (hook)
	local users = {};
	local state, account = hook.state, hook.account;
	local imports, import_bytes = {}, 0; -- unfinished ones by user

	local function away_of(jid)
		local known = state.users[jid];
		return known and known.word == "away" and known or nil;
	end

	function users.is_away(jid) return away_of(jid) ~= nil; end

	local function stream_error(host)
		local element = st.stanza("stream:error");
		return host and element:tag("see-other-host", { xmlns = xmlns_streams }):text(host):reset()
			or element:tag("reset", { xmlns = xmlns_streams }):reset();
	end

	local function end_sessions(jid, host)
		local node, domain = jid_split(jid);
		local user = hosts[domain].sessions[node];
		local sessions = {};
		for _, session in pairs(user and user.sessions or {}) do sessions[#sessions + 1] = session; end
		for _, session in ipairs(sessions) do
			-- As if the client had logged out: otherwise the reason of the end would be in the presence's status.
			if session.presence then prosody.core_process_stanza(session, st.presence({ type = "unavailable" })); end
			session:close(stream_error(host));
		end
	end

	-- The users of a request, or nil after an error was answered.
	local function read(event, request)
		local read_users = {};
		for user in request:childtags("user") do
			local jid, epoch, host = jid_prep(user.attr.jid), hook.whole(user.attr.epoch), user.attr.host;
			local node, domain, resource = jid_split(jid);
			if not node or resource then hook.error(event, "bad-request", "jid is missing or no bare address of a user"); return; end
			if not epoch then hook.error(event, "bad-request", "epoch of "..jid.." is missing or no number"); return; end
			if host and (host == "" or host:find("%s")) then hook.error(event, "bad-request", "host of "..jid.." cannot be read"); return; end
			if not hosts[domain] or hosts[domain].type ~= "local" then hook.error(event, "item-not-found", domain.." has no users here"); return; end
			read_users[#read_users + 1] = { jid = jid, epoch = epoch, host = host };
		end
		if #read_users == 0 or #read_users > most_users then
			hook.error(event, "bad-request", "a request has 1 to "..most_users.." users");
			return;
		end
		return read_users;
	end

	-- Records what is not stale, all in one writing; each user then has stale, or not.
	local function record(event, asked, word)
		local lines = {};
		for _, user in ipairs(asked) do
			local known = state.users[user.jid];
			if known and (known.epoch > user.epoch or known.epoch == user.epoch and known.word ~= word) then
				user.stale = known.epoch;
			elseif not known or known.epoch < user.epoch or known.host ~= user.host then
				lines[#lines + 1] = state_lines.user_line(user.jid, word, user.epoch, user.host);
			end
		end
		local ok, err = true, nil;
		if #lines > 0 then ok, err = state:record(table.concat(lines)); end
		if not ok then hook.error(event, "resource-constraint", err); end
		return ok;
	end

	local function answer(event, word, asked, left)
		local element = st.stanza(word, { xmlns = hook.xmlns });
		for _, user in ipairs(asked) do
			local waiting = left and left["sender "..user.jid];
			element:tag("user", {
				jid = user.jid, epoch = ("%d"):format(user.stale or user.epoch);
				state = user.stale and "stale" or waiting and "waiting" or "done";
			}):up();
		end
		return hook.result(event, element:reset());
	end

	function users.away(event, request)
		local asked = read(event, request);
		if not asked or not record(event, asked, "away") then return true; end
		local keys = {};
		for _, user in ipairs(asked) do
			if not user.stale then
				end_sessions(user.jid, user.host);
				keys[#keys + 1] = "sender "..user.jid;
			end
		end
		hook.when_acknowledged(keys, function (_, left) answer(event, "away", asked, left); end);
		return true;
	end

	function users.home(event, request)
		local asked = read(event, request);
		if not asked or not record(event, asked, "home") then return true; end
		return answer(event, "home", asked);
	end

	-- logins --

	-- Without another host to name, the login fails where it is decided (RFC 6120 §6.5.10).
	local function on_sasl(host, event)
		local session = event.origin;
		if session.type ~= "c2s_unauthed" then return; end
		-- As mod_saslauth does right afterwards; the handler must be there to be looked at.
		if session.sasl_handler and session.sasl_handler.selected then session.sasl_handler = nil; end
		if not session.sasl_handler then session.sasl_handler = usermanager.get_sasl_handler(host, session); end
		local handler = session.sasl_handler;
		local process = handler.process;
		function handler.process(self, message)
			local status, ret, text = process(self, message);
			local away = status == "success" and self.username and away_of(jid_prep(self.username.."@"..host) or "");
			if away and not away.host then return "failure", "temporary-auth-failure", "This account is being moved"; end
			return status, ret, text;
		end
	end

	local function refuse(event)
		local session = event.session or event.origin;
		local away = session.username and away_of(session.username.."@"..session.host);
		if not away then return; end
		session:close(stream_error(away.host));
		return true;
	end

	function users.attach(on, host)
		on("stanza/urn:ietf:params:xml:ns:xmpp-sasl:auth", function (event) return on_sasl(host, event); end, 1000);
		on("stream-features", function (event)
			-- Something has to be offered, or the server warns that there is nothing; it does not reach the client.
			if refuse(event) then event.features:tag("ended"):up(); return true; end
		end, 1000);
		-- Who had authenticated before she went away, or in another way.
		on("pre-resource-bind", function (event)
			if refuse(event) then return false; end
		end, 1000);
	end

	-- account data --

	local function local_user(event, request)
		local node, domain, resource = jid_split(jid_prep(request.attr.user));
		if not node or resource then hook.error(event, "bad-request", "user is missing or no bare address of a user"); return; end
		if not hosts[domain] or hosts[domain].type ~= "local" or not usermanager.user_exists(node, domain) then
			hook.error(event, "item-not-found", "no such account");
			return;
		end
		return node, domain, node.."@"..domain;
	end

	local function counted(counts, attr)
		for _, name in ipairs({ "roster", "blocked", "offline" }) do attr[name] = ("%d"):format(counts[name]); end
		return attr;
	end

	function users.export(event, request)
		local node, domain, jid = local_user(event, request);
		if not node then return true; end
		local after = hook.whole(request.attr.after or "0");
		if not after then return hook.error(event, "bad-request", "after is no number"); end
		if not users.is_away(jid) then return hook.error(event, "not-allowed", jid.." is at home"); end
		local data, counts, next_item = account.export(node, domain, after);
		if not data then return hook.error(event, "internal-server-error", counts); end
		local attr = counted(counts, { xmlns = hook.xmlns, user = jid, next = next_item and ("%d"):format(next_item) });
		return hook.result(event, st.stanza("export", attr):add_child(data));
	end

	local function drop_import(jid)
		if imports[jid] then import_bytes = import_bytes - imports[jid].bytes; end
		imports[jid] = nil;
	end

	local function imported(event, jid, epoch, counts)
		return hook.result(event, st.stanza("import", counted(counts, { xmlns = hook.xmlns, user = jid, epoch = ("%d"):format(epoch) })));
	end

	function users.import(event, request)
		local node, domain, jid = local_user(event, request);
		if not node then return true; end
		local epoch, part = hook.whole(request.attr.epoch), hook.whole(request.attr.part);
		local data = request:get_child("server-data", "urn:xmpp:pie:0");
		if not epoch or not part or part < 1 then return hook.error(event, "bad-request", "epoch or part is missing or no number"); end
		if not data then return hook.error(event, "bad-request", "server-data is missing"); end
		local known, last = state.users[jid], state.imports[jid];
		if last and last.epoch == epoch then return imported(event, jid, epoch, last); end
		if known and known.word == "home" then return hook.error(event, "not-allowed", jid.." is at home"); end
		if last and last.epoch > epoch then return hook.error(event, "not-allowed", "a later import is known"); end
		local current = imports[jid];
		if part == 1 then
			drop_import(jid);
			current = { epoch = epoch, parts = 0, bytes = 0, collected = account.nothing() };
		elseif not current or current.epoch ~= epoch or part > current.parts + 1 then
			return hook.error(event, "bad-request", "part "..part.." comes before part "..((current and current.epoch == epoch and current.parts or 0) + 1));
		end
		if part == current.parts + 1 then
			local bytes = #tostring(data);
			if import_bytes + bytes > most_import_bytes then return hook.error(event, "resource-constraint", "too much is being imported"); end
			local ok, reason = account.collect(current.collected, data, node, domain);
			if not ok then return hook.error(event, "bad-request", reason); end
			current.parts, current.bytes, import_bytes = part, current.bytes + bytes, import_bytes + bytes;
			imports[jid] = current;
		end
		local counts = account.counts(current.collected);
		if request.attr.last ~= "true" then return imported(event, jid, epoch, counts); end
		local ok, err = account.replace(node, domain, current.collected);
		drop_import(jid);
		if not ok then return hook.error(event, "internal-server-error", err); end
		ok, err = state:record(state_lines.import_line(jid, epoch, counts));
		if not ok then return hook.error(event, "resource-constraint", err); end
		return imported(event, jid, epoch, counts);
	end

	return users;
end
