%%% What is held for the gateways: numbers, acknowledgements, bounds, and the choice of a gateway. Pure: it knows
%%% neither ejabberd nor processes; whoever calls it carries out the sends that it returns.
%%%
%%% A sender is bound to one gateway as long as something of hers is not acknowledged there. So all that is held of
%%% one sender is in one queue, in the order in which it was taken, whatever happens to gateways.
-module(rehome_queue).

-export([new/1, rebound/2, connect/5, disconnect/2, take/4, ack/4, choose/2]).
-export([mark/1, passed/3, held/1, connected/1]).

-export_type([queues/0, send/0, key/0]).

-type name() :: binary().
-type key() :: {sender | domain, binary()}.
-type bounds() :: #{max_stanzas := pos_integer(), max_bytes := pos_integer(),
                    window_stanzas := pos_integer(), window_bytes := pos_integer()}.
-type send() :: {name(), pos_integer(), binary()}.

%% order: of taking, over all gateways. xml: the stanza.
-record(item, {order :: pos_integer(), sender :: binary(), domain :: binary(), xml :: binary()}).

%% id: identifies the numbering. sent: not acknowledged, with their numbers, oldest first. waiting: beyond the window.
-record(gateway, {connected = true :: boolean(), id :: binary(), next = 1 :: pos_integer(),
                  sent = queue:new(), sent_stanzas = 0, sent_bytes = 0, waiting = queue:new()}).

%% unbound: taken while no gateway was connected, of senders that are bound to none; newest first.
%% open: what is not acknowledged of a sender or for a domain, by order of taking.
-record(queues, {bounds :: bounds(), order = 0, stanzas = 0, bytes = 0,
                 gateways = #{} :: #{name() => #gateway{}},
                 bound = #{} :: #{binary() => name()},
                 unbound = [] :: [#item{}],
                 open = #{} :: #{key() => gb_sets:set(pos_integer())}}).

-opaque queues() :: #queues{}.

-spec new(bounds()) -> queues().
new(Bounds) ->
    #queues{bounds = Bounds}.

-spec rebound(bounds(), queues()) -> queues().
rebound(Bounds, Q) ->
    Q#queues{bounds = Bounds}.

%% A gateway has said hello. Id and H: what it acknowledged last, or undefined. FreshId: for a new numbering.
-spec connect(name(), undefined | binary(), non_neg_integer(), binary(), queues()) -> {binary(), [send()], queues()}.
connect(Name, Id, H, FreshId, #queues{gateways = Gateways} = Q) ->
    {Gateway, Q1} =
        case Gateways of
            #{Name := #gateway{id = Id} = Known} -> settle(H, Known, Q);
            #{Name := Known} -> {Known, Q};
            #{} -> {#gateway{id = FreshId}, Q}
        end,
    Again = [{Name, Seq, Item#item.xml} || {Seq, Item} <- queue:to_list(Gateway#gateway.sent)],
    Q2 = put_gateway(Name, Gateway#gateway{connected = true}, Q1),
    {Sends, Q3} = spread(Q2),
    {More, Q4} = pump(Name, Q3),
    {Gateway#gateway.id, Again ++ Sends ++ More, Q4}.

%% Its stream has ended. What it had not acknowledged goes to the others, if there are any.
-spec disconnect(name(), queues()) -> {[send()], queues()}.
disconnect(Name, #queues{gateways = Gateways} = Q) ->
    case Gateways of
        #{Name := Gateway} -> spread(put_gateway(Name, Gateway#gateway{connected = false}, Q));
        #{} -> {[], Q}
    end.

%% full: beyond the bounds, and not taken.
-spec take(binary(), binary(), binary(), queues()) -> {ok, [send()], queues()} | full.
take(Sender, Domain, Xml, #queues{order = Order, stanzas = Stanzas, bytes = Bytes, bounds = Bounds} = Q) ->
    #{max_stanzas := MaxStanzas, max_bytes := MaxBytes} = Bounds,
    if
        Stanzas >= MaxStanzas; Bytes + byte_size(Xml) > MaxBytes ->
            full;
        true ->
            Item = #item{order = Order + 1, sender = Sender, domain = Domain, xml = Xml},
            Q1 = open(Item, Q#queues{order = Order + 1, stanzas = Stanzas + 1, bytes = Bytes + byte_size(Xml)}),
            {Name, Q2} = assign(Item, Q1),
            {Sends, Q3} = pump(Name, Q2),
            {ok, Sends, Q3}
    end.

%% Acknowledges all up to H; of another numbering than this gateway's it means nothing.
-spec ack(name(), binary(), non_neg_integer(), queues()) -> {[send()], queues()}.
ack(Name, Id, H, #queues{gateways = Gateways} = Q) ->
    case Gateways of
        #{Name := #gateway{id = Id, connected = true} = Gateway} ->
            {Gateway1, Q1} = settle(H, Gateway, Q),
            pump(Name, put_gateway(Name, Gateway1, Q1));
        #{} ->
            {[], Q}
    end.

%% Rendezvous hashing: the same sender goes to the same gateway, and a gateway that comes or goes moves only its share.
-spec choose(binary(), [name(), ...]) -> name().
choose(Sender, Names) ->
    {_, Name} = lists:max([{erlang:phash2({Name, Sender}, 1 bsl 32), Name} || Name <- Names]),
    Name.

%% A mark is passed for a key once all is acknowledged that had been taken before the mark.
-spec mark(queues()) -> non_neg_integer().
mark(#queues{order = Order}) ->
    Order.

-spec passed(key(), non_neg_integer(), queues()) -> boolean().
passed(Key, Mark, #queues{open = Open}) ->
    case Open of
        #{Key := Orders} -> gb_sets:smallest(Orders) > Mark;
        #{} -> true
    end.

-spec held(queues()) -> {non_neg_integer(), non_neg_integer()}.
held(#queues{stanzas = Stanzas, bytes = Bytes}) ->
    {Stanzas, Bytes}.

-spec connected(queues()) -> [name()].
connected(#queues{gateways = Gateways}) ->
    [Name || {Name, #gateway{connected = true}} <- maps:to_list(Gateways)].

%%% Inside

put_gateway(Name, Gateway, #queues{gateways = Gateways} = Q) ->
    Q#queues{gateways = Gateways#{Name => Gateway}}.

%% Puts an item at the end of its sender's queue; none: no gateway is connected, and she is bound to none.
assign(#item{sender = Sender} = Item, #queues{bound = Bound, unbound = Unbound} = Q) ->
    case {Bound, connected(Q)} of
        {#{Sender := Name}, _} ->
            {Name, append(Name, Item, Q)};
        {#{}, []} ->
            {none, Q#queues{unbound = [Item | Unbound]}};
        {#{}, Names} ->
            Name = choose(Sender, Names),
            {Name, append(Name, Item, Q#queues{bound = Bound#{Sender => Name}})}
    end.

append(Name, Item, #queues{gateways = Gateways} = Q) ->
    #{Name := #gateway{waiting = Waiting} = Gateway} = Gateways,
    put_gateway(Name, Gateway#gateway{waiting = queue:in(Item, Waiting)}, Q).

%% Sends what the window of this gateway admits. A stanza larger than the window goes out alone.
pump(none, Q) ->
    {[], Q};
pump(Name, #queues{gateways = Gateways, bounds = Bounds} = Q) ->
    case Gateways of
        #{Name := #gateway{connected = true} = Gateway} ->
            {Sends, Gateway1} = pump(Name, Gateway, Bounds, []),
            {Sends, put_gateway(Name, Gateway1, Q)};
        #{} ->
            {[], Q}
    end.

pump(Name, #gateway{next = Next, sent = Sent, sent_stanzas = N, sent_bytes = B, waiting = Waiting} = Gateway,
     #{window_stanzas := MaxN, window_bytes := MaxB} = Bounds, Sends) ->
    case queue:out(Waiting) of
        {{value, #item{xml = Xml} = Item}, Rest} when N < MaxN, B + byte_size(Xml) =< MaxB; N =:= 0 ->
            pump(Name, Gateway#gateway{next = Next + 1, sent = queue:in({Next, Item}, Sent), sent_stanzas = N + 1,
                                       sent_bytes = B + byte_size(Xml), waiting = Rest},
                 Bounds, [{Name, Next, Xml} | Sends]);
        _ ->
            {lists:reverse(Sends), Gateway}
    end.

settle(H, #gateway{sent = Sent, sent_stanzas = N, sent_bytes = B} = Gateway, Q) ->
    case queue:peek(Sent) of
        {value, {Seq, #item{xml = Xml} = Item}} when Seq =< H ->
            settle(H, Gateway#gateway{sent = queue:drop(Sent), sent_stanzas = N - 1, sent_bytes = B - byte_size(Xml)},
                   close(Item, Q));
        _ ->
            {Gateway, Q}
    end.

%% What is held for gateways that are away goes to those that are connected, in the order in which it was taken.
spread(#queues{gateways = Gateways, unbound = Unbound, bound = Bound} = Q) ->
    case connected(Q) of
        [] ->
            {[], Q};
        Names ->
            Away = maps:filter(fun(_, #gateway{connected = Connected}) -> not Connected end, Gateways),
            Items = lists:keysort(#item.order, lists:append([lists:reverse(Unbound) | [items(G) || G <- maps:values(Away)]])),
            Freed = maps:without([Item#item.sender || Item <- Items], Bound),
            Q1 = Q#queues{gateways = maps:without(maps:keys(Away), Gateways), unbound = [], bound = Freed},
            Q2 = lists:foldl(fun(Item, Acc) -> element(2, assign(Item, Acc)) end, Q1, Items),
            lists:foldl(fun(Name, {Sends, Acc}) ->
                                {More, Acc1} = pump(Name, Acc),
                                {Sends ++ More, Acc1}
                        end, {[], Q2}, Names)
    end.

items(#gateway{sent = Sent, waiting = Waiting}) ->
    [Item || {_, Item} <- queue:to_list(Sent)] ++ queue:to_list(Waiting).

open(#item{order = Order, sender = Sender, domain = Domain}, #queues{open = Open} = Q) ->
    Add = fun(Key, Acc) -> Acc#{Key => gb_sets:add_element(Order, maps:get(Key, Acc, gb_sets:empty()))} end,
    Q#queues{open = Add({sender, Sender}, Add({domain, Domain}, Open))}.

close(#item{order = Order, sender = Sender, domain = Domain, xml = Xml}, #queues{open = Open} = Q) ->
    Open1 = forget(Order, {sender, Sender}, forget(Order, {domain, Domain}, Open)),
    Bound = case Open1 of
                #{{sender, Sender} := _} -> Q#queues.bound;
                #{} -> maps:remove(Sender, Q#queues.bound)
            end,
    Q#queues{open = Open1, bound = Bound, stanzas = Q#queues.stanzas - 1, bytes = Q#queues.bytes - byte_size(Xml)}.

forget(Order, Key, Open) ->
    Orders = gb_sets:del_element(Order, maps:get(Key, Open)),
    case gb_sets:is_empty(Orders) of
        true -> maps:remove(Key, Open);
        false -> Open#{Key := Orders}
    end.
