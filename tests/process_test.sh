#!/bin/sh
# What only a real process shows. Usage: process_test.sh PATH_OF_MIGC
set -u
migc="$1"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0

expect() {  # expect WANTED GOT WHAT
  [ "$1" = "$2" ] && return
  echo "FAILED: $3: \`$2\` instead of \`$1\`"
  failed=1
}

"$migc" --version > /dev/full 2> "$folder/err"
expect 5 $? "exit code on a full device"
grep -q "no space left" "$folder/err" || { echo "FAILED: a full device is not named"; failed=1; }

"$migc" --version >&- 2> /dev/null
expect 5 $? "exit code when standard output is closed"

# The reader is gone before the first byte: no signal, no message.
{ sleep 0.3; "$migc" --help 2> "$folder/err"; echo $? > "$folder/status"; } | true
expect 5 "$(cat "$folder/status")" "exit code when the reader went away"
expect "" "$(cat "$folder/err")" "message when the reader went away"

"$migc" no-such-command < /dev/null > "$folder/out" 2> /dev/null
expect 2 $? "exit code of an unknown command"
expect "" "$(cat "$folder/out")" "standard output of an unknown command"

exit $failed
