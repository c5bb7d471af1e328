-- outside a transaction
ALTER TABLE "parcel_tallies" ADD COLUMN IF NOT EXISTS "tag_id" uuid DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL;--> statement-breakpoint
ALTER TABLE "parcel_tallies" ADD COLUMN IF NOT EXISTS "carrier" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "parcel_tallies" ADD COLUMN IF NOT EXISTS "bucket" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "parcel_tallies" ADD COLUMN IF NOT EXISTS "folded" boolean DEFAULT false NOT NULL;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "parcel_tallies_added_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "parcel_tallies_added_idx" ON "parcel_tallies" USING btree ("tenant_id","measure","tag_id","at","state","carrier","bucket","amount");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "parcel_tallies_unfolded_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "parcel_tallies_unfolded_idx" ON "parcel_tallies" USING btree ("tenant_id") WHERE not folded;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "parcel_tallies_sum_idx";--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "stock_movements_used_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "stock_movements_used_idx" ON "stock_movements" USING btree ("tenant_id","created_at","item_id","quantity") WHERE kind in ('dispatch', 'return');
