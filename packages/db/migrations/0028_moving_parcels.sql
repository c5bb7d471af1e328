-- outside a transaction
DROP INDEX CONCURRENTLY IF EXISTS "parcels_moving_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "parcels_moving_idx" ON "parcels" USING btree ("tenant_id",(case when "handed_over_at" is null then "dispatched_at" else "handed_over_at" end)) WHERE state in ('dispatched', 'in_transit');
