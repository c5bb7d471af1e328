ALTER TABLE "schedules" ADD COLUMN "covered_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "covered_by" uuid;