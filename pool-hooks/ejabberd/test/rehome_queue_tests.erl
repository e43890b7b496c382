%%% Tests of the pure part: plain functions, run by run/0. A test's name is a sentence.
-module(rehome_queue_tests).

-export([run/0]).

-define(EQUAL(Expected, Actual), equal(Expected, Actual, ?LINE)).

run() ->
    Tests = [fun numbers_rise_by_one_from_1/0,
             fun what_is_not_acknowledged_is_sent_again_with_the_same_numbers/0,
             fun what_a_lost_gateway_had_goes_to_the_others_in_order/0,
             fun a_sender_stays_with_her_gateway_while_something_is_not_acknowledged/0,
             fun without_a_gateway_everything_waits/0,
             fun the_window_bounds_what_is_sent/0,
             fun a_stanza_larger_than_the_window_goes_alone/0,
             fun beyond_the_bounds_nothing_is_taken/0,
             fun an_ack_of_another_queue_is_ignored/0,
             fun a_mark_is_passed_when_all_before_it_is_acknowledged/0,
             fun the_hash_moves_only_the_share_of_the_gateway_that_left/0],
    lists:foreach(fun(Test) -> Test() end, Tests),
    io:format("rehome_queue: ~B tests passed~n", [length(Tests)]).

numbers_rise_by_one_from_1() ->
    {<<"q1">>, [], Q} = connect(<<"a">>, new()),
    {Sends, _} = take_all([{<<"s">>, <<"1">>}, {<<"t">>, <<"2">>}], Q),
    ?EQUAL([{<<"a">>, 1, <<"1">>}, {<<"a">>, 2, <<"2">>}], Sends).

what_is_not_acknowledged_is_sent_again_with_the_same_numbers() ->
    {_, [], Q} = connect(<<"a">>, new()),
    {_, Q1} = take_all([{<<"s">>, <<"1">>}, {<<"s">>, <<"2">>}, {<<"s">>, <<"3">>}], Q),
    {[], Q2} = rehome_queue:disconnect(<<"a">>, Q1),
    {Id, Again, Q3} = rehome_queue:connect(<<"a">>, <<"q1">>, 1, <<"q2">>, Q2),
    ?EQUAL(<<"q1">>, Id),
    ?EQUAL([{<<"a">>, 2, <<"2">>}, {<<"a">>, 3, <<"3">>}], Again),
    {_, All, _} = rehome_queue:connect(<<"a">>, undefined, 0, <<"q3">>, Q3),
    ?EQUAL(Again, All).

what_a_lost_gateway_had_goes_to_the_others_in_order() ->
    {_, [], Q} = connect(<<"a">>, new()),
    {_, Q1} = take_all([{<<"s">>, <<"1">>}, {<<"t">>, <<"2">>}], Q),
    {[], Q2} = rehome_queue:disconnect(<<"a">>, Q1),
    {[], Q3} = take_all([{<<"s">>, <<"3">>}, {<<"u">>, <<"4">>}], Q2),
    {<<"q9">>, Sends, Q4} = rehome_queue:connect(<<"b">>, undefined, 0, <<"q9">>, Q3),
    ?EQUAL([{<<"b">>, 1, <<"1">>}, {<<"b">>, 2, <<"2">>}, {<<"b">>, 3, <<"3">>}], Sends),
    {More, Q5} = rehome_queue:ack(<<"b">>, <<"q9">>, 1, Q4),
    ?EQUAL([{<<"b">>, 4, <<"4">>}], More),
    {Id, [], _} = rehome_queue:connect(<<"a">>, <<"q1">>, 1, <<"q5">>, Q5),
    ?EQUAL(<<"q5">>, Id).

a_sender_stays_with_her_gateway_while_something_is_not_acknowledged() ->
    Sender = sender_of(<<"b">>, [<<"a">>, <<"b">>]),
    {_, [], Q} = connect(<<"a">>, new()),
    {[{<<"a">>, 1, _}], Q1} = take_all([{Sender, <<"1">>}], Q),
    {_, [], Q2} = rehome_queue:connect(<<"b">>, undefined, 0, <<"q2">>, Q1),
    {[{<<"a">>, 2, _}], Q3} = take_all([{Sender, <<"2">>}], Q2),
    {[], Q4} = rehome_queue:ack(<<"a">>, <<"q1">>, 2, Q3),
    {Sends, _} = take_all([{Sender, <<"3">>}], Q4),
    ?EQUAL([{<<"b">>, 1, <<"3">>}], Sends).

without_a_gateway_everything_waits() ->
    {[], Q} = take_all([{<<"s">>, <<"1">>}, {<<"t">>, <<"2">>}], new()),
    {_, Sends, _} = connect(<<"a">>, Q),
    ?EQUAL([{<<"a">>, 1, <<"1">>}, {<<"a">>, 2, <<"2">>}], Sends).

the_window_bounds_what_is_sent() ->
    {_, [], Q} = connect(<<"a">>, new()),
    {Sends, Q1} = take_all([{<<"s">>, integer_to_binary(N)} || N <- lists:seq(1, 5)], Q),
    ?EQUAL([1, 2, 3], [Seq || {_, Seq, _} <- Sends]),
    {More, _} = rehome_queue:ack(<<"a">>, <<"q1">>, 2, Q1),
    ?EQUAL([4, 5], [Seq || {_, Seq, _} <- More]).

a_stanza_larger_than_the_window_goes_alone() ->
    Large = binary:copy(<<"x">>, 60),
    {_, [], Q} = connect(<<"a">>, new()),
    {Sends, Q1} = take_all([{<<"s">>, Large}, {<<"s">>, <<"2">>}], Q),
    ?EQUAL([{<<"a">>, 1, Large}], Sends),
    {More, _} = rehome_queue:ack(<<"a">>, <<"q1">>, 1, Q1),
    ?EQUAL([{<<"a">>, 2, <<"2">>}], More).

beyond_the_bounds_nothing_is_taken() ->
    {[], Q} = take_all([{<<"s">>, integer_to_binary(N)} || N <- lists:seq(1, 8)], new()),
    ?EQUAL(full, rehome_queue:take(<<"s">>, <<"d">>, <<"9">>, Q)),
    ?EQUAL(full, rehome_queue:take(<<"s">>, <<"d">>, binary:copy(<<"x">>, 101), new())).

an_ack_of_another_queue_is_ignored() ->
    {_, [], Q} = connect(<<"a">>, new()),
    {_, Q1} = take_all([{<<"s">>, <<"1">>}], Q),
    {[], Q2} = rehome_queue:ack(<<"a">>, <<"q0">>, 1, Q1),
    ?EQUAL({1, 1}, rehome_queue:held(Q2)).

a_mark_is_passed_when_all_before_it_is_acknowledged() ->
    {_, [], Q} = connect(<<"a">>, new()),
    {_, Q1} = take_all([{<<"s">>, <<"1">>}], Q),
    Mark = rehome_queue:mark(Q1),
    {_, Q2} = take_all([{<<"s">>, <<"2">>}], Q1),
    ?EQUAL(false, rehome_queue:passed({sender, <<"s">>}, Mark, Q2)),
    ?EQUAL(true, rehome_queue:passed({sender, <<"t">>}, Mark, Q2)),
    {[], Q3} = rehome_queue:ack(<<"a">>, <<"q1">>, 1, Q2),
    ?EQUAL(true, rehome_queue:passed({sender, <<"s">>}, Mark, Q3)),
    ?EQUAL(true, rehome_queue:passed({domain, <<"d">>}, Mark, Q3)),
    ?EQUAL(false, rehome_queue:passed({domain, <<"d">>}, rehome_queue:mark(Q3), Q3)).

the_hash_moves_only_the_share_of_the_gateway_that_left() ->
    Senders = [integer_to_binary(N) || N <- lists:seq(1, 300)],
    All = [<<"a">>, <<"b">>, <<"c">>],
    Moved = [S || S <- Senders, rehome_queue:choose(S, All) =/= <<"c">>,
                  rehome_queue:choose(S, All) =/= rehome_queue:choose(S, [<<"a">>, <<"b">>])],
    ?EQUAL([], Moved),
    [?EQUAL(true, length([S || S <- Senders, rehome_queue:choose(S, All) =:= Name]) > 60) || Name <- All].

%%% Helpers

new() ->
    rehome_queue:new(#{max_stanzas => 8, max_bytes => 100, window_stanzas => 3, window_bytes => 50}).

connect(Name, Q) ->
    rehome_queue:connect(Name, undefined, 0, <<"q1">>, Q).

take_all(Stanzas, Q) ->
    lists:foldl(fun({Sender, Xml}, {Sends, Acc}) ->
                        {ok, More, Acc1} = rehome_queue:take(Sender, <<"d">>, Xml, Acc),
                        {Sends ++ More, Acc1}
                end, {[], Q}, Stanzas).

sender_of(Name, Names) ->
    hd([S || N <- lists:seq(1, 100), S <- [integer_to_binary(N)], rehome_queue:choose(S, Names) =:= Name]).

equal(Expected, Expected, _) -> ok;
equal(Expected, Actual, Line) -> error({line, Line, expected, Expected, but, Actual}).
