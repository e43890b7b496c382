%%% The process behind the hook: who is connected, what is held for whom, and who waits for acknowledgements. The rules
%%% are in rehome_queue; this process carries them out.
-module(rehome_hook_server).
-behaviour(gen_server).

-export([start_link/1, reconfigure/1, take/4, hello/6, ack/4, drained/2]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2, terminate/2]).

-include_lib("xmpp/include/xmpp.hrl").
-include("logger.hrl").
-include("rehome_hook.hrl").

%% A gateway that has said hello: the process of its stream, and the domain that it addressed.
-record(session, {pid :: pid(), monitor :: reference(), host :: binary()}).
%% Somebody who waits until what had been taken before the mark is acknowledged for these keys.
-record(wait, {from, mark, keys :: [rehome_queue:key()], timer :: reference()}).
-record(state, {queues, sessions = #{} :: #{binary() => #session{}}, waits = [] :: [#wait{}]}).

-define(WINDOW_STANZAS, 1024).
-define(WINDOW_BYTES, 1048576).

start_link(Bounds) ->
    gen_server:start_link({local, ?MODULE}, ?MODULE, Bounds, []).

%% Takes a stanza for a gateway. Wanted is asked here once more: what was released or is home again by now is passed.
-spec take(fun(() -> boolean()), binary(), binary(), binary()) -> taken | full | pass.
take(Wanted, Sender, Domain, Xml) ->
    gen_server:call(?MODULE, {take, Wanted, Sender, Domain, Xml}, infinity).

%% Result makes the answer from the queue's name: it goes out before anything is handed over.
-spec hello(binary(), pid(), binary(), undefined | binary(), non_neg_integer(), fun((binary()) -> stanza())) -> ok.
hello(Gateway, Pid, Host, Queue, H, Result) ->
    gen_server:call(?MODULE, {hello, Gateway, Pid, Host, Queue, H, Result}, infinity).

-spec ack(binary(), pid(), binary(), non_neg_integer()) -> ok.
ack(Gateway, Pid, Queue, H) ->
    gen_server:cast(?MODULE, {ack, Gateway, Pid, Queue, H}).

%% Waits until all that has been taken so far is acknowledged for these keys, for so many milliseconds at most. Answers
%% the keys for which it is not.
-spec drained([rehome_queue:key()], non_neg_integer()) -> [rehome_queue:key()].
drained(Keys, Timeout) ->
    gen_server:call(?MODULE, {drained, Keys, Timeout}, infinity).

%% New bounds hold for what is taken from now on.
reconfigure(Bounds) ->
    gen_server:cast(?MODULE, {reconfigure, Bounds}).

%%% gen_server

init(Bounds) ->
    %% Gateways that are connected already take this for the process that they said hello to: they connect anew.
    [ejabberd_service:stop_async(Pid) || Name <- rehome_hook_filter:all_gateways(), Pid <- rehome_hook_filter:streams(Name)],
    ejabberd_hooks:add(filter_packet, rehome_hook_filter, filter_packet, 90),
    {ok, #state{queues = rehome_queue:new(bounds(Bounds))}}.

handle_call({take, Wanted, Sender, Domain, Xml}, _From, #state{queues = Queues} = State) ->
    case Wanted() of
        false ->
            {reply, pass, State};
        true ->
            case rehome_queue:take(Sender, Domain, Xml, Queues) of
                full -> {reply, full, State};
                {ok, Sends, Queues1} -> {reply, taken, send(Sends, State#state{queues = Queues1})}
            end
    end;
handle_call({hello, Gateway, Pid, Host, Queue, H, Result}, _From, #state{queues = Queues} = State) ->
    State1 = forget_session(Gateway, State),
    {Id, Sends, Queues1} = rehome_queue:connect(Gateway, Queue, H, p1_rand:get_string(), Queues),
    Pid ! {route, Result(Id)},
    Session = #session{pid = Pid, monitor = erlang:monitor(process, Pid), host = Host},
    ?INFO_MSG("pool hook: gateway connected component=~ts queue=~ts again=~B", [Gateway, Id, length(Sends)]),
    State2 = State1#state{queues = Queues1, sessions = (State1#state.sessions)#{Gateway => Session}},
    {reply, ok, wake(send(Sends, State2))};
handle_call({drained, Keys, Timeout}, From, #state{queues = Queues, waits = Waits} = State) ->
    Timer = erlang:start_timer(Timeout, self(), drained),
    Wait = #wait{from = From, mark = rehome_queue:mark(Queues), keys = Keys, timer = Timer},
    {noreply, wake(State#state{waits = [Wait | Waits]})}.

handle_cast({ack, Gateway, Pid, Queue, H}, #state{queues = Queues, sessions = Sessions} = State) ->
    case Sessions of
        #{Gateway := #session{pid = Pid}} ->
            {Sends, Queues1} = rehome_queue:ack(Gateway, Queue, H, Queues),
            {noreply, wake(send(Sends, State#state{queues = Queues1}))};
        #{} ->
            {noreply, State}
    end;
handle_cast({reconfigure, Bounds}, #state{queues = Queues} = State) ->
    {noreply, State#state{queues = rehome_queue:rebound(bounds(Bounds), Queues)}}.

handle_info({'DOWN', Monitor, process, Pid, _}, #state{sessions = Sessions, queues = Queues} = State) ->
    case [Name || {Name, #session{monitor = M}} <- maps:to_list(Sessions), M =:= Monitor] of
        [Gateway] ->
            {Sends, Queues1} = rehome_queue:disconnect(Gateway, Queues),
            {Stanzas, Bytes} = rehome_queue:held(Queues1),
            ?INFO_MSG("pool hook: gateway disconnected component=~ts stream=~p held=~B bytes=~B",
                      [Gateway, Pid, Stanzas, Bytes]),
            {noreply, send(Sends, State#state{queues = Queues1, sessions = maps:remove(Gateway, Sessions)})};
        [] ->
            {noreply, State}
    end;
handle_info({timeout, Timer, drained}, #state{waits = Waits, queues = Queues} = State) ->
    {Over, Others} = lists:partition(fun(#wait{timer = T}) -> T =:= Timer end, Waits),
    [gen_server:reply(From, open(Wait, Queues)) || #wait{from = From} = Wait <- Over],
    {noreply, State#state{waits = Others}};
handle_info(_, State) ->
    {noreply, State}.

terminate(_Reason, _State) ->
    ejabberd_hooks:delete(filter_packet, rehome_hook_filter, filter_packet, 90).

%%% Inside

bounds(#{max_stanzas := Stanzas, max_bytes := Bytes}) ->
    #{max_stanzas => Stanzas, max_bytes => Bytes, window_stanzas => ?WINDOW_STANZAS, window_bytes => ?WINDOW_BYTES}.

forget_session(Gateway, #state{sessions = Sessions} = State) ->
    case maps:take(Gateway, Sessions) of
        {#session{monitor = Monitor}, Others} ->
            erlang:demonitor(Monitor, [flush]),
            State#state{sessions = Others};
        error ->
            State
    end.

%% To the process of the gateway's stream itself: a second stream of the same name would get a random share.
send(Sends, #state{sessions = Sessions} = State) ->
    lists:foreach(fun({Gateway, Seq, Xml}) ->
                          #{Gateway := #session{pid = Pid, host = Host}} = Sessions,
                          Pid ! {route, handover(Host, Gateway, Seq, Xml)}
                  end, Sends),
    State.

handover(Host, Gateway, Seq, Xml) ->
    Forwarded = #xmlel{name = <<"forwarded">>, attrs = [{<<"xmlns">>, ?NS_FORWARDED}],
                       children = [fxml_stream:parse_element(Xml)]},
    #message{from = jid:make(Host), to = jid:make(Gateway),
             sub_els = [#xmlel{name = <<"handover">>,
                               attrs = [{<<"xmlns">>, ?NS_HOOK}, {<<"seq">>, integer_to_binary(Seq)}],
                               children = [Forwarded]}]}.

wake(#state{waits = Waits, queues = Queues} = State) ->
    {Over, Others} = lists:partition(fun(Wait) -> open(Wait, Queues) =:= [] end, Waits),
    lists:foreach(fun(#wait{from = From, timer = Timer}) ->
                          _ = erlang:cancel_timer(Timer),
                          gen_server:reply(From, [])
                  end, Over),
    State#state{waits = Others}.

open(#wait{keys = Keys, mark = Mark}, Queues) ->
    [Key || Key <- Keys, not rehome_queue:passed(Key, Mark, Queues)].
