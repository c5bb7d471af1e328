#!/bin/sh
# Waits up to 15 minutes for the end of the migration's Job: `kubectl wait` alone does not notice a failed Job.
# Exits with 0 if it is complete; otherwise prints its log and exits with 1.
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
