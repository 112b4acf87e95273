#!/bin/bash
# A standby that copies the primary when its folder is empty, and then follows it (compose.yaml, profile "scale").
# To make it the primary: psql -c 'SELECT pg_promote()', and point DATABASE_AT at it (docs/scaling.md).
set -euo pipefail

folder=${PGDATA:-/var/lib/postgresql/18/docker}
export PGPASSWORD=$POSTGRES_PASSWORD

if [ ! -s "$folder/PG_VERSION" ]; then
  rm -rf "${folder:?}"
  # A copy that was cut short leaves its place on the primary behind.
  psql --host="$PRIMARY" --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" --quiet --command="
    SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = 'standby' AND NOT active" >&2
  pg_basebackup --host="$PRIMARY" --username=replica --pgdata="$folder" \
    --wal-method=stream --create-slot --slot=standby --write-recovery-conf
  chmod 700 "$folder"
fi
exec postgres -D "$folder" -c hot_standby=on
