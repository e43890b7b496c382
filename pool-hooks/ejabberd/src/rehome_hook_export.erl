%%% Account data on its way out: the roster with subscriptions, the block list and the offline messages of a user who is
%%% away, in parts.
-module(rehome_hook_export).

-export([export/2]).

-include_lib("xmpp/include/xmpp.hrl").
-include("mod_roster.hrl").
-include("mod_privacy.hrl").
-include("rehome_hook.hrl").

-define(PART_BYTES, 131072).

-spec export(rehome_hook_store:user(), non_neg_integer()) -> xmlel().
export({Name, Server} = User, After) ->
    rehome_hook_account:existing(User),
    case rehome_hook_store:home(User) of
        {away, _} -> ok;
        _ -> rehome_hook_account:refuse('not-allowed', <<"she is not away">>)
    end,
    Items = [{contact, El} || El <- contacts(User)] ++ [{pending, El} || El <- pending(User)]
        ++ [{blocked, El} || El <- blocked(User)] ++ [{offline, El} || El <- offline(User)],
    After =< length(Items) orelse rehome_hook_account:refuse('bad-request', <<"after is beyond the last item">>),
    {Part, Rest} = part(lists:nthtail(After, Items), 0, []),
    Next = [{<<"next">>, integer_to_binary(After + length(Part))} || Rest =/= []],
    #xmlel{name = <<"export">>,
           attrs = [{<<"xmlns">>, ?NS_HOOK}, {<<"user">>, rehome_hook_account:bare(User)}]
               ++ rehome_hook_account:counted(rehome_hook_account:counts(Items)) ++ Next,
           children = [server_data(Name, Server, Part)]}.

%% As many items as the size admits; a single one that is larger goes alone.
part([{_, El} = Item | Rest] = Items, Bytes, Part) ->
    Size = byte_size(fxml:element_to_binary(El)),
    if
        Part =/= [], Bytes + Size > ?PART_BYTES -> {lists:reverse(Part), Items};
        true -> part(Rest, Bytes + Size, [Item | Part])
    end;
part([], _, Part) ->
    {lists:reverse(Part), []}.

server_data(Name, Server, Items) ->
    Of = fun(Kind) -> [El || {K, El} <- Items, K =:= Kind] end,
    Group = fun(_, _, []) -> [];
               (Tag, Attributes, Els) -> [#xmlel{name = Tag, attrs = Attributes, children = Els}]
            end,
    User = #xmlel{name = <<"user">>, attrs = [{<<"name">>, Name}],
                  children = Group(<<"query">>, [{<<"xmlns">>, ?NS_ROSTER}], Of(contact))
                      ++ Of(pending)
                      ++ Group(<<"blocklist">>, [{<<"xmlns">>, <<"urn:xmpp:blocking">>}], Of(blocked))
                      ++ Group(<<"offline-messages">>, [], Of(offline))},
    #xmlel{name = <<"server-data">>, attrs = [{<<"xmlns">>, <<"urn:xmpp:pie:0">>}],
           children = [#xmlel{name = <<"host">>, attrs = [{<<"jid">>, Server}], children = [User]}]}.

roster({Name, Server}) ->
    case gen_mod:is_loaded(Server, mod_roster) of
        true -> lists:keysort(#roster.jid, mod_roster:get_roster(Name, Server));
        false -> []
    end.

contacts(User) ->
    [xmpp:encode(mod_roster:encode_item(R), ?NS_ROSTER)
     || #roster{ask = Ask, subscription = Subscription} = R <- roster(User), {Ask, Subscription} =/= {in, none}].

pending({Name, Server} = User) ->
    [xmpp:encode(#presence{type = subscribe, from = jid:make(Contact), to = jid:make(Name, Server),
                           status = xmpp:mk_text(text(Text))})
     || #roster{ask = Ask, jid = Contact, askmessage = Text} <- roster(User), Ask =:= in orelse Ask =:= both].

text(Text) when is_binary(Text) -> Text;
text(_) -> <<>>.

blocked({Name, Server}) ->
    case gen_mod:is_loaded(Server, mod_privacy) andalso mod_privacy:get_user_list(Name, Server, default) of
        {ok, {_, List}} ->
            [#xmlel{name = <<"item">>, attrs = [{<<"jid">>, jid:encode(jid:make(Address))}]}
             || #listitem{value = Address} = Item <- List, rehome_hook_account:is_block(Item)];
        {error, Reason} ->
            rehome_hook_account:failed(Reason);
        _ ->
            []
    end.

offline({Name, Server}) ->
    case gen_mod:is_loaded(Server, mod_offline) of
        true -> [xmpp:encode(Message) || Message <- mod_offline:get_offline_els(Name, Server)];
        false -> []
    end.
