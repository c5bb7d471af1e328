ALTER TABLE "invitations" ADD COLUMN "sent_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
-- by hand
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
