-- outside a transaction
DROP INDEX CONCURRENTLY IF EXISTS "parcel_tags_of_tag_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "parcel_tags_of_tag_idx" ON "parcel_tags" USING btree ("tenant_id","tag_id","parcel_id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "parcels_of_recipient_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "parcels_of_recipient_idx" ON "parcels" USING btree ("tenant_id","recipient_id","id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "parcels_packed_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "parcels_packed_idx" ON "parcels" USING btree ("tenant_id","recipient_id","id") WHERE state = 'packed';--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "parcels_refused_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "parcels_refused_idx" ON "parcels" USING btree ("tenant_id","state",(case when "handed_over_at" is null then "dispatched_at" else "handed_over_at" end)) WHERE failure is not null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "parcels_cancelled_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "parcels_cancelled_idx" ON "parcels" USING btree ("tenant_id","reference") WHERE state = 'cancelled';--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "parcels_number_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "parcels_number_idx" ON "parcels" USING btree ("tenant_id",(case when "reference" ~ '^WB-[0-9]{1,18}$' then substr("reference", 4)::bigint end) desc nulls last);--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "places_lacking_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "places_lacking_idx" ON "places" USING btree ("tenant_id","id") WHERE line1 is null or postcode is null;--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "parcel_tags_tag_idx";--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "parcels_recipient_idx";
