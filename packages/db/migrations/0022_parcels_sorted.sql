-- outside a transaction
DROP INDEX CONCURRENTLY IF EXISTS "parcels_carrier_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "parcels_carrier_idx" ON "parcels" USING btree ("tenant_id","carrier","id") WHERE carrier is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "parcels_created_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "parcels_created_idx" ON "parcels" USING btree ("tenant_id","created_at","id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "parcels_updated_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "parcels_updated_idx" ON "parcels" USING btree ("tenant_id","updated_at","id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "parcels_dispatched_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "parcels_dispatched_idx" ON "parcels" USING btree ("tenant_id","dispatched_at","id") WHERE dispatched_at is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "parcels_delivered_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "parcels_delivered_idx" ON "parcels" USING btree ("tenant_id","delivered_at","id") WHERE delivered_at is not null;
