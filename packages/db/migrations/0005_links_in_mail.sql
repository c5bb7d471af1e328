CREATE TABLE "mail_links" (
	"id" uuid PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"email" text NOT NULL,
	"user_id" uuid,
	"data" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "mail_tokens" DISABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP TABLE "mail_tokens" CASCADE;--> statement-breakpoint
ALTER TABLE "invitations" DROP CONSTRAINT "invitations_token_key";--> statement-breakpoint
ALTER TABLE "mails" ALTER COLUMN "subject" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "mails" ALTER COLUMN "text" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "mails" ALTER COLUMN "html" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "mail_links" ADD CONSTRAINT "mail_links_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mail_links_email_idx" ON "mail_links" USING btree ("email","purpose");--> statement-breakpoint
CREATE INDEX "mail_links_user_idx" ON "mail_links" USING btree ("user_id");--> statement-breakpoint
ALTER TABLE "invitations" DROP COLUMN "token_hash";--> statement-breakpoint
-- by hand
-- What mails said, and the links in them, stood readable in three places. Links of before work no more.
UPDATE "mails" SET "subject" = NULL, "text" = NULL, "html" = NULL;--> statement-breakpoint
ALTER TABLE "jobs" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE "jobs" SET "input" = '{"mail": "removed", "input": null}' WHERE "name" = 'mail.deliver';--> statement-breakpoint
UPDATE "jobs" SET "state" = 'cancelled', "finished_at" = now(), "error" = 'This mail waited while links in mail were made anew, and was not sent. Send it again.'
  WHERE "name" = 'mail.deliver' AND "state" IN ('queued', 'running', 'retrying');--> statement-breakpoint
ALTER TABLE "jobs" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
DO $$ BEGIN
  -- A new database has no queue yet.
  IF to_regclass('pgboss.job') IS NULL THEN RETURN; END IF;
  UPDATE pgboss.job SET data = jsonb_set(data, '{input}', '{"mail": "removed", "input": null}'), output = NULL
    WHERE name = 'mail.deliver';
  UPDATE pgboss.job SET state = 'cancelled', completed_on = now()
    WHERE name = 'mail.deliver' AND state IN ('created', 'retry', 'active');
  DELETE FROM pgboss.job WHERE name = 'auth.requestReset';
  DELETE FROM pgboss.queue WHERE name = 'auth.requestReset';
END $$;
