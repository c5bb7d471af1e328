#!/bin/sh
# Waits until the Job of the migration has ended, for up to 15 minutes: `kubectl wait` alone goes on waiting for a Job that has failed.
# Ends with 0 where it is complete; else with 1, and prints its log.
set -eu
namespace="${1:-waybill}"
looks=0
while [ "$looks" -lt 450 ]; do
  ended="$(kubectl -n "$namespace" get job waybill-migrate --output=jsonpath='{.status.conditions[?(@.status=="True")].type}')"
  case " $ended " in
    *" Complete "*) exit 0 ;;
    *" Failed "*) break ;;
  esac
  looks=$((looks + 1))
  sleep 2
done
kubectl -n "$namespace" logs job/waybill-migrate --tail=20 >&2 || true
echo "The database was not migrated. The former version goes on." >&2
exit 1
