CREATE TABLE "installation_activity" (
	"id" uuid PRIMARY KEY NOT NULL,
	"action" text NOT NULL,
	"summary" text NOT NULL,
	"user_id" uuid,
	"subject_user_id" uuid,
	"subject_tenant_id" uuid,
	"details" jsonb,
	"ip" text,
	"request_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "installation_activity_subject_idx" ON "installation_activity" USING btree ("subject_user_id","id");