%%% Looks at every stanza that the server routes, in the process that routes it: requests of the gateways are answered
%%% here, what is for a gateway is taken, everything else goes its way. The recipient is looked at first: the hook's
%%% own wrappers come by here as well.
-module(rehome_hook_filter).

-export([filter_packet/1, offline_message/1]).
-export([configure/2, unconfigure/1, gateways/1, all_gateways/0, is_host/1, has_hosts/0, streams/1]).

-include_lib("xmpp/include/xmpp.hrl").
-include("ejabberd_router.hrl").
-include("logger.hrl").
-include("rehome_hook.hrl").

-define(CONFIGURED, rehome_hook_hosts).

%%% The domains with the hook, and the names of their gateways' components

-spec configure(binary(), [binary()]) -> ok.
configure(Host, Gateways) ->
    persistent_term:put(?CONFIGURED, (hosts())#{Host => Gateways}).

-spec unconfigure(binary()) -> ok.
unconfigure(Host) ->
    persistent_term:put(?CONFIGURED, maps:remove(Host, hosts())).

-spec gateways(binary()) -> [binary()].
gateways(Host) ->
    maps:get(Host, hosts(), []).

-spec all_gateways() -> [binary()].
all_gateways() ->
    lists:usort(lists:append(maps:values(hosts()))).

-spec is_host(binary()) -> boolean().
is_host(Host) ->
    maps:is_key(Host, hosts()).

-spec has_hosts() -> boolean().
has_hosts() ->
    hosts() =/= #{}.

%% The processes of the streams that a component of this name has open.
-spec streams(binary()) -> [pid()].
streams(Name) ->
    Backend = binary_to_existing_atom(<<"ejabberd_router_", (atom_to_binary(ejabberd_option:router_db_type()))/binary>>),
    case Backend:find_routes(Name) of
        {ok, Routes} -> [Pid || #route{pid = Pid} <- Routes, is_pid(Pid)];
        {error, _} -> []
    end.

hosts() ->
    persistent_term:get(?CONFIGURED, #{}).

%%% Hooks

-spec filter_packet(drop | stanza()) -> drop | stanza().
filter_packet(drop) ->
    drop;
filter_packet(Packet) ->
    try
        filter(Packet)
    catch
        Class:Reason:Stack when Class =/= exit ->
            %% Closed: ejabberd would let the stanza go its way.
            ?ERROR_MSG("pool hook: a stanza could not be looked at reason=~p stack=~p", [{Class, Reason}, Stack]),
            refuse(Packet, xmpp:err_internal_server_error())
    end.

filter(Packet) ->
    #jid{luser = User, lserver = Domain} = To = xmpp:get_to(Packet),
    case lists:member(Domain, all_gateways()) of
        true ->
            Packet;
        false when User =:= <<>> ->
            case is_host(Domain) of
                true -> for_server(To, Packet);
                false -> for_domain(To, Packet)
            end;
        false ->
            case is_host(Domain) of
                true -> for_user(To, Packet);
                false -> for_domain(To, Packet)
            end
    end.

%% Somebody may have looked whether she is away just before she was: her message does not stay here.
-spec offline_message({atom(), message()}) -> {atom(), message()} | {stop, {atom(), message()}}.
offline_message({_, #message{to = To} = Message} = Acc) ->
    case for_user(To, Message) of
        drop -> {stop, {offlined, Message}};
        _ -> Acc
    end.

%%% Inside

for_server(#jid{lresource = <<>>}, Packet) ->
    case rehome_hook_request:handle(Packet) of
        true -> drop;
        false -> for_answer(Packet)
    end;
for_server(_, Packet) ->
    Packet.

%% The answer to a request that a gateway has sent by the server's own S2S.
for_answer(#iq{type = Type} = Packet) when Type =:= result; Type =:= error ->
    case rehome_hook_s2s:forget_request(Packet) of
        true -> take(fun() -> true end, Packet);
        false -> Packet
    end;
for_answer(Packet) ->
    Packet.

%% Her own sessions that are ending say so to each other; nobody else has her address here.
for_user(#jid{luser = User, lserver = Domain}, #presence{from = #jid{luser = User, lserver = Domain}} = Packet) ->
    Packet;
for_user(#jid{luser = User, lserver = Domain}, Packet) ->
    Away = fun() -> is_tuple(rehome_hook_store:home({User, Domain})) end,
    take_if(Away, Packet).

for_domain(#jid{lserver = Domain}, Packet) ->
    take_if(fun() ->
                    rehome_hook_store:is_captured(Domain)
                        andalso not ejabberd_router:is_my_route(Domain)
                        andalso is_ours(xmpp:get_from(Packet))
            end, Packet).

%% A domain with the hook, or a subdomain that the server serves for it.
is_ours(#jid{lserver = Domain}) ->
    is_host(Domain) orelse
        try is_host(ejabberd_router:host_of_route(Domain))
        catch error:_ -> false
        end.

take_if(Wanted, Packet) ->
    case Wanted() of
        true -> take(Wanted, Packet);
        false -> Packet
    end.

take(Wanted, Packet) ->
    #jid{lserver = Domain} = xmpp:get_to(Packet),
    Sender = jid:encode(jid:remove_resource(jid:make(jid:tolower(xmpp:get_from(Packet))))),
    Xml = fxml:element_to_binary(xmpp:encode(xmpp:set_meta(Packet, #{}))),
    try rehome_hook_server:take(Wanted, Sender, Domain, Xml) of
        taken ->
            drop;
        pass ->
            Packet;
        full ->
            refuse(Packet, xmpp:err_resource_constraint(<<"too much waits for the gateways">>, <<"en">>))
    catch
        exit:Reason ->
            %% Closed: what cannot be handed over does not leave by another way.
            ?ERROR_MSG("pool hook: a stanza could not be taken reason=~p", [Reason]),
            refuse(Packet, xmpp:err_internal_server_error(<<"the pool hook does not answer">>, <<"en">>))
    end.

refuse(Packet, #stanza_error{} = Error) ->
    Answerable = xmpp:get_type(Packet) =/= error andalso xmpp:get_type(Packet) =/= result,
    ?WARNING_MSG("pool hook: a stanza was not taken kind=~ts returned=~p error=~ts",
                 [xmpp:get_name(Packet), Answerable, Error#stanza_error.reason]),
    ejabberd_router:route_error(Packet, Error),
    drop.
