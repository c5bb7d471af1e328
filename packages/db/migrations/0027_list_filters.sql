-- outside a transaction
DROP INDEX CONCURRENTLY IF EXISTS "activity_record_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "activity_record_idx" ON "activity" USING btree ("tenant_id","entity_id","id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "activity_kind_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "activity_kind_idx" ON "activity" USING btree ("tenant_id","entity","id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "activity_person_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "activity_person_idx" ON "activity" USING btree ("tenant_id","user_id","id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "activity_request_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "activity_request_idx" ON "activity" USING btree ("tenant_id","request_id","id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "events_record_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "events_record_idx" ON "events" USING btree ("tenant_id","entity_id","id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "events_name_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "events_name_idx" ON "events" USING btree ("tenant_id","name","id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "jobs_name_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "jobs_name_idx" ON "jobs" USING btree ("tenant_id","name","id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "jobs_states_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "jobs_states_idx" ON "jobs" USING btree ("tenant_id","state","id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "activity_entity_idx";--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "activity_user_idx";--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "events_entity_idx";--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "jobs_state_idx";
