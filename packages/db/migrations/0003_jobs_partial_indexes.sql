DROP INDEX "jobs_event_idx";--> statement-breakpoint
DROP INDEX "jobs_unique_key";--> statement-breakpoint
CREATE INDEX "jobs_event_idx" ON "jobs" USING btree ("tenant_id","event_id") WHERE event_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_unique_key" ON "jobs" USING btree ("tenant_id","name","unique_key") WHERE unique_key is not null and state in ('queued', 'running', 'retrying');