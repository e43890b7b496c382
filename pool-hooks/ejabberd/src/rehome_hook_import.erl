%%% Keeps the parts of an import until the last one has come, and carries imports out one after another.
-module(rehome_hook_import).
-behaviour(gen_server).

-export([start_link/0, part/2]).
-export([init/1, handle_call/3, handle_cast/2, handle_info/2]).

-export_type([part/0]).

-type part() :: #{user := rehome_hook_store:user(), epoch := non_neg_integer(), part := non_neg_integer(),
                  last := boolean(), data := fxml:xmlel()}.

%% Imports that were begun and never ended are forgotten after this time.
-define(FORGET_TIME, 600000).
-define(MAX_ITEMS, 200000).

start_link() ->
    gen_server:start_link({local, ?MODULE}, ?MODULE, [], []).

%% Answer is called with the function that makes the answer, or throws.
-spec part(part(), fun((fun(() -> fxml:xmlel())) -> ok)) -> ok.
part(Part, Answer) ->
    gen_server:cast(?MODULE, {part, Part, Answer}).

init([]) ->
    {ok, #{}}.

handle_call(_, _From, Begun) ->
    {noreply, Begun}.

handle_cast({part, #{user := User, epoch := Epoch} = Part, Answer}, Begun) ->
    try
        case rehome_hook_account:may_import(User, Epoch) of
            {done, Counts} ->
                {Counts, maps:remove(User, Begun)};
            ok ->
                next(Part, Begun)
        end
    of
        {Counted, Begun1} ->
            Answer(fun() -> rehome_hook_account:imported(User, Epoch, Counted) end),
            {noreply, Begun1}
    catch
        Class:Reason:Stack ->
            Answer(fun() -> erlang:raise(Class, Reason, Stack) end),
            {noreply, Begun}
    end.

handle_info({forget, User, Ref}, Begun) ->
    case Begun of
        #{User := #{ref := Ref}} -> {noreply, maps:remove(User, Begun)};
        #{} -> {noreply, Begun}
    end;
handle_info(_, Begun) ->
    {noreply, Begun}.

%% The part that has come replaces one of the same number: it may be sent again.
next(#{user := User, epoch := Epoch, part := Number, last := Last, data := Data}, Begun) ->
    Before = case Begun of
                 _ when Number =:= 1 -> [];
                 #{User := #{epoch := Epoch, parts := [{Number, _} | Earlier]}} -> Earlier;
                 #{User := #{epoch := Epoch, parts := [{N, _} | _] = Earlier}} when N =:= Number - 1 -> Earlier;
                 #{} -> throw({hook_error, 'bad-request', <<"part is not the next one: begin with part 1">>, undefined})
             end,
    Parts = [{Number, rehome_hook_account:read(User, Data)} | Before],
    All = lists:append([Items || {_, Items} <- lists:reverse(Parts)]),
    Counts = rehome_hook_account:counts(All),
    if
        length(All) > ?MAX_ITEMS ->
            throw({hook_error, 'resource-constraint', <<"an import has at most 200000 items">>, undefined});
        Last ->
            rehome_hook_account:replace(User, All),
            rehome_hook_store:set_imported(User, Epoch, Counts),
            {Counts, maps:remove(User, Begun)};
        true ->
            Ref = make_ref(),
            _ = erlang:send_after(?FORGET_TIME, self(), {forget, User, Ref}),
            {Counts, Begun#{User => #{epoch => Epoch, parts => Parts, ref => Ref}}}
    end.
