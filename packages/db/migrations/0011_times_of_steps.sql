ALTER TABLE "parcel_events" ALTER COLUMN "created_at" SET DEFAULT clock_timestamp();--> statement-breakpoint
ALTER TABLE "stock_movements" ALTER COLUMN "created_at" SET DEFAULT clock_timestamp();--> statement-breakpoint
-- Processes look whether the database is of their version, or of a later one.
GRANT USAGE ON SCHEMA drizzle TO waybill_app;--> statement-breakpoint
GRANT SELECT ON drizzle.__drizzle_migrations TO waybill_app;
