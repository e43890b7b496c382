-- Registers the users of this host that the environment names, before the server listens.
local usermanager = require "core.usermanager";

for entry in (os.getenv "USERS" or ""):gmatch "[^%s,]+" do
	local user, host, password = entry:match "^([^@]+)@([^:]+):(.+)$";
	if host == module.host and not usermanager.user_exists(user, host) then
		assert(usermanager.create_user(user, password, host));
	end
end
