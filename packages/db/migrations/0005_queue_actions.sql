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
ALTER TABLE "queue_action_jobs" ADD CONSTRAINT "queue_action_jobs_action_id_queue_actions_id_fk" FOREIGN KEY ("action_id") REFERENCES "public"."queue_actions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "queue_actions_kind_idx" ON "queue_actions" USING btree ("kind","id");--> statement-breakpoint
CREATE INDEX "installation_activity_user_idx" ON "installation_activity" USING btree ("user_id","id");