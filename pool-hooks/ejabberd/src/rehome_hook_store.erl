%%% What the hook keeps across restarts: whether all domains are captured or those listed, which are, who lives
%%% elsewhere, and which import of a user was the last. Tables of Mnesia in memory and on disk: they are read for every
%%% stanza, and a change is on disk before the function that makes it returns.
-module(rehome_hook_store).

-export([create/0, captures/0, set_captures/1, is_captured/1, set_domain/3]).
-export([home/1, set_home/2, imported/1, set_imported/3]).

-export_type([user/0, home/0, verdict/0]).

-type user() :: {binary(), binary()}.
%% away with the host that her clients are sent to, if there is one.
-type home() :: {away, undefined | binary()} | home.
-type epoch() :: non_neg_integer().
-type verdict() :: done | {stale, epoch()}.
-type counts() :: {non_neg_integer(), non_neg_integer(), non_neg_integer()}.

-record(rehome_setting, {name :: atom(), value :: term()}).
-record(rehome_domain, {domain :: binary(), epoch :: epoch(), state :: capture | release}).
-record(rehome_user, {us :: user(), epoch :: epoch(), home :: home()}).
-record(rehome_import, {us :: user(), epoch :: epoch(), counts :: counts()}).

-spec create() -> ok.
create() ->
    Tables = [{rehome_setting, record_info(fields, rehome_setting)},
              {rehome_domain, record_info(fields, rehome_domain)},
              {rehome_user, record_info(fields, rehome_user)},
              {rehome_import, record_info(fields, rehome_import)}],
    lists:foreach(fun({Name, Attributes}) ->
                          {atomic, ok} = created(ejabberd_mnesia:create(
                                                   ?MODULE, Name, [{disc_copies, [node()]}, {attributes, Attributes}]))
                  end, Tables),
    ok = mnesia:wait_for_tables([Name || {Name, _} <- Tables], timer:minutes(5)).

created({atomic, _}) -> {atomic, ok};
created(Else) -> Else.

%% Before the first hello nothing is captured: the server goes on as it did without the hook.
-spec captures() -> all | listed.
captures() ->
    case mnesia:dirty_read(rehome_setting, captures) of
        [#rehome_setting{value = Value}] -> Value;
        [] -> listed
    end.

-spec set_captures(all | listed) -> ok.
set_captures(Value) ->
    durable(fun() -> mnesia:write(#rehome_setting{name = captures, value = Value}) end).

-spec is_captured(binary()) -> boolean().
is_captured(Domain) ->
    captures() =:= all orelse
        case mnesia:dirty_read(rehome_domain, Domain) of
            [#rehome_domain{state = capture}] -> true;
            _ -> false
        end.

%% What holds now, and its epoch. A lower epoch changes nothing, nor does the same one with the other word.
-spec set_domain(binary(), epoch(), capture | release) -> {capture | release, epoch()}.
set_domain(Domain, Epoch, State) ->
    durable(fun() ->
                    case mnesia:wread({rehome_domain, Domain}) of
                        [#rehome_domain{epoch = Known, state = Holds}] when Known >= Epoch ->
                            {Holds, Known};
                        _ ->
                            mnesia:write(#rehome_domain{domain = Domain, epoch = Epoch, state = State}),
                            {State, Epoch}
                    end
            end).

%% A user who is unknown is at home.
-spec home(user()) -> home() | unknown.
home(User) ->
    case mnesia:dirty_read(rehome_user, User) of
        [#rehome_user{home = Home}] -> Home;
        [] -> unknown
    end.

%% One transaction and one write to disk for all of a request.
-spec set_home([{user(), epoch()}], fun((user()) -> home())) -> [{user(), epoch(), verdict()}].
set_home(Users, HomeOf) ->
    durable(fun() -> [{User, Epoch, set_home(User, Epoch, HomeOf(User))} || {User, Epoch} <- Users] end).

set_home(User, Epoch, Home) ->
    case mnesia:wread({rehome_user, User}) of
        [#rehome_user{epoch = Known}] when Known > Epoch ->
            {stale, Known};
        [#rehome_user{epoch = Epoch, home = Holds}] ->
            case word(Holds) =:= word(Home) of
                true -> write_home(User, Epoch, Home);
                false -> {stale, Epoch}
            end;
        _ ->
            write_home(User, Epoch, Home)
    end.

write_home(User, Epoch, Home) ->
    mnesia:write(#rehome_user{us = User, epoch = Epoch, home = Home}),
    done.

word({away, _}) -> away;
word(home) -> home.

-spec imported(user()) -> none | {epoch(), counts()}.
imported(User) ->
    case mnesia:dirty_read(rehome_import, User) of
        [#rehome_import{epoch = Epoch, counts = Counts}] -> {Epoch, Counts};
        [] -> none
    end.

-spec set_imported(user(), epoch(), counts()) -> ok.
set_imported(User, Epoch, Counts) ->
    durable(fun() -> mnesia:write(#rehome_import{us = User, epoch = Epoch, counts = Counts}) end).

durable(Change) ->
    case mnesia:transaction(Change) of
        {atomic, Result} ->
            ok = mnesia:sync_log(),
            Result;
        {aborted, Reason} ->
            throw({hook_error, 'resource-constraint', <<"the server's database does not take it">>, Reason})
    end.
