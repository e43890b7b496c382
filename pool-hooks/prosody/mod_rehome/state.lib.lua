-- What the hook keeps across restarts: captures, users' homes, imports. A journal: one line for each change,
-- fields parted by tabs; the last line about a thing counts. It is written anew when it is loaded.

local state = {};
state.__index = state;

local function line(...)
	return table.concat({ ... }, "\t").."\n";
end

local function apply(self, text)
	local fields = {};
	for field in (text.."\t"):gmatch("([^\t]*)\t") do fields[#fields + 1] = field; end
	local kind, name = fields[1], fields[2];
	if kind == "captures" then
		self.captures = name;
	elseif kind == "domain" then
		self.domains[name] = { word = fields[3], epoch = tonumber(fields[4]) };
	elseif kind == "user" then
		self.users[name] = { word = fields[3], epoch = tonumber(fields[4]), host = fields[5] ~= "" and fields[5] or nil };
	elseif kind == "import" then
		self.imports[name] = { epoch = tonumber(fields[3]), roster = tonumber(fields[4]), blocked = tonumber(fields[5]), offline = tonumber(fields[6]) };
	end
end

local function epoch(number) return ("%d"):format(number); end

function state.user_line(jid, word, at, host) return line("user", jid, word, epoch(at), host or ""); end
function state.domain_line(domain, word, at) return line("domain", domain, word, epoch(at)); end
function state.captures_line(captures) return line("captures", captures); end
function state.import_line(jid, at, counts)
	return line("import", jid, epoch(at), epoch(counts.roster), epoch(counts.blocked), epoch(counts.offline));
end

-- fsync(file), where the machine has it.
local function write(self, path, mode, text)
	local file, err = io.open(path, mode);
	if not file then return nil, err; end
	local ok;
	ok, err = file:write(text);
	if ok then ok, err = file:flush(); end
	if ok and self.fsync then ok, err = self.fsync(file); end
	local closed, close_err = file:close();
	return ok and closed, err or close_err;
end

local function compact(self)
	local lines = { self.captures and state.captures_line(self.captures) or "" };
	for domain, each in pairs(self.domains) do lines[#lines + 1] = state.domain_line(domain, each.word, each.epoch); end
	for jid, each in pairs(self.users) do lines[#lines + 1] = state.user_line(jid, each.word, each.epoch, each.host); end
	for jid, each in pairs(self.imports) do lines[#lines + 1] = state.import_line(jid, each.epoch, each); end
	local ok, err = write(self, self.path.."~", "w", table.concat(lines));
	if not ok then return nil, err; end
	return os.rename(self.path.."~", self.path);
end

-- Writes lines of the above kinds, and takes them over only when they are on disk.
function state:record(text)
	-- After a failure half a line may be there: written anew without it.
	if self.broken then
		local ok, err = compact(self);
		if not ok then return nil, err; end
		self.broken = false;
	end
	local ok, err = write(self, self.path, "a", text);
	if not ok then
		self.broken = true;
		return nil, err;
	end
	for each in text:gmatch("([^\n]*)\n") do apply(self, each); end
	return true;
end

local function open(path, fsync)
	local self = setmetatable({ path = path, fsync = fsync, users = {}, domains = {}, imports = {} }, state);
	local file = io.open(path, "r");
	if file then
		-- A last line without its end was not answered yet, and does not count.
		for each in file:read("*a"):gmatch("([^\n]*)\n") do apply(self, each); end
		file:close();
	end
	assert(compact(self));
	return self;
end

return { open = open, user_line = state.user_line, domain_line = state.domain_line, captures_line = state.captures_line, import_line = state.import_line };
