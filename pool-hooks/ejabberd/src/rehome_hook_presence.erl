%%% Presence that may be stale is asked for anew: probes (RFC 6121 4.3) in the name of a user and of her contacts, by the
%%% server's ordinary ways.
-module(rehome_hook_presence).

-export([repair/2]).

-include_lib("xmpp/include/xmpp.hrl").
-include("mod_roster.hrl").
-include("rehome_hook.hrl").

%% With no domains, of all contacts whose presence is not this server's own.
-spec repair([rehome_hook_store:user()], [binary()]) -> xmlel().
repair(Users, Domains) ->
    #xmlel{name = <<"repair">>, attrs = [{<<"xmlns">>, ?NS_HOOK}], children = [user(User, Domains) || User <- Users]}.

user({Name, Server} = User, Domains) ->
    #xmlel{name = <<"user">>, attrs = [{<<"jid">>, rehome_hook_account:bare(User)} |
                                       case {is_away(User), ejabberd_auth:user_exists(Name, Server)} of
                                           {true, _} -> [{<<"state">>, <<"away">>}];
                                           {_, false} -> [{<<"state">>, <<"unknown">>}];
                                           _ -> probes(User, Domains)
                                       end]}.

probes({Name, Server} = User, Domains) ->
    Contacts = [{jid:make(Address), Subscription}
                || #roster{jid = Address, subscription = Subscription} <- roster(User), is_meant(Address, Domains)],
    Asked = [Contact || {Contact, Subscription} <- Contacts, Subscription =:= to orelse Subscription =:= both],
    Told = [Contact || {Contact, Subscription} <- Contacts, Subscription =:= from orelse Subscription =:= both],
    Bare = jid:make(Name, Server),
    [route(probe, Bare, Contact) || Contact <- Asked],
    %% Her sessions answer it to the contact. For a user without one nobody would.
    case ejabberd_sm:get_user_present_resources(Name, Server) of
        [] -> [route(unavailable, Bare, Contact) || Contact <- Told];
        _ -> [route(probe, Contact, Bare) || Contact <- Told]
    end,
    [{<<"state">>, <<"done">>},
     {<<"asked">>, integer_to_binary(length(Asked))}, {<<"told">>, integer_to_binary(length(Told))}].

route(Type, From, To) ->
    ejabberd_router:route(#presence{type = Type, from = From, to = To}).

is_meant({Name, Server, _}, []) ->
    not ejabberd_router:is_my_route(Server) orelse is_away({Name, Server});
is_meant({_, Server, _}, Domains) ->
    lists:member(Server, Domains).

is_away(User) ->
    is_tuple(rehome_hook_store:home(User)).

roster({Name, Server}) ->
    case gen_mod:is_loaded(Server, mod_roster) of
        true -> mod_roster:get_roster(Name, Server);
        false -> []
    end.
