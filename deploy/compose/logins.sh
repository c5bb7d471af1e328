#!/bin/sh
# Creates the application's login, which owns nothing. The image of Postgres runs it once for a new cluster.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" \
  --set=password="$(cat /run/secrets/application_password)" <<'SQL'
create role waybill_app login nosuperuser nobypassrls password :'password';
SQL
