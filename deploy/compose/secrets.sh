#!/bin/sh
# Writes the secrets of compose.yaml into .secrets, in the current folder; those that are there stay.
set -eu
mkdir -p .secrets
# Who runs in a container has another number than we: the files can be read, the folder cannot be entered.
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
# The secrets of before, while auth_secret is being rotated.
keep auth_secret_former ""
keep owner_url "postgres://waybill_owner:$(cat .secrets/owner_password)@postgres/waybill?sslmode=disable"
keep database_url "postgres://waybill_app:$(cat .secrets/application_password)@postgres/waybill?sslmode=disable"
keep s3_secret_key "$(random)"
keep s3.env "ROOT_ACCESS_KEY=waybill
ROOT_SECRET_KEY=$(cat .secrets/s3_secret_key)"
keep smtp_url "smtp://mailpit:1025"
