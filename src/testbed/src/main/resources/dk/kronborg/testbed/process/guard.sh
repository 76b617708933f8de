#!/bin/sh
# Runs one command as a child that does not outlive its owner.
#
#   guard.sh SIGNAL GRACE LOG COMMAND [ARGUMENT...]
#
# The owner holds the other end of this script's standard input. When that end closes, because the owner asks for
# it or has died, the child gets SIGNAL, and KILL after GRACE seconds. The first line of output is the child's
# process id; the exit status is the child's. Its output is appended to the file LOG.

# A Ctrl-C or a closed terminal is the owner's to act on, which then ends its children in order.
trap '' HUP INT
signal=$1
grace=$2
log=$3
shift 3

# A crash must not write what a process has in memory to disk: some have keys there.
ulimit -c 0

exec 3<&0
"$@" </dev/null >>"$log" 2>&1 3<&- &
child=$!
echo "$child"
exec >/dev/null

(
    while read -r _; do :; done <&3
    kill -s "$signal" "$child" || exit 0
    while [ "$grace" -gt 0 ] && kill -s 0 "$child"; do
        sleep 1
        grace=$((grace - 1))
    done
    kill -s KILL "$child"
) 2>/dev/null &
watcher=$!
exec 3<&-

wait "$child"
status=$?
kill -s KILL "$watcher" 2>/dev/null
exit "$status"
