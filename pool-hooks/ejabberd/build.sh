#!/usr/bin/env bash
# Compiles the hook against the headers of Debian's ejabberd package. With "test" it runs the tests of the pure part too.
#   ./build.sh [FOLDER]        compiled modules in FOLDER (default: ebin beside this script)
#   ./build.sh test [FOLDER]
set -euo pipefail
cd "$(dirname "$0")"
run_tests=
if [[ ${1:-} == test ]]; then run_tests=1; shift; fi
into=${1:-ebin}
libraries=$(echo /usr/lib/*/ejabberd-*/include)
[[ -d ${libraries%% *} ]] || { echo "build: the headers of Debian's package ejabberd are not here: install it" >&2; exit 3; }
command -v erlc >/dev/null || { echo "build: there is no erlc: install Debian's package erlang-base" >&2; exit 3; }
mkdir -p "$into"
includes=(-I src)
for folder in $libraries; do includes+=(-I "$folder"); done
export ERL_LIBS=${libraries%%/ejabberd-*}
# xmpp.hrl is asked for as a file of the application xmpp; Debian's folder is p1_xmpp.
links=$(mktemp -d)
trap 'rm -rf "$links"' EXIT
for application in xmpp fast_xml; do
  for folder in /usr/lib/erlang/lib/p1_"${application#fast_}"-*; do
    if [[ -d $folder ]]; then ln -s "$folder" "$links/$application"; fi
  done
done
export ERL_LIBS=$links:$ERL_LIBS
erlc -Wall -Werror +debug_info "${includes[@]}" -o "$into" src/*.erl
if [[ -n $run_tests ]]; then
  erlc -Wall -Werror -o "$into" test/*.erl
  erl -noshell -pa "$into" -eval 'try rehome_queue_tests:run(), halt(0)
    catch _:Why -> io:format(standard_error, "build: a test failed: ~p~n", [Why]), halt(1) end.'
fi
