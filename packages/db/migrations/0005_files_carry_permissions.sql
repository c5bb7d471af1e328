ALTER TABLE "files" ADD COLUMN "kind" text DEFAULT 'unknown' NOT NULL;--> statement-breakpoint
ALTER TABLE "files" ADD COLUMN "owner_id" uuid;--> statement-breakpoint
ALTER TABLE "files" ADD COLUMN "permission" text DEFAULT 'tenants.makeOwners' NOT NULL;--> statement-breakpoint
-- by hand
-- Row-level security is forced again after the migration; until then the owner sees the rows of every tenant.
ALTER TABLE "files" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "parcels" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "jobs" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
-- What a job made has the job's id, what it read stands in its input. What nobody knows stays with the owners.
UPDATE "files" SET "kind" = made.kind, "permission" = made.permission, "owner_id" = made.owner_id
FROM (
  SELECT "tenant_id", "id" AS file_id, 'parcels.label' AS kind, 'parcels.read' AS permission, ("input" ->> 'parcelId')::uuid AS owner_id
  FROM "jobs" WHERE "name" = 'parcels.makeLabel'
  UNION ALL
  SELECT "tenant_id", "id", 'activity.export', 'activity.export', "id" FROM "jobs" WHERE "name" = 'activity.export'
  UNION ALL
  SELECT "tenant_id", "id", "name" || 'Report', "name", "id" FROM "jobs" WHERE "name" IN ('items.import', 'places.import')
) AS made
WHERE made."tenant_id" = "files"."tenant_id" AND made.file_id = "files"."id";--> statement-breakpoint
UPDATE "files" SET "kind" = 'parcels.label', "permission" = 'parcels.read', "owner_id" = "parcels"."id"
FROM "parcels" WHERE "parcels"."tenant_id" = "files"."tenant_id" AND "parcels"."label_file_id" = "files"."id";--> statement-breakpoint
UPDATE "files" SET "kind" = "jobs"."name", "permission" = "jobs"."name", "owner_id" = "jobs"."id"
FROM "jobs"
WHERE "jobs"."name" IN ('items.import', 'places.import') AND "jobs"."tenant_id" = "files"."tenant_id"
  AND "files"."kind" = 'unknown' AND "jobs"."input" ->> 'fileId' = "files"."id"::text;
