#!/bin/sh
# Writes the secrets of compose.yaml into .secrets, in the current folder; existing ones are kept.
set -eu
mkdir -p .secrets
# User ids differ in containers: the files are readable, and the folder cannot be entered.
chmod 700 .secrets
keep() {
  [ -s ".secrets/$1" ] || printf %s "$2" > ".secrets/$1"
  chmod 644 ".secrets/$1"
}
random() {
  od -An -N24 -tx1 /dev/urandom | tr -d ' \n'
}
keep owner_password "$(random)"
keep application_password "$(random)"
keep auth_secret "$(random)"
# The former secrets, during a rotation of auth_secret.
keep auth_secret_former ""
keep owner_url "postgres://waybill_owner:$(cat .secrets/owner_password)@postgres/waybill?sslmode=disable"
keep database_url "postgres://waybill_app:$(cat .secrets/application_password)@postgres/waybill?sslmode=disable"
keep s3_secret_key "$(random)"
keep s3.env "ROOT_ACCESS_KEY=waybill
ROOT_SECRET_KEY=$(cat .secrets/s3_secret_key)"
keep smtp_url "smtp://mailpit:1025"
