#!/bin/bash
# Run once, when the database is made: lets a standby stream from it (compose.yaml, profile "scale").
# On a database made before: run these statements, add the line to pg_hba.conf, and reload.
set -euo pipefail

psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" --set=password="$POSTGRES_PASSWORD" <<'SQL'
CREATE ROLE replica LOGIN REPLICATION PASSWORD :'password';
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements';
ALTER SYSTEM SET log_min_duration_statement = '500ms';
ALTER SYSTEM SET log_parameter_max_length = 0;           -- what people wrote stays out of the log
ALTER SYSTEM SET log_parameter_max_length_on_error = 0;
ALTER SYSTEM SET max_slot_wal_keep_size = '4GB';         -- a standby that is gone must not fill the disk
SQL
echo 'host replication replica samenet scram-sha-256' >>"$PGDATA/pg_hba.conf"
