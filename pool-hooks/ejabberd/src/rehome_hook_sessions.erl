%%% Sessions of users who live elsewhere: those that are open end, new ones do not begin.
-module(rehome_hook_sessions).

-export([finish/1]).
-export([c2s_auth_result/3, c2s_stream_started/2, c2s_session_opened/1]).

-include_lib("xmpp/include/xmpp.hrl").
-include("logger.hrl").

%% A session that has not ended by then (a client that takes nothing) is killed.
-define(END_TIME, 5000).

%% Ends all sessions of these users, and comes back when they have ended, with all that they sent because of it.
-spec finish([{rehome_hook_store:user(), undefined | binary()}]) -> ok.
finish(Users) ->
    case [{Pid, Host} || {{User, Server}, Host} <- Users, {_, Pid} <- ejabberd_sm:get_session_sids(User, Server)] of
        [] ->
            ok;
        Sessions ->
            Monitors = [begin
                            Monitor = erlang:monitor(process, Pid),
                            ejabberd_c2s:send(Pid, elsewhere(Host)),
                            ejabberd_c2s:stop_async(Pid),
                            {Monitor, Pid}
                        end || {Pid, Host} <- Sessions],
            Timer = erlang:start_timer(?END_TIME, self(), finish),
            await(Monitors, Timer),
            _ = erlang:cancel_timer(Timer),
            %% A login that had authenticated before she was away may have come in between.
            finish(Users)
    end.

await([], _) ->
    ok;
await(Monitors, Timer) ->
    receive
        {'DOWN', Monitor, process, _, _} ->
            await(lists:keydelete(Monitor, 1, Monitors), Timer);
        {timeout, Timer, finish} ->
            ?WARNING_MSG("pool hook: sessions did not end in time and were killed sessions=~B", [length(Monitors)]),
            [exit(Pid, kill) || {_, Pid} <- Monitors],
            [receive {'DOWN', Monitor, process, _, _} -> ok end || {Monitor, _} <- Monitors],
            ok
    end.

%%% Hooks of client streams

%% Without a host there is nothing to be told after the login: it fails (RFC 6120 §6.5.10), and the stream ends.
c2s_auth_result(#{lserver := Server} = State, true, User) ->
    case rehome_hook_store:home({jid:nodeprep(User), Server}) of
        {away, undefined} ->
            Failed = ejabberd_c2s:send(State, #sasl_failure{reason = 'temporary-auth-failure'}),
            {stop, ejabberd_c2s:send(Failed, xmpp:serr_reset())};
        _ ->
            State
    end;
c2s_auth_result(State, _, _) ->
    State.

%% The stream after SASL: the client has shown who it is, and the server has too.
c2s_stream_started(#{stream_authenticated := true, stream_state := Stream, user := User, lserver := Server} = State, _)
  when Stream =/= disconnected ->
    refuse_away(User, Server, State);
c2s_stream_started(State, _) ->
    State.

%% She may have gone away between authentication and this.
c2s_session_opened(#{user := User, lserver := Server} = State) ->
    refuse_away(User, Server, State).

refuse_away(User, Server, State) ->
    case rehome_hook_store:home({jid:nodeprep(User), Server}) of
        {away, Host} -> {stop, ejabberd_c2s:send(State, elsewhere(Host))};
        _ -> State
    end.

elsewhere(undefined) -> xmpp:serr_reset();
elsewhere(Host) -> xmpp:serr_see_other_host(Host).
