-- outside a transaction
DROP INDEX CONCURRENTLY IF EXISTS "parcel_items_of_item_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "parcel_items_of_item_idx" ON "parcel_items" USING btree ("tenant_id","item_id","parcel_id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "parcel_items_item_idx";
