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

# A value that nests deeper than an ordinary stack is taken down again.
mkdir "$folder/nested" "$folder/nested/versions"
printf '[alembic]\nscript_location = %%(here)s\nsqlalchemy.url = postgresql://h/x\n' \
  > "$folder/nested/alembic.ini"
cat > "$folder/nested/env.py" <<'EOF'
from alembic import context
context.configure(dialect_name="postgresql", literal_binds=True)
with context.begin_transaction():
    context.run_migrations()
EOF
cat > "$folder/nested/versions/a1.py" <<'EOF'
import sqlalchemy as sa
from alembic import op

revision = "a1"
down_revision = None


def upgrade():
    x = []
    y = sa.column("a")
    for _ in range(100_000):
        x = [x]
        y = sa.func.f(y)
    op.execute("SELECT 1")
EOF
"$migc" -c "$folder/nested/alembic.ini" upgrade head --sql > "$folder/out" 2> "$folder/err"
expect 0 $? "exit code of deeply nested values"
expect 1 "$(grep -c 'SELECT 1;' "$folder/out")" "statement behind deeply nested values"

exit $failed
