%%% A user's account data in the form of XEP-0227 on its way in: roster with subscriptions, block list, offline messages.
-module(rehome_hook_account).

-export([may_import/2, read/2, replace/2, imported/3]).
-export([counts/1, counted/1, is_block/1, existing/1, bare/1, refuse/2, failed/1]).

-include_lib("xmpp/include/xmpp.hrl").
-include("mod_roster.hrl").
-include("mod_privacy.hrl").
-include("mod_offline.hrl").
-include("rehome_hook.hrl").

%% The name that mod_blocking gives a list that it makes.
-define(BLOCK_LIST, <<"Blocked contacts">>).

-type user() :: rehome_hook_store:user().
-type item() :: {contact | pending | blocked | offline, xmlel()}.
-type counts() :: {non_neg_integer(), non_neg_integer(), non_neg_integer()}.

%%% In

%% Whether this import may be; done with the counts if it has been.
-spec may_import(user(), non_neg_integer()) -> ok | {done, counts()}.
may_import(User, Epoch) ->
    existing(User),
    case rehome_hook_store:imported(User) of
        {Epoch, Counts} ->
            {done, Counts};
        {Newer, _} when Newer > Epoch ->
            refuse('not-allowed', <<"a later import has been carried out">>);
        _ ->
            case rehome_hook_store:home(User) of
                home -> refuse('not-allowed', <<"she is at home here">>);
                _ -> ok
            end
    end.

%% The items of one part, checked: what cannot be read is refused before anything is replaced.
-spec read(user(), xmlel()) -> [item()].
read({Name, Server}, Data) ->
    case [UserEl || #xmlel{} = Host <- fxml:get_subtags(Data, <<"host">>), attribute(<<"jid">>, Host) =:= Server,
                    #xmlel{} = UserEl <- fxml:get_subtags(Host, <<"user">>), attribute(<<"name">>, UserEl) =:= Name] of
        [#xmlel{children = Els}] -> lists:append([items(El) || #xmlel{} = El <- Els]);
        _ -> refuse('bad-request', <<"server-data does not hold one host with this one user">>)
    end.

attribute(Name, El) ->
    Value = fxml:get_tag_attr_s(Name, El),
    case Name of
        <<"jid">> -> jid:nameprep(Value);
        _ -> jid:nodeprep(Value)
    end.

items(#xmlel{name = <<"query">>} = El) ->
    case xmpp:get_ns(El) of
        ?NS_ROSTER -> [{contact, decode(Item, ?NS_ROSTER)} || #xmlel{name = <<"item">>} = Item <- El#xmlel.children];
        _ -> []
    end;
items(#xmlel{name = <<"presence">>} = El) ->
    case decode(El, ?NS_CLIENT) of
        #presence{type = subscribe, from = #jid{}} = Presence -> [{pending, Presence}];
        _ -> refuse('bad-request', <<"a presence is no pending subscription">>)
    end;
items(#xmlel{name = <<"blocklist">>} = El) ->
    [{blocked, address(Item)} || #xmlel{name = <<"item">>} = Item <- El#xmlel.children];
items(#xmlel{name = <<"offline-messages">>} = El) ->
    [{offline, message(Message)} || #xmlel{} = Message <- El#xmlel.children];
items(_) ->
    [].

message(El) ->
    case decode(El, ?NS_CLIENT) of
        #message{from = #jid{}} = Message -> Message;
        _ -> refuse('bad-request', <<"an offline message is none, or has no from">>)
    end.

address(Item) ->
    try jid:tolower(jid:decode(fxml:get_tag_attr_s(<<"jid">>, Item)))
    catch error:{bad_jid, _} -> refuse('bad-request', <<"a blocked address is none">>)
    end.

decode(El, Namespace) ->
    try xmpp:decode(El, Namespace, [ignore_els])
    catch error:{xmpp_codec, Why} -> refuse('bad-request', iolist_to_binary(xmpp:format_error(Why)))
    end.

-spec counts([{atom(), term()}]) -> counts().
counts(Items) ->
    Count = fun(Kinds) -> length([Kind || {Kind, _} <- Items, lists:member(Kind, Kinds)]) end,
    {Count([contact, pending]), Count([blocked]), Count([offline])}.

%% Her roster, block list and offline messages become these. Nothing is sent because of it.
-spec replace(user(), [{atom(), term()}]) -> ok.
replace(User, Items) ->
    Of = fun(Kind) -> [Item || {K, Item} <- Items, K =:= Kind] end,
    replace_roster(User, Of(contact), Of(pending)),
    replace_blocked(User, Of(blocked)),
    replace_offline(User, Of(offline)),
    synced([roster, roster_version, privacy, offline_msg]).

replace_roster({Name, Server} = User, Contacts, Pending) ->
    case loaded(Server, mod_roster, Contacts ++ Pending) of
        false ->
            ok;
        true ->
            Mod = gen_mod:db_mod(Server, mod_roster),
            Old = [Address || #roster{jid = Address} <- mod_roster:get_roster(Name, Server)],
            New = maps:values(lists:foldl(fun(P, Acc) -> with_pending(User, P, Acc) end,
                                          maps:from_list([{Address, R} || #roster{jid = Address} = R <- [contact(User, C) || C <- Contacts]]),
                                          Pending)),
            case Mod:transaction(Server,
                                 fun() ->
                                         [Mod:del_roster(Name, Server, Address) || Address <- Old],
                                         [Mod:update_roster(Name, Server, Address, R) || #roster{jid = Address} = R <- New],
                                         ok
                                 end) of
                {atomic, _} -> ok;
                {aborted, Reason} -> failed(Reason)
            end,
            Mod:write_roster_version(Name, Server, false, p1_rand:get_string()),
            forget_cached(roster_cache, {Name, Server}),
            forget_cached(roster_version_cache, {Name, Server}),
            [forget_cached(roster_item_cache, {Name, Server, Address}) || Address <- Old ++ [A || #roster{jid = A} <- New]],
            ok
    end.

contact(User, #roster_item{jid = Contact, name = Text, subscription = Subscription, ask = Ask, groups = Groups}) ->
    R = record(User, jid:tolower(Contact)),
    R#roster{name = Text, groups = Groups,
             subscription = case Subscription of
                                undefined -> none;
                                _ -> Subscription
                            end,
             ask = case Ask of
                       subscribe -> out;
                       _ -> none
                   end}.

with_pending(User, #presence{from = From, status = Status}, Contacts) ->
    Address = jid:tolower(jid:remove_resource(From)),
    R = maps:get(Address, Contacts, record(User, Address)),
    Ask = case R#roster.ask of
              out -> both;
              _ -> in
          end,
    Contacts#{Address => R#roster{ask = Ask, askmessage = xmpp:get_text(Status)}}.

record({Name, Server}, Address) ->
    #roster{usj = {Name, Server, Address}, us = {Name, Server}, jid = Address}.

%% Entries of her list that block nobody (XEP-0016) stay as they are.
replace_blocked({Name, Server}, Addresses) ->
    case loaded(Server, mod_privacy, Addresses) of
        false ->
            ok;
        true ->
            {List, Kept, Default} =
                case mod_privacy:get_user_list(Name, Server, default) of
                    {ok, {Known, Entries}} -> {Known, [Entry || Entry <- Entries, not is_block(Entry)], true};
                    error -> {?BLOCK_LIST, [], false};
                    {error, Reason} -> failed(Reason)
                end,
            Entries1 = [#listitem{type = jid, value = Address, action = deny, match_all = true} || Address <- Addresses] ++ Kept,
            if
                Entries1 =:= [], not Default -> ok;
                true ->
                    ok = mod_privacy:set_list(Name, Server, List, Entries1),
                    ok = mod_privacy:set_default_list(Name, Server, List)
            end
    end.

%% What mod_blocking shows as blocked: denied by address, all kinds of stanzas.
is_block(#listitem{type = jid, action = deny, match_all = true}) -> true;
is_block(#listitem{type = jid, action = deny, match_iq = true, match_message = true, match_presence_in = true,
                   match_presence_out = true}) -> true;
is_block(_) -> false.

replace_offline({Name, Server} = User, Messages) ->
    case loaded(Server, mod_offline, Messages) of
        false ->
            ok;
        true ->
            _ = mod_offline:remove_user(Name, Server),
            Mod = gen_mod:db_mod(Server, mod_offline),
            _ = lists:foldl(fun(Message, After) -> store(Mod, User, Message, After) end, 0, Messages),
            forget_cached(offline_msg_counter_cache, {Name, Server})
    end.

%% ejabberd keeps them in the order of their times: each is given one after that of the message before.
store(Mod, {Name, Server} = User, Message, After) ->
    Stamp = case xmpp:get_subtag(Message, #delay{stamp = {0, 0, 0}}) of
                #delay{stamp = Time} -> Time;
                false -> erlang:timestamp()
            end,
    Micros = max(After + 1, misc:now_to_usec(Stamp)),
    To = case Message#message.to of
             #jid{lresource = Resource} -> jid:make(Name, Server, Resource);
             undefined -> jid:make(Name, Server)
         end,
    case Mod:store_message(#offline_msg{us = User, timestamp = misc:usec_to_now(Micros), expire = never,
                                        from = Message#message.from, to = To, packet = Message#message{to = To}}) of
        ok -> Micros;
        {error, Reason} -> failed(Reason)
    end.

%% A module that is not there takes nothing: that is an error when there is something for it.
loaded(Server, Module, Items) ->
    case gen_mod:is_loaded(Server, Module) of
        true -> true;
        false when Items =:= [] -> false;
        false -> refuse('internal-server-error', <<(atom_to_binary(Module))/binary, " is not loaded, and there is data for it">>)
    end.

forget_cached(Cache, Key) ->
    try ets_cache:delete(Cache, Key)
    catch _:_ -> ok
    end,
    ok.

%% Mnesia writes tables that are on disk only when it has time.
synced(Tables) ->
    ok = mnesia:sync_log(),
    lists:foreach(fun(Table) ->
                          try mnesia:table_info(Table, storage_type) of
                              disc_only_copies -> dets:sync(Table);
                              _ -> ok
                          catch exit:_ -> ok
                          end
                  end, Tables).

%%% Answers and refusals

-spec imported(user(), non_neg_integer(), counts()) -> xmlel().
imported(User, Epoch, Counts) ->
    #xmlel{name = <<"import">>,
           attrs = [{<<"xmlns">>, ?NS_HOOK}, {<<"user">>, bare(User)}, {<<"epoch">>, integer_to_binary(Epoch)} | counted(Counts)]}.

counted({Roster, Blocked, Offline}) ->
    [{<<"roster">>, integer_to_binary(Roster)}, {<<"blocked">>, integer_to_binary(Blocked)}, {<<"offline">>, integer_to_binary(Offline)}].

existing({Name, Server} = User) ->
    ejabberd_auth:user_exists(Name, Server) orelse refuse('item-not-found', <<"no such account: ", (bare(User))/binary>>).

bare({Name, Server}) ->
    jid:encode(jid:make(Name, Server)).

-spec refuse(atom(), binary()) -> no_return().
refuse(Condition, Text) ->
    throw({hook_error, Condition, Text, undefined}).

-spec failed(term()) -> no_return().
failed(Reason) ->
    throw({hook_error, 'resource-constraint', <<"the server's database does not take it">>, Reason}).
