import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Numbers in documents: the sentence, and the code that makes it true. */
const numbers: [document: string, sentence: string, file: string, code: string][] = [
  [
    "docs/access.md",
    "a lifetime of 7 to 365 days",
    "packages/validators/src/api-keys.ts",
    "apiKeyDays = [7, 30, 90, 365]",
  ],
  ["docs/access.md", "for up to four hours", "packages/validators/src/support.ts", "supportMinutes = [15, 60, 240]"],
  [
    "docs/account.md",
    "recovers the account for seven days",
    "packages/api/src/platform/account/email.ts",
    "lifetimeSeconds: 7 * 24 * 3600",
  ],
  [
    "docs/batches.md",
    "the first twenty records",
    "packages/api/src/modules/parcels/dispatch/preflight.ts",
    "maxSubjects = 20",
  ],
  ["docs/batches.md", "by up to 20 pages", "packages/api/src/modules/parcels/list/selection.ts", "maxPages = 20"],
  [
    "docs/batches.md",
    "read 500 at a time",
    "packages/api/src/modules/parcels/dispatch/preflight.ts",
    "batchSize = 500",
  ],
  [
    "docs/carriers.md",
    "no response within 20 seconds",
    "packages/api/src/modules/parcels/carriers/http.ts",
    "AbortSignal.timeout(20_000)",
  ],
  ["docs/carriers.md", "without progress for 48 hours", "packages/validators/src/thresholds.ts", "stuckHours = 48"],
  ["docs/desk.md", "each within 35 ms of the one before", "apps/web/src/scanner/scan.ts", "= 35"],
  [
    "docs/errors.md",
    "An input of more than 10,000 values, or nested deeper than 16 levels",
    "packages/api/src/core/procedures/input.ts",
    "maxValues = 10_000; const maxDepth = 16;",
  ],
  ["docs/errors.md", "at most 500 issues", "packages/api/src/core/errors.ts", "maxIssues = 500"],
  [
    "docs/imports.md",
    "at most 1,000,000 rows",
    "packages/api/src/platform/imports/import-run.ts",
    "maxRows = 1_000_000",
  ],
  [
    "docs/imports.md",
    "a row 100,000 characters",
    "packages/api/src/platform/imports/csv-reader.ts",
    "maxRowLength = 100_000",
  ],
  ["docs/limits.md", "| 20 | | 400 |", "apps/web/src/trpc/max-batch.ts", "maxBatch = 20"],
  [
    "docs/jobs-and-events.md",
    "counted among the first 5,000",
    "packages/validators/src/events.ts",
    "maxReplayChecked = 5000",
  ],
  [
    "docs/limits.md",
    "valid in the last ten minutes",
    "packages/api/src/core/access/verified-credentials.ts",
    "lifetimeMs = 10 * 60_000",
  ],
  ["docs/lists.md", "at most 2,500 records", "packages/api/src/platform/lists/filtered-list.ts", "maxScanned = 2500"],
  [
    "docs/lists.md",
    "up to 5,000 with a search",
    "packages/api/src/platform/lists/filtered-list.ts",
    "maxSelectiveCandidates = 5000",
  ],
  ["docs/live.md", "the connection every 30 s", "apps/web/src/live/live.tsx", "reconnectMs = 30_000"],
  ["docs/live.md", "A tab reports every 20 s", "apps/web/src/platform/presence/other-viewers.tsx", "renewMs = 20_000"],
  ["docs/live.md", "expires after 45 s", "packages/api/src/platform/presence/service.ts", "lifetimeSeconds = 45"],
  ["docs/live.md", "when 1,000 messages wait", "packages/api/src/core/live/live-reader.ts", "maxWaiting = 1000"],
  ["docs/live.md", "ends after five minutes", "packages/api/src/core/procedures/trpc.ts", "maxStreamMs = 5 * 60_000"],
  [
    "docs/mail.md",
    "10 s to connect, 10 s for the greeting and 30 s for each response",
    "packages/api/src/platform/mail/mailer.ts",
    "connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000",
  ],
  [
    "docs/mail.md",
    "retried ten times over an hour and a half, with a delay that doubles from 5 s",
    "packages/api/src/platform/mail/jobs.ts",
    "limit: 10, delaySeconds: 5",
  ],
  ["docs/observability.md", "a query every 2 s", "packages/api/src/core/monitoring/health.ts", "everyMs = 2000"],
  [
    "docs/observability.md",
    "unavailable after three seconds",
    "packages/api/src/core/monitoring/database-check.ts",
    "unavailableAfterMs = 3000",
  ],
  [
    "docs/observability.md",
    "no callback waits longer than 2 s",
    "packages/api/src/core/monitoring/health.ts",
    "maxLoopDelayMs = 2000",
  ],
  ["docs/postgres.md", "a timeout of half a second", "packages/db/src/migration-lock.ts", "lockMs = 500"],
  ["docs/postgres.md", "closed after a minute", "packages/postgres/src/pool.ts", "idleMs = 60_000"],
  [
    "docs/retention.md",
    "Every night at 02:50 UTC",
    "packages/api/src/platform/jobs/retention.ts",
    'cron: "50 2 * * *"',
  ],
  [
    "docs/retention.md",
    "up to 500 rows of a kind per transaction",
    "packages/api/src/platform/jobs/retention.ts",
    "batchSize = 500",
  ],
  ["docs/search.md", "on fewer than 200 records", "packages/api/src/platform/search/query.ts", "rareThreshold = 200"],
  [
    "docs/search.md",
    "on 5,000 records or more",
    "packages/api/src/platform/search/query.ts",
    "selectivityThreshold = 5000",
  ],
  [
    "docs/search.md",
    "For places and items, 2,000",
    "packages/api/src/platform/search/record-search.ts",
    "maxCandidates = 2000",
  ],
  ["docs/sign-in.md", "The timeout is one second", "packages/api/src/platform/auth/breaches.ts", "timeoutMs = 1000"],
  [
    "docs/units-of-work.md",
    "within 10 s, with random backoff",
    "packages/api/src/core/work/unit-of-work.ts",
    "maxRetryMs = 10_000",
  ],
  [
    "docs/units-of-work.md",
    "30 s in the server, 35 s in the process",
    "packages/postgres/src/connection.ts",
    "graceMs = 5000",
  ],
  [
    "docs/units-of-work.md",
    "| an idle transaction | 60 s |",
    "packages/postgres/src/database.ts",
    "idle_in_transaction_session_timeout: 60_000",
  ],
  [
    "docs/limits.md",
    "of one session or key | 8 units | `WORK_PER_SESSION`",
    "packages/config/src/schema.ts",
    "WORK_PER_SESSION: count.default(8)",
  ],
  [
    "docs/limits.md",
    "16 units | `WORK_PER_ADDRESS`",
    "packages/config/src/schema.ts",
    "WORK_PER_ADDRESS: count.default(16)",
  ],
  [
    "docs/limits.md",
    "24 units | `WORK_PER_TENANT`",
    "packages/config/src/schema.ts",
    "WORK_PER_TENANT: count.default(24)",
  ],
  [
    "docs/limits.md",
    "32 units | `WORK_IN_FLIGHT`",
    "packages/config/src/schema.ts",
    "WORK_IN_FLIGHT: count.default(32)",
  ],
  ["docs/limits.md", "200 | `WORK_WAITING`", "packages/config/src/schema.ts", "WORK_WAITING: count.default(200)"],
  [
    "docs/limits.md",
    "50 s | `REQUEST_SECONDS`",
    "packages/config/src/schema.ts",
    "REQUEST_SECONDS: seconds.default(50)",
  ],
  ["docs/limits.md", "20 | `LIVE_PER_SESSION`", "packages/config/src/schema.ts", "LIVE_PER_SESSION: count.default(20)"],
  [
    "docs/limits.md",
    "500 | `LIVE_PER_ADDRESS`",
    "packages/config/src/schema.ts",
    "LIVE_PER_ADDRESS: count.default(500)",
  ],
  [
    "docs/limits.md",
    "1000 | `CONNECTIONS_PER_ADDRESS`",
    "packages/config/src/schema.ts",
    "CONNECTIONS_PER_ADDRESS: count.default(1000)",
  ],
  ["docs/limits.md", "200 MB | `UPLOAD_MAX_MB`", "packages/config/src/schema.ts", "UPLOAD_MAX_MB: count.default(200)"],
  [
    "SECURITY.md",
    "after 14 days without use (`AUTH_IDLE_DAYS`)",
    "packages/config/src/schema.ts",
    "AUTH_IDLE_DAYS: z.coerce.number().int().min(1).max(30).default(14)",
  ],
  [
    "docs/retention.md",
    "`JOBS_KEEP_DAYS` (30)",
    "packages/config/src/schema.ts",
    "JOBS_KEEP_DAYS: daysKept(1).default(30)",
  ],
  [
    "docs/retention.md",
    "`EVENTS_KEEP_DAYS` (90)",
    "packages/config/src/schema.ts",
    "EVENTS_KEEP_DAYS: daysKept(7).default(90)",
  ],
  [
    "docs/retention.md",
    "`ACTIVITY_KEEP_DAYS` (730)",
    "packages/config/src/schema.ts",
    "ACTIVITY_KEEP_DAYS: daysKept(30).default(730)",
  ],
  [
    "docs/retention.md",
    "`MAILS_KEEP_DAYS` (90)",
    "packages/config/src/schema.ts",
    "MAILS_KEEP_DAYS: daysKept(1).default(90)",
  ],
  [
    "docs/sign-in.md",
    "API keys, one network | 20",
    "packages/api/src/core/access/api-key.ts",
    "unknownApiKeyLimit: RateLimit = { burst: 20",
  ],
  [
    "docs/mail.md",
    "recipient's account | half an hour",
    "packages/api/src/platform/mail/limits.ts",
    "access: { burst: 5, expirySeconds: hour, firstSeconds: 5 * minute, maxSeconds: accessLinkSeconds }",
  ],
  ["docs/mail.md", "the default | six hours", "packages/api/src/platform/mail/limits.ts", "maxSeconds: 6 * hour"],
  ["SECURITY.md", "30 days after the sign-in", "packages/api/src/platform/sessions/limits.ts", "sessionDays = 30"],
  ["docs/desk.md", "among the newest 5,000", "packages/api/src/modules/items/running-out.ts", "maxUnused = 5000"],
  ["docs/desk.md", "lasts 30 days or less", "packages/validators/src/thresholds.ts", "runningOutDays = 30"],
  [
    "docs/desk.md",
    "more than 20,000 movements",
    "packages/api/src/modules/items/running-out.ts",
    "maxMovements = 20_000",
  ],
  ["docs/files.md", "one part of 5 MB", "packages/api/src/platform/files/s3-store.ts", "partBytes = 5 * 1024 * 1024"],
  ["docs/imports.md", "Each batch of 1,000 rows", "packages/api/src/platform/imports/rows.ts", "batchSize = 1000"],
  ["docs/imports.md", "of 200 parcels", "packages/api/src/modules/parcels/imports/import-jobs.ts", "batchSize: 200"],
  [
    "docs/imports.md",
    "above 512 MB unpacked, above 64 MB of texts",
    "packages/api/src/platform/imports/xlsx-reader.ts",
    "maxUncompressedBytes = 512 * 1024 * 1024",
  ],
  [
    "docs/imports.md",
    "a part of over 8 MB unpacks to more than 200 times its size",
    "packages/api/src/platform/imports/xlsx-reader.ts",
    "maxCompressionRatio = 200; const smallPart = 8 * 1024 * 1024",
  ],
  [
    "docs/observability.md",
    "does not respond within two seconds",
    "packages/api/src/app.ts",
    "pingMilliseconds = 2000",
  ],
  ["docs/postgres.md", "for up to five minutes", "packages/db/src/migrate.ts", "lockSeconds = 300"],
  [
    "docs/retention.md",
    "rows older than 7 and 30 days",
    "packages/db/src/record-removal.ts",
    '{ table: "activity", ofTenants: true, youngestDays: 30 }',
  ],
  [
    "docs/settings.md",
    "it doubles up to 15 minutes",
    "packages/api/src/modules/parcels/jobs.ts",
    "maxPollSeconds = 15 * 60",
  ],
  [
    "docs/sign-in.md",
    "The link works for 30 minutes",
    "packages/validators/src/thresholds.ts",
    "accessLinkMinutes = 30",
  ],
];

const joined = (text: string) => text.replaceAll(/\s+/g, " ");

/** Numbers that a document or its code does not contain any more. */
export function wrongNumbers(root: string, documents: ReadonlyMap<string, string>, listed = numbers): string[] {
  return listed.flatMap(([document, sentence, file, code]) => {
    const path = join(root, file);
    const source = existsSync(path) ? readFileSync(path, "utf8") : "";
    return [
      ...(joined(documents.get(document) ?? "").includes(sentence) ? [] : [`${document} lacks "${sentence}"`]),
      ...(joined(source).includes(code) ? [] : [`${document} says "${sentence}", but ${file} lacks ${code}`]),
    ].map((problem) => `${problem} (tooling/documents/numbers.ts)`);
  });
}
