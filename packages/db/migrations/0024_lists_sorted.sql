-- outside a transaction
DROP INDEX CONCURRENTLY IF EXISTS "items_name_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "items_name_idx" ON "items" USING btree ("tenant_id","name","id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "items_archived_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "items_archived_idx" ON "items" USING btree ("tenant_id","id") WHERE archived_at is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "places_country_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "places_country_idx" ON "places" USING btree ("tenant_id","country","id");
