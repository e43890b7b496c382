%%% The pool hook for ejabberd 23.01: the server's half of docs/pool-hook.md. One process for the server, hooks for each
%%% domain that has the module.
-module(mod_rehome_hook).
-behaviour(gen_mod).
-behaviour(supervisor).

-export([start/2, stop/1, reload/3, depends/2, mod_opt_type/1, mod_options/1, mod_doc/0]).
-export([start_link/1, init/1]).

-include("logger.hrl").

start(Host, Opts) ->
    ok = rehome_hook_store:create(),
    rehome_hook_filter:configure(Host, gen_mod:get_opt(gateways, Opts)),
    ok = start_processes(bounds(Opts)),
    lists:foreach(fun({Hook, Module, Function, Order}) -> ejabberd_hooks:add(Hook, Host, Module, Function, Order) end,
                  hooks()),
    ok.

stop(Host) ->
    lists:foreach(fun({Hook, Module, Function, Order}) -> ejabberd_hooks:delete(Hook, Host, Module, Function, Order) end,
                  hooks()),
    rehome_hook_filter:unconfigure(Host),
    case rehome_hook_filter:has_hosts() of
        true -> ok;
        false ->
            _ = supervisor:terminate_child(ejabberd_gen_mod_sup, ?MODULE),
            supervisor:delete_child(ejabberd_gen_mod_sup, ?MODULE)
    end.

reload(Host, NewOpts, _OldOpts) ->
    rehome_hook_filter:configure(Host, gen_mod:get_opt(gateways, NewOpts)),
    rehome_hook_server:reconfigure(bounds(NewOpts)).

depends(_Host, _Opts) ->
    [{mod_roster, soft}, {mod_privacy, soft}, {mod_offline, soft}].

mod_opt_type(gateways) -> econf:list(econf:domain(), [unique]);
mod_opt_type(max_stanzas) -> econf:pos_int();
mod_opt_type(max_bytes) -> econf:pos_int().

mod_options(_Host) ->
    [{gateways, []}, {max_stanzas, 20000}, {max_bytes, 32 * 1024 * 1024}].

mod_doc() ->
    #{desc => <<"Hands what users send to other domains to the gateways of Rehome, and what is for users who live elsewhere.">>}.

hooks() ->
    [{c2s_auth_result, rehome_hook_sessions, c2s_auth_result, 90},
     {c2s_stream_started, rehome_hook_sessions, c2s_stream_started, 90},
     {c2s_session_opened, rehome_hook_sessions, c2s_session_opened, 90},
     {c2s_session_resumed, rehome_hook_sessions, c2s_session_opened, 90},
     {offline_message_hook, rehome_hook_filter, offline_message, 10},
     {s2s_out_closed, rehome_hook_s2s, s2s_out_closed, 20}].

bounds(Opts) ->
    #{max_stanzas => gen_mod:get_opt(max_stanzas, Opts), max_bytes => gen_mod:get_opt(max_bytes, Opts)}.

%%% The processes: if one of them fails, all begin anew, and the gateways with them

start_processes(Bounds) ->
    Child = #{id => ?MODULE, start => {?MODULE, start_link, [Bounds]}, type => supervisor, shutdown => infinity},
    case supervisor:start_child(ejabberd_gen_mod_sup, Child) of
        {ok, _} -> ok;
        {error, {already_started, _}} -> ok;
        {error, _} = Error -> Error
    end.

start_link(Bounds) ->
    supervisor:start_link({local, ?MODULE}, ?MODULE, Bounds).

init(Bounds) ->
    ok = rehome_hook_s2s:create(),
    {ok, {#{strategy => one_for_all, intensity => 10, period => 10},
          [#{id => rehome_hook_server, start => {rehome_hook_server, start_link, [Bounds]}},
           #{id => rehome_hook_import, start => {rehome_hook_import, start_link, []}}]}}.
