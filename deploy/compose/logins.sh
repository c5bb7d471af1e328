#!/bin/sh
# Makes the application's login, which owns nothing. Run once by the image of Postgres, when the cluster is new.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="$POSTGRES_DB" \
  --set=password="$(cat /run/secrets/application_password)" <<'SQL'
create role waybill_app login nosuperuser nobypassrls password :'password';
SQL
