CREATE TABLE "file_usage" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"bytes" bigint NOT NULL,
	"files" integer NOT NULL,
	CONSTRAINT "file_usage_pkey" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
ALTER TABLE "file_usage" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "queue_action_jobs" (
	"action_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"job_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"subject_tenant_id" uuid,
	CONSTRAINT "queue_action_jobs_action_id_position_pk" PRIMARY KEY("action_id","position")
);
--> statement-breakpoint
CREATE TABLE "queue_actions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"action" text NOT NULL,
	"kind" text NOT NULL,
	"subject_tenant_id" uuid,
	"since" timestamp with time zone,
	"until" timestamp with time zone NOT NULL,
	"total" integer NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"job_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "files" ADD COLUMN "kind" text DEFAULT 'unknown' NOT NULL;--> statement-breakpoint
ALTER TABLE "files" ADD COLUMN "owner_id" uuid;--> statement-breakpoint
ALTER TABLE "files" ADD COLUMN "permission" text DEFAULT 'tenants.makeOwners' NOT NULL;--> statement-breakpoint
ALTER TABLE "invitations" ADD COLUMN "sent_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "file_usage" ADD CONSTRAINT "file_usage_tenant_fkey" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "queue_action_jobs" ADD CONSTRAINT "queue_action_jobs_action_id_queue_actions_id_fk" FOREIGN KEY ("action_id") REFERENCES "public"."queue_actions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "queue_actions_kind_idx" ON "queue_actions" USING btree ("kind","id");--> statement-breakpoint
CREATE INDEX "installation_activity_user_idx" ON "installation_activity" USING btree ("user_id","id");--> statement-breakpoint
CREATE POLICY "file_usage_tenant" ON "file_usage" AS PERMISSIVE FOR ALL TO public USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
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
  AND "files"."kind" = 'unknown' AND "jobs"."input" ->> 'fileId' = "files"."id"::text;--> statement-breakpoint
-- Row-level security is forced again after the migration; until then the owner sees the rows of every tenant.
ALTER TABLE "files" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
INSERT INTO "file_usage" ("tenant_id", "bytes", "files")
SELECT "tenant_id", sum("size"), count(*) FROM "files" GROUP BY "tenant_id";--> statement-breakpoint
-- Row-level security is forced again after the migration; until then the owner sees the rows of every tenant.
ALTER TABLE "invitations" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "events" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "activity" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "jobs" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE "invitations" SET "sent_at" = "created_at";--> statement-breakpoint
-- The address that was invited stood where others read it than may manage members. It stays in the fields of the
-- activity's entries, which are shown to those alone.
UPDATE "jobs" SET "input" = "input" #- '{payload,email}'
WHERE "event_id" IN (SELECT "id" FROM "events" WHERE "name" IN ('invitation.sent', 'invitation.revoked'));--> statement-breakpoint
UPDATE "events" SET "payload" = "payload" - 'email' WHERE "name" IN ('invitation.sent', 'invitation.revoked');--> statement-breakpoint
UPDATE "activity" SET "before" = jsonb_build_object('email', regexp_replace("summary", '^withdrew the invitation of ', '')),
  "summary" = 'withdrew an invitation'
WHERE "action" = 'invitation.revoked' AND "summary" LIKE 'withdrew the invitation of %';--> statement-breakpoint
UPDATE "activity" SET "summary" = 'invited somebody as ' || coalesce("after" ->> 'role', 'member')
WHERE "action" = 'invitation.sent' AND "summary" NOT LIKE 'invited somebody as %';
