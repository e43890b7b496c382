%%% What the gateways ask for. Runs in the process of the gateway's stream, so requests take effect in their order; what
%%% has to wait goes on in a process of its own, and answers from there.
-module(rehome_hook_request).

-export([handle/1]).

-include_lib("xmpp/include/xmpp.hrl").
-include("logger.hrl").
-include("rehome_hook.hrl").

-define(MAX_USERS, 200).
-define(WAIT_TIME, 10000).

%% Whether it was a gateway's, and is done with.
-spec handle(stanza()) -> boolean().
handle(#iq{type = Type, sub_els = [#xmlel{} = El]} = IQ) when Type =:= get; Type =:= set ->
    case is_hook(El) andalso is_gateway(IQ) of
        true -> answer(IQ, El), true;
        false -> false
    end;
handle(#message{type = Type, sub_els = Els} = Message) ->
    case [El || #xmlel{} = El <- Els, is_hook(El)] of
        [El | _] ->
            case is_gateway(Message) of
                true when Type =:= error -> true;
                true -> message(Message, El), true;
                false -> false
            end;
        [] ->
            false
    end;
handle(_) ->
    false.

is_hook(El) ->
    fxml:get_tag_attr_s(<<"xmlns">>, El) =:= ?NS_HOOK.

%% Whoever speaks is a stream of a component that is configured for the domain.
is_gateway(Stanza) ->
    #jid{luser = User, lserver = Name, lresource = Resource} = xmpp:get_from(Stanza),
    #jid{lserver = Host} = xmpp:get_to(Stanza),
    User =:= <<>> andalso Resource =:= <<>>
        andalso lists:member(Name, rehome_hook_filter:gateways(Host))
        andalso lists:member(self(), rehome_hook_filter:streams(Name)).

%%% Messages

message(#message{from = #jid{lserver = Gateway}}, #xmlel{name = <<"ack">>} = El) ->
    try
        rehome_hook_server:ack(Gateway, self(), attribute(<<"queue">>, El), number(<<"h">>, El))
    catch
        throw:{hook_error, _, Text, _} ->
            ?WARNING_MSG("pool hook: an ack cannot be read component=~ts reason=~ts", [Gateway, Text])
    end;
message(#message{from = #jid{lserver = Gateway}}, #xmlel{name = <<"send">>} = El) ->
    case fxml:get_subtag_with_xmlns(El, <<"forwarded">>, ?NS_FORWARDED) of
        #xmlel{children = Children} ->
            [rehome_hook_s2s:send(Stanza) || #xmlel{} = Stanza <- Children];
        false ->
            ?WARNING_MSG("pool hook: a send without forwarded was dropped component=~ts", [Gateway])
    end;
message(#message{from = #jid{lserver = Gateway}}, #xmlel{name = Name}) ->
    ?WARNING_MSG("pool hook: an unknown message was dropped component=~ts name=~ts", [Gateway, Name]).

%%% Requests

answer(IQ, El) ->
    Stream = self(),
    guarded(Stream, IQ,
            fun() ->
                    case request(IQ, El) of
                        done ->
                            ok;
                        {later, Work} ->
                            spawn(fun() -> guarded(Stream, IQ, fun() -> reply(Stream, IQ, Work()) end) end);
                        Result ->
                            reply(Stream, IQ, Result)
                    end
            end).

guarded(Stream, IQ, Work) ->
    try Work(), ok
    catch
        throw:{hook_error, Condition, Text, Why} ->
            case Why of
                undefined -> ok;
                _ -> ?ERROR_MSG("pool hook: a request failed reason=~p", [Why])
            end,
            fail(Stream, IQ, Condition, Text);
        Class:Reason:Stack ->
            ?ERROR_MSG("pool hook: a request failed reason=~p stack=~p", [{Class, Reason}, Stack]),
            fail(Stream, IQ, 'internal-server-error', <<"the server could not do it; its log says more">>)
    end.

request(#iq{type = set, from = #jid{lserver = Gateway}, to = #jid{lserver = Host}} = IQ, #xmlel{name = <<"hello">>} = El) ->
    Captures = case attribute(<<"captures">>, El) of
                   <<"all">> -> all;
                   <<"listed">> -> listed;
                   _ -> bad(<<"captures is neither all nor listed">>)
               end,
    Queue = case fxml:get_tag_attr(<<"queue">>, El) of
                {value, Value} -> Value;
                false -> undefined
            end,
    H = case Queue of
            undefined -> 0;
            _ -> number(<<"h">>, El)
        end,
    Server = <<"ejabberd ", (ejabberd_option:version())/binary>>,
    rehome_hook_store:set_captures(Captures),
    rehome_hook_server:hello(Gateway, self(), Host, Queue, H,
                             fun(Id) -> result(IQ, hook_element(<<"hello">>, [{<<"server">>, Server}, {<<"queue">>, Id}])) end),
    done;
request(#iq{type = set}, #xmlel{name = Name} = El) when Name =:= <<"capture">>; Name =:= <<"release">> ->
    Domain = domain(El),
    {Holds, Epoch} = rehome_hook_store:set_domain(Domain, number(<<"epoch">>, El), binary_to_existing_atom(Name)),
    Answer = fun(More) ->
                     hook_element(atom_to_binary(Holds), [{<<"domain">>, Domain}, {<<"epoch">>, integer_to_binary(Epoch)} | More])
             end,
    case {Name, Holds} of
        {<<"release">>, release} ->
            {later, fun() ->
                            case rehome_hook_server:drained([{domain, Domain}], ?WAIT_TIME) of
                                [] -> Answer([]);
                                _ -> Answer([{<<"wait">>, <<"true">>}])
                            end
                    end};
        _ ->
            Answer([])
    end;
request(#iq{type = set}, #xmlel{name = <<"away">>} = El) ->
    Users = users(El),
    Hosts = maps:from_list([{User, host(UserEl)} || {User, _, UserEl} <- Users]),
    Verdicts = rehome_hook_store:set_home([{User, Epoch} || {User, Epoch, _} <- Users],
                                          fun(User) -> {away, maps:get(User, Hosts)} end),
    {later, fun() -> fence(Verdicts, Hosts) end};
request(#iq{type = set}, #xmlel{name = <<"home">>} = El) ->
    Verdicts = rehome_hook_store:set_home([{User, Epoch} || {User, Epoch, _} <- users(El)], fun(_) -> home end),
    verdicts(<<"home">>, Verdicts, []);
request(#iq{type = set}, #xmlel{name = <<"close-streams">>} = El) ->
    Domain = domain(El),
    {later, fun() ->
                    Closed = rehome_hook_s2s:close_streams(Domain),
                    hook_element(<<"close-streams">>, [{<<"domain">>, Domain}, {<<"closed">>, integer_to_binary(Closed)}])
            end};
request(#iq{type = set}, #xmlel{name = <<"repair">>} = El) ->
    Users = named_users(El, fun(User) -> account(<<"jid">>, User) end),
    Domains = [domain(<<"name">>, Domain) || Domain <- fxml:get_subtags(El, <<"domain">>)],
    {later, fun() -> rehome_hook_presence:repair(Users, Domains) end};
request(#iq{type = get}, #xmlel{name = <<"export">>} = El) ->
    User = account(<<"user">>, El),
    After = case fxml:get_tag_attr(<<"after">>, El) of
                false -> 0;
                _ -> number(<<"after">>, El)
            end,
    {later, fun() -> rehome_hook_export:export(User, After) end};
request(#iq{type = set} = IQ, #xmlel{name = <<"import">>} = El) ->
    Last = case fxml:get_tag_attr_s(<<"last">>, El) of
               <<"true">> -> true;
               <<"1">> -> true;
               _ -> false
           end,
    Data = case fxml:get_subtag_with_xmlns(El, <<"server-data">>, <<"urn:xmpp:pie:0">>) of
               #xmlel{} = ServerData -> ServerData;
               false -> bad(<<"server-data is missing">>)
           end,
    Part = #{user => account(<<"user">>, El), epoch => number(<<"epoch">>, El), part => number(<<"part">>, El),
             last => Last, data => Data},
    Stream = self(),
    rehome_hook_import:part(Part, fun(Import) ->
                                          guarded(Stream, IQ, fun() -> reply(Stream, IQ, Import()) end)
                                  end),
    done;
request(_, #xmlel{name = Name}) ->
    bad(<<"no such request: ", Name/binary>>).

%% Her sessions end; then what she had sent is waited for. Everything is in the hook when her sessions have ended.
fence(Verdicts, Hosts) ->
    Away = [User || {User, _, done} <- Verdicts],
    rehome_hook_sessions:finish([{User, maps:get(User, Hosts)} || User <- Away]),
    Waiting = rehome_hook_server:drained([{sender, bare(User)} || User <- Away], ?WAIT_TIME),
    verdicts(<<"away">>, Verdicts, [User || {sender, User} <- Waiting]).

verdicts(Name, Verdicts, Waiting) ->
    hook_element(Name, [], [verdict(bare(User), Epoch, Verdict, Waiting) || {User, Epoch, Verdict} <- Verdicts]).

verdict(Jid, Epoch, Verdict, Waiting) ->
    {State, Epoch1} = case Verdict of
                          {stale, Known} -> {<<"stale">>, Known};
                          done -> {case lists:member(Jid, Waiting) of true -> <<"waiting">>; false -> <<"done">> end, Epoch}
                      end,
    #xmlel{name = <<"user">>,
           attrs = [{<<"jid">>, Jid}, {<<"epoch">>, integer_to_binary(Epoch1)}, {<<"state">>, State}]}.

%%% Reading

users(El) ->
    named_users(El, fun(User) -> {account(<<"jid">>, User), number(<<"epoch">>, User), User} end).

named_users(El, Read) ->
    case fxml:get_subtags(El, <<"user">>) of
        [] -> bad(<<"no user">>);
        Els when length(Els) > ?MAX_USERS -> bad(<<"more than 200 users">>);
        Els -> [Read(User) || User <- Els]
    end.

host(El) ->
    case fxml:get_tag_attr(<<"host">>, El) of
        {value, <<>>} -> bad(<<"host is empty">>);
        {value, Host} -> Host;
        false -> undefined
    end.

account(Name, El) ->
    try jid:decode(attribute(Name, El)) of
        #jid{luser = User, lserver = Server, lresource = <<>>} when User =/= <<>> ->
            case rehome_hook_filter:is_host(Server) of
                true -> {User, Server};
                false -> throw({hook_error, 'item-not-found', <<"no such domain: ", Server/binary>>, undefined})
            end;
        _ ->
            bad(<<Name/binary, " is no bare address of a user">>)
    catch
        error:{bad_jid, _} -> bad(<<Name/binary, " is no address">>)
    end.

domain(El) ->
    domain(<<"domain">>, El).

domain(Name, El) ->
    case jid:nameprep(attribute(Name, El)) of
        Domain when is_binary(Domain), Domain =/= <<>> ->
            case ejabberd_router:is_my_route(Domain) of
                false -> Domain;
                true -> bad(<<Domain/binary, " is served here">>)
            end;
        _ ->
            bad(<<"domain cannot be read">>)
    end.

attribute(Name, El) ->
    case fxml:get_tag_attr(Name, El) of
        {value, Value} -> Value;
        false -> bad(<<Name/binary, " is missing">>)
    end.

number(Name, El) ->
    Value = attribute(Name, El),
    try binary_to_integer(Value) of
        Number when Number >= 0 -> Number;
        _ -> bad(<<Name/binary, " is negative">>)
    catch
        error:badarg -> bad(<<Name/binary, " is no number">>)
    end.

-spec bad(binary()) -> no_return().
bad(Text) ->
    throw({hook_error, 'bad-request', Text, undefined}).

bare({User, Server}) ->
    jid:encode(jid:make(User, Server)).

%%% Answering

hook_element(Name, Attributes) ->
    hook_element(Name, Attributes, []).

hook_element(Name, Attributes, Children) ->
    #xmlel{name = Name, attrs = [{<<"xmlns">>, ?NS_HOOK} | Attributes], children = Children}.

result(IQ, El) ->
    xmpp:make_iq_result(IQ, El).

%% To the stream that asked, which may not be the only one of its name.
reply(Stream, IQ, El) ->
    Stream ! {route, result(IQ, El)}.

%% Without the request in it: an import's part is large.
fail(Stream, IQ, Condition, Text) ->
    Error = case Condition of
                'bad-request' -> xmpp:err_bad_request(Text, <<"en">>);
                'item-not-found' -> xmpp:err_item_not_found(Text, <<"en">>);
                'not-allowed' -> xmpp:err_not_allowed(Text, <<"en">>);
                'resource-constraint' -> xmpp:err_resource_constraint(Text, <<"en">>);
                'internal-server-error' -> xmpp:err_internal_server_error(Text, <<"en">>)
            end,
    Stream ! {route, xmpp:make_error(IQ#iq{sub_els = []}, Error)}.
