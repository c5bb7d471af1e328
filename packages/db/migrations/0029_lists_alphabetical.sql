-- outside a transaction
DROP INDEX CONCURRENTLY IF EXISTS "items_alphabetical_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "items_alphabetical_idx" ON "items" USING btree ("tenant_id","name" collate "und-x-icu","id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "places_alphabetical_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "places_alphabetical_idx" ON "places" USING btree ("tenant_id","name" collate "und-x-icu","id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "items_name_idx";--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "places_name_idx";
