%%% The server's own federation: what a gateway sends by it, and the graceful end of its streams.
-module(rehome_hook_s2s).

-export([create/0, send/1, forget_request/1, close_streams/1]).
-export([close_inbound/4, close_outbound/4, s2s_out_closed/2]).

-include_lib("xmpp/include/xmpp.hrl").
-include("logger.hrl").

-define(REQUESTS, rehome_hook_requests).
-define(REQUEST_TIME, 60000).
-define(MAX_REQUESTS, 1000).
-define(CLOSE_TIME, 10000).
%% How long a stream has to say whether it belongs to the domain.
-define(ASK_TIME, 1000).
%% How often a stream that is being negotiated is looked at.
-define(LOOK_AGAIN, 200).

-spec create() -> ok.
create() ->
    _ = ets:new(?REQUESTS, [named_table, public, ordered_set]),
    ok.

%% Gives a stanza to the server's own S2S; it does not come by the filter.
-spec send(xmlel()) -> ok.
send(El) ->
    try
        Packet = xmpp:decode(El, ?NS_CLIENT, [ignore_els]),
        #jid{} = From = xmpp:get_from(Packet),
        #jid{} = To = xmpp:get_to(Packet),
        true = ejabberd_router:is_my_route(From#jid.lserver),
        false = ejabberd_router:is_my_route(To#jid.lserver),
        remember_request(Packet),
        ejabberd_s2s:route(Packet)
    catch
        _:Reason ->
            ?WARNING_MSG("pool hook: a stanza to send was dropped, it is not from here to a foreign domain reason=~p",
                         [summary(Reason)])
    end,
    ok.

summary({badmatch, _}) -> addresses;
summary({xmpp_codec, Why}) -> iolist_to_binary(xmpp:format_error(Why));
summary(Reason) -> Reason.

%%% Requests of the bare domain: their answers are the gateway's

remember_request(#iq{type = Type, from = #jid{luser = <<>>, lresource = <<>>}} = Request) when Type =:= get; Type =:= set ->
    Now = erlang:monotonic_time(millisecond),
    ets:insert(?REQUESTS, {{Now, erlang:unique_integer()}, request_key(Request#iq.id, Request#iq.from, Request#iq.to)}),
    _ = ets:select_delete(?REQUESTS, [{{{'$1', '_'}, '_'}, [{'<', '$1', Now - ?REQUEST_TIME}], [true]}]),
    forget_surplus(ets:info(?REQUESTS, size) - ?MAX_REQUESTS);
remember_request(_) ->
    ok.

forget_surplus(N) when N > 0 ->
    ets:delete(?REQUESTS, ets:first(?REQUESTS)),
    forget_surplus(N - 1);
forget_surplus(_) ->
    ok.

%% Whether a gateway asked for this answer; each answer is asked for once.
-spec forget_request(iq()) -> boolean().
forget_request(#iq{id = Id, from = From, to = To}) ->
    Since = erlang:monotonic_time(millisecond) - ?REQUEST_TIME,
    Key = request_key(Id, To, From),
    case ets:match(?REQUESTS, {{'$1', '$2'}, Key}, 1) of
        {[[Time, N]], _} ->
            ets:delete(?REQUESTS, {Time, N}),
            Time >= Since;
        '$end_of_table' ->
            false
    end.

request_key(Id, From, To) ->
    {Id, jid:tolower(From), jid:tolower(To)}.

%%% Streams

%% Closes all streams with a domain, and answers how many they are once our closing tags are sent. An outbound one that is
%% still being negotiated is closed when it has sent what waits for it.
-spec close_streams(binary()) -> non_neg_integer().
close_streams(Domain) ->
    Self = self(),
    %% A process of its own: it stays until the streams have ended.
    {_, Monitor} = spawn_monitor(fun() -> close_streams(Domain, Self) end),
    receive
        {closing, Count} ->
            erlang:demonitor(Monitor, [flush]),
            Count;
        {'DOWN', Monitor, process, _, Reason} ->
            error(Reason)
    end.

close_streams(Domain, Asker) ->
    Pairs = lists:usort([Pair || {_, To} = Pair <- ejabberd_s2s:dirty_get_connections(), To =:= Domain]),
    Outbound = [{Pid, Pair} || Pair <- Pairs, Pid <- ejabberd_s2s:get_connections_pids(Pair)],
    Inbound = [Pid || {_, Pid, _, _} <- supervisor:which_children(ejabberd_s2s_in_sup), is_pid(Pid)],
    {Closing, Later} = close_outbound(Outbound),
    All = Closing ++ [Pid || Pid <- Inbound, ask(Pid, close_inbound, [Domain]) =:= closing],
    Asker ! {closing, length(All) + length(Later)},
    Timer = erlang:start_timer(?CLOSE_TIME, self(), close),
    await_ends([{erlang:monitor(process, Pid), Pid} || Pid <- All], Later, Timer).

close_outbound(Streams) ->
    Answers = [{ask(Pid, close_outbound, [Pair]), Pid, Pair} || {Pid, Pair} <- Streams],
    {[Pid || {closing, Pid, _} <- Answers], [{Pid, Pair} || {negotiating, Pid, Pair} <- Answers]}.

await_ends([], [], _) ->
    ok;
await_ends(Closing, Later, Timer) ->
    receive
        {'DOWN', Monitor, process, _, _} ->
            await_ends(lists:keydelete(Monitor, 1, Closing), Later, Timer);
        {timeout, Timer, close} ->
            [xmpp_stream_in:stop_async(Pid) || {_, Pid} <- Closing],
            ok
    after ?LOOK_AGAIN ->
            {New, Later1} = close_outbound(Later),
            await_ends([{erlang:monitor(process, Pid), Pid} || Pid <- New] ++ Closing, Later1, Timer)
    end.

%% Runs a function in a stream's process; gone if it does not answer.
ask(Pid, Function, Arguments) ->
    Monitor = erlang:monitor(process, Pid),
    xmpp_stream_in:cast(Pid, {update_state, {?MODULE, Function, Arguments ++ [self(), Monitor]}}),
    receive
        {Monitor, Answer} -> erlang:demonitor(Monitor, [flush]), Answer;
        {'DOWN', Monitor, process, _, _} -> gone
    after ?ASK_TIME ->
            erlang:demonitor(Monitor, [flush]),
            gone
    end.

%% In the process of an outbound stream: our closing tag, behind all that was routed to it (the messages of a process are
%% in order); what comes now waits for the next stream.
close_outbound(#{on_route := send, socket := Socket} = State, Pair, Asker, Ref) ->
    Self = self(),
    {atomic, ok} = mnesia:transaction(fun() -> mnesia:delete_object({s2s, Pair, Self}) end),
    _ = xmpp_socket:send_trailer(Socket),
    Asker ! {Ref, closing},
    State#{on_route => queue, rehome_closing => true};
close_outbound(#{on_route := queue} = State, _Pair, Asker, Ref) when not is_map_key(rehome_closing, State) ->
    Asker ! {Ref, negotiating},
    State;
close_outbound(State, _Pair, Asker, Ref) ->
    Asker ! {Ref, gone},
    State.

%% In the process of an inbound stream: our closing tag; what the peer still sends is processed until it closes.
close_inbound(#{auth_domains := Domains, socket := Socket, stream_state := established} = State, Domain, Asker, Ref) ->
    case sets:is_element(Domain, Domains) of
        true ->
            _ = xmpp_socket:send_trailer(Socket),
            Asker ! {Ref, closing},
            %% No second closing tag when it ends.
            State#{stream_header_sent => false};
        false ->
            Asker ! {Ref, gone},
            State
    end;
close_inbound(State, _Domain, Asker, Ref) ->
    Asker ! {Ref, gone},
    State.

%% The peer has closed as well, or time is over: what came meanwhile opens a new stream.
s2s_out_closed(#{rehome_closing := true, queue := Queue} = State, _Reason) ->
    ejabberd_s2s_out:stop_async(self()),
    lists:foreach(fun ejabberd_s2s:route/1, p1_queue:to_list(Queue)),
    flush(),
    {stop, State#{queue => p1_queue:clear(Queue)}};
s2s_out_closed(State, _Reason) ->
    State.

flush() ->
    receive
        {route, Packet} ->
            ejabberd_s2s:route(Packet),
            flush()
    after 0 ->
            ok
    end.
