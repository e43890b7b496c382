-- Tests of the queue, with plain Lua: lua5.4 test/queue_test.lua, from the folder of the hook.

local queue = assert(loadfile("mod_rehome/queue.lib.lua"))();

-- A queue with what it delivers, by gateway; weights are such that a and b have their share of senders.
local function fixture(settings)
	local ids, sent = 0, {};
	local defaults = { held_stanzas = 10, held_bytes = 1000, window_stanzas = 3, window_bytes = 100 };
	local self = queue.new(setmetatable(settings or {}, { __index = defaults }), function (gateway, sender)
		return (gateway:byte() * 7 + sender:byte(-1) * 13) % 5;
	end, function () ids = ids + 1; return "q"..ids; end, function (name, seq, item)
		sent[name] = sent[name] or {};
		table.insert(sent[name], seq..item.text);
	end);
	local function hello(name, id, h)
		local greeted;
		self:connect(name, id, h, function (queue_id) greeted = queue_id; end);
		return greeted;
	end
	local function take(sender, text, bytes, domain)
		return self:take({ sender = sender, text = text, bytes = bytes or 1, domain = domain });
	end
	local function got(name)
		local list = table.concat(sent[name] or {}, " ");
		sent[name] = nil;
		return list;
	end
	return self, hello, take, got;
end

local function equal(actual, expected)
	if actual ~= expected then error(("expected %s, got %s"):format(tostring(expected), tostring(actual)), 2); end
end

local tests = {};

tests["what waits goes to the first gateway, in order"] = function ()
	local _, hello, take, got = fixture();
	take("x", "a"); take("y", "b");
	hello("a");
	equal(got("a"), "1a 2b");
end

tests["a window is not exceeded, and goes on with the acknowledgement"] = function ()
	local self, hello, take, got = fixture();
	local id = hello("a");
	for text in ("abcd"):gmatch "." do take("x", text); end
	equal(got("a"), "1a 2b 3c");
	equal(self:acknowledge("a", id, 2), true);
	equal(got("a"), "4d");
	equal(self:acknowledge("a", "another", 9), false);
end

tests["a stanza larger than the window goes alone"] = function ()
	local self, hello, take, got = fixture();
	local id = hello("a");
	take("x", "a", 500); take("x", "b");
	equal(got("a"), "1a");
	self:acknowledge("a", id, 1);
	equal(got("a"), "2b");
end

tests["the same queue goes on where it was; without it all is sent again"] = function ()
	local self, hello, take, got = fixture();
	local id = hello("a");
	take("x", "a"); take("x", "b"); take("x", "c");
	self:disconnect("a");
	got("a");
	equal(hello("a", id, 2), id);
	equal(got("a"), "3c");
	equal(hello("a"), id);
	equal(got("a"), "3c");
end

tests["a lost gateway's stanzas go to the other before newer ones, and its numbering ends"] = function ()
	local self, hello, take, got = fixture();
	local id = hello("a");
	take("x", "a"); take("x", "b");
	hello("b");
	take("x", "c");
	equal(got("b"), "");
	self:disconnect("a");
	take("x", "d");
	equal(got("b"), "1a 2b 3c");
	equal(hello("a", id, 3) ~= id, true);
end

tests["the bounds refuse, and an acknowledgement makes room"] = function ()
	local self, hello, take = fixture({ held_stanzas = 2 });
	local id = hello("a");
	equal(take("x", "a"), true); equal(take("x", "b"), true); equal(take("x", "c"), false);
	self:acknowledge("a", id, 1);
	equal(take("x", "c"), true);
	equal(take("x", "d", 5000), false);
end

tests["who watches a sender or a domain is called when nothing of it is held"] = function ()
	local self, hello, take = fixture();
	local id, called = hello("a"), "";
	take("x", "a", 1, "partner.test"); take("x", "b");
	self:watch("domain partner.test", function () called = called.."d"; end);
	self:watch("sender x", function () called = called.."s"; end);
	self:watch("sender y", function () called = called.."y"; end);
	equal(called, "y");
	self:acknowledge("a", id, 1);
	equal(called, "yd");
	self:acknowledge("a", id, 2);
	equal(called, "yds");
end

-- Random histories: every sender's stanzas arrive in their order, none is missing at the end.
tests["in any history each sender's order holds and nothing is lost"] = function ()
	for seed = 1, 300 do
		math.randomseed(seed);
		local arrived, counts, self, hello = {}, {};
		local ids = 0;
		self = queue.new({ held_stanzas = 1000, held_bytes = 1e6, window_stanzas = 4, window_bytes = 1e6 },
			function (gateway, sender) return (gateway..sender):byte(1) * 31 % 7 + sender:byte(-1) % 3; end,
			function () ids = ids + 1; return "q"..ids; end,
			function (_, _, item)
				local last = arrived[item.sender] or 0;
				if item.number > last + 1 then error("seed "..seed.." skipped "..item.sender..(last + 1)); end
				if item.number == last + 1 then arrived[item.sender] = item.number; end
			end);
		local current = {};
		function hello(name) self:connect(name, nil, nil, function (id) current[name] = id; end); end
		for _ = 1, 200 do
			local dice, name = math.random(10), ({ "a", "b", "c" })[math.random(3)];
			if dice <= 6 then
				local sender = ({ "x", "y", "z" })[math.random(3)];
				counts[sender] = (counts[sender] or 0) + 1;
				self:take({ sender = sender, number = counts[sender], bytes = 1 });
			elseif dice <= 8 and current[name] then
				self:acknowledge(name, current[name], math.random(200));
			elseif dice == 9 then hello(name);
			else self:disconnect(name); end
		end
		for _, name in ipairs({ "a", "b", "c" }) do self:disconnect(name); end
		hello("a");
		while self.held > 0 do self:acknowledge("a", current.a, math.huge); end
		for sender, count in pairs(counts) do equal(arrived[sender], count); end
		equal(next(self.lanes), nil);
		equal(self.bytes, 0);
	end
end

local failed = 0;
for name, test in pairs(tests) do
	local ok, err = pcall(test);
	if not ok then failed = failed + 1; end
	print((ok and "ok      " or "FAILED  ")..name..(ok and "" or ": "..tostring(err)));
end
os.exit(failed == 0 and 0 or 1);
