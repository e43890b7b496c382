%% What the modules of the hook share.
-define(NS_HOOK, <<"urn:rehome:hook:1">>).
-define(NS_FORWARDED, <<"urn:xmpp:forward:0">>).
