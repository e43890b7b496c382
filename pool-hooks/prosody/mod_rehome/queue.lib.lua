-- What the hook has taken and no gateway has acknowledged yet: its order, its numbers, its bounds, and which
-- gateway gets it. Pure: it knows neither Prosody nor XML, and is tested with plain Lua.

local queue = {};
queue.__index = queue;

-- settings: held_stanzas and held_bytes bound all that is held, window_stanzas and window_bytes what is with one
-- gateway without acknowledgement.
-- weigh(gateway, sender) gives comparable weights (rendezvous hash); new_id() an unused name for a numbering.
-- deliver(gateway, seq, item) sends.
local function new(settings, weigh, new_id, deliver)
	return setmetatable({
		settings = settings, weigh = weigh, new_id = new_id, deliver = deliver;
		gateways = {}; -- by name: { name, id, connected, first, last, sent, base, window }
		waiting = {}; -- items that came while no gateway was connected, in their order
		lanes = {}; -- by sender: { count, gateway }; only senders of whom something is held
		domains = {}; -- by domain captured: how many items are held
		watchers = {}; -- by key: functions that are called when nothing of the key is held any more
		held = 0, bytes = 0, taken = 0;
	}, queue);
end

local function gateway_of(self, name)
	local gateway = self.gateways[name];
	if not gateway then
		-- Items are numbered first to last; those up to sent have been sent.
		gateway = { name = name, id = self.new_id(), connected = false, items = {}, first = 1, last = 0, sent = 0, window = 0 };
		self.gateways[name] = gateway;
	end
	return gateway;
end

local function choose(self, lane, sender)
	if lane.gateway and lane.gateway.connected then return lane.gateway; end
	local best, best_weight;
	for name, gateway in pairs(self.gateways) do
		if gateway.connected then
			local weight = self.weigh(name, sender);
			if not best or weight > best_weight then best, best_weight = gateway, weight; end
		end
	end
	return best;
end

local function pump(self, gateway)
	while gateway.connected and gateway.sent < gateway.last do
		local item = gateway.items[gateway.sent + 1];
		local in_flight = gateway.sent - gateway.first + 1;
		if in_flight >= self.settings.window_stanzas then return; end
		-- A stanza larger than the window goes alone.
		if in_flight > 0 and gateway.window + item.bytes > self.settings.window_bytes then return; end
		gateway.sent = gateway.sent + 1;
		gateway.window = gateway.window + item.bytes;
		self.deliver(gateway.name, gateway.sent, item);
	end
end

local function assign(self, item)
	local lane = self.lanes[item.sender];
	local gateway = choose(self, lane, item.sender);
	lane.gateway = gateway;
	if not gateway then
		self.waiting[#self.waiting + 1] = item;
		return;
	end
	gateway.last = gateway.last + 1;
	gateway.items[gateway.last] = item;
	return gateway;
end

-- Takes an item: { sender, bytes, domain (of a captured recipient, or nil), ... }. False when the bounds forbid it.
function queue:take(item)
	if self.held >= self.settings.held_stanzas or self.bytes + item.bytes > self.settings.held_bytes then
		return false;
	end
	self.held, self.bytes, self.taken = self.held + 1, self.bytes + item.bytes, self.taken + 1;
	item.order = self.taken;
	local lane = self.lanes[item.sender] or { count = 0 };
	self.lanes[item.sender] = lane;
	lane.count = lane.count + 1;
	if item.domain then self.domains[item.domain] = (self.domains[item.domain] or 0) + 1; end
	local gateway = assign(self, item);
	if gateway then pump(self, gateway); end
	return true;
end

local function notify(self, key)
	local functions = self.watchers[key];
	self.watchers[key] = nil;
	for _, each in ipairs(functions or {}) do each(); end
end

local function forget(self, item)
	self.held, self.bytes = self.held - 1, self.bytes - item.bytes;
	local lane = self.lanes[item.sender];
	lane.count = lane.count - 1;
	if lane.count == 0 then
		self.lanes[item.sender] = nil;
		notify(self, "sender "..item.sender);
	end
	if item.domain then
		local left = self.domains[item.domain] - 1;
		self.domains[item.domain] = left > 0 and left or nil;
		if left == 0 then notify(self, "domain "..item.domain); end
	end
end

-- Acknowledges all up to h of the numbering id. What was not sent cannot be acknowledged.
function queue:acknowledge(name, id, h)
	local gateway = self.gateways[name];
	if not gateway or gateway.id ~= id then return false; end
	while gateway.first <= h and gateway.first <= gateway.sent do
		local item = gateway.items[gateway.first];
		gateway.items[gateway.first] = nil;
		gateway.first = gateway.first + 1;
		gateway.window = gateway.window - item.bytes;
		forget(self, item);
	end
	pump(self, gateway);
	return true;
end

-- All that is with gateways that are not connected, and all that waits, goes to those that are, in its order.
local function rehome(self)
	local items = self.waiting;
	self.waiting = {};
	for _, gateway in pairs(self.gateways) do
		if not gateway.connected and gateway.first <= gateway.last then
			for seq = gateway.first, gateway.last do items[#items + 1] = gateway.items[seq]; end
			-- Another numbering from here on: these numbers are somebody else's stanzas now.
			gateway.id, gateway.items, gateway.first, gateway.last, gateway.sent, gateway.window = self.new_id(), {}, 1, 0, 0, 0;
		end
	end
	table.sort(items, function (a, b) return a.order < b.order; end);
	for _, item in ipairs(items) do assign(self, item); end
	for _, gateway in pairs(self.gateways) do pump(self, gateway); end
end

-- A gateway says hello. greet(id) is called before anything is sent to it.
function queue:connect(name, id, h, greet)
	local gateway = gateway_of(self, name);
	gateway.connected = false;
	-- What was sent and not acknowledged is sent again, with the same numbers.
	if id == gateway.id and h then self:acknowledge(name, id, h); end
	gateway.sent, gateway.window = gateway.first - 1, 0;
	gateway.connected = true;
	greet(gateway.id);
	rehome(self);
end

function queue:disconnect(name)
	local gateway = self.gateways[name];
	if not gateway or not gateway.connected then return; end
	gateway.connected = false;
	for _, other in pairs(self.gateways) do
		if other.connected then return rehome(self); end
	end
end

local function is_held(self, key)
	local kind, name = key:match("^(%S+) (.*)$");
	if kind == "sender" then return self.lanes[name] ~= nil; end
	return self.domains[name] ~= nil;
end

-- Calls done, perhaps at once, when nothing of "sender ADDRESS" or "domain NAME" is held.
function queue:watch(key, done)
	if not is_held(self, key) then return done(); end
	self.watchers[key] = self.watchers[key] or {};
	table.insert(self.watchers[key], done);
end

return { new = new };
