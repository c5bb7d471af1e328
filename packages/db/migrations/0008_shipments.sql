CREATE TABLE "shipments" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"parcel_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"reference" text NOT NULL,
	"recipient" jsonb NOT NULL,
	"sender" jsonb NOT NULL,
	"lines" jsonb NOT NULL,
	"weight" bigint NOT NULL,
	"carrier" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"tracking_number" text,
	"handed_over_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	CONSTRAINT "shipments_pkey" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "shipments_number_key" UNIQUE("tenant_id","parcel_id","number")
);
--> statement-breakpoint
ALTER TABLE "shipments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "parcels" DROP CONSTRAINT "parcels_reference_key";--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "by_system" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "parcel_events" ADD COLUMN "by_system" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "parcels" ADD COLUMN "shipment_id" uuid;--> statement-breakpoint
ALTER TABLE "shipments" ADD CONSTRAINT "shipments_tenant_fkey" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shipments" ADD CONSTRAINT "shipments_parcel_fkey" FOREIGN KEY ("tenant_id","parcel_id") REFERENCES "public"."parcels"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "parcels" ADD CONSTRAINT "parcels_shipment_fkey" FOREIGN KEY ("tenant_id","shipment_id") REFERENCES "public"."shipments"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "parcels_reference_key" ON "parcels" USING btree ("tenant_id","reference") WHERE state <> 'cancelled';--> statement-breakpoint
CREATE POLICY "shipments_tenant" ON "shipments" AS PERMISSIVE FOR ALL TO public USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
-- by hand
-- Row-level security is forced again after the migration; until then the owner sees the rows of every tenant.
ALTER TABLE "shipments" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "parcels" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "parcel_items" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "parcel_events" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "items" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "places" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "events" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "activity" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
-- A parcel that has left keeps what its place and its items are now: nothing older is known. Whose jobs are on their way
-- finds the shipment by its parcel.
INSERT INTO "shipments" ("tenant_id", "id", "parcel_id", "number", "reference", "recipient", "sender", "lines", "weight",
  "carrier", "created_at", "tracking_number", "handed_over_at", "closed_at")
SELECT "parcels"."tenant_id", gen_random_uuid(), "parcels"."id", 1, "parcels"."reference",
  jsonb_build_object('name', "places"."name", 'line1', "places"."line1", 'line2', "places"."line2",
    'postcode', "places"."postcode", 'city', "places"."city", 'country', "places"."country"),
  jsonb_build_object('name', "tenants"."name"),
  coalesce(held.lines, '[]'), coalesce(held.weight, 0),
  "parcels"."carrier", "parcels"."dispatched_at", "parcels"."tracking_number", "parcels"."handed_over_at",
  CASE WHEN "parcels"."state" IN ('delivered', 'cancelled') THEN "parcels"."updated_at" END
FROM "parcels"
JOIN "places" ON "places"."tenant_id" = "parcels"."tenant_id" AND "places"."id" = "parcels"."recipient_id"
JOIN "tenants" ON "tenants"."id" = "parcels"."tenant_id"
LEFT JOIN (
  SELECT "parcel_items"."tenant_id", "parcel_items"."parcel_id",
    jsonb_agg(jsonb_build_object('itemId', "items"."id", 'sku', "items"."sku", 'name', "items"."name",
      'weight', "items"."weight", 'price', "items"."price", 'currency', "items"."currency",
      'quantity', "parcel_items"."quantity") ORDER BY "parcel_items"."position") AS lines,
    sum("items"."weight"::bigint * "parcel_items"."quantity") AS weight
  FROM "parcel_items"
  JOIN "items" ON "items"."tenant_id" = "parcel_items"."tenant_id" AND "items"."id" = "parcel_items"."item_id"
  GROUP BY 1, 2
) AS held ON held."tenant_id" = "parcels"."tenant_id" AND held."parcel_id" = "parcels"."id"
WHERE "parcels"."dispatched_at" IS NOT NULL;--> statement-breakpoint
UPDATE "parcels" SET "shipment_id" = "shipments"."id"
FROM "shipments" WHERE "shipments"."tenant_id" = "parcels"."tenant_id" AND "shipments"."parcel_id" = "parcels"."id";--> statement-breakpoint
UPDATE "parcel_events" SET "by_system" = true
WHERE "kind" IN ('labelled', 'carrier_error', 'in_transit', 'delivered', 'failed')
  OR ("kind" = 'unpacked' AND "user_id" IS NULL);--> statement-breakpoint
-- An event and its activity are of one transaction, and so of one moment.
UPDATE "events" SET "by_system" = true
FROM "activity" WHERE "activity"."tenant_id" = "events"."tenant_id" AND "activity"."entity" = "events"."entity"
  AND "activity"."entity_id" IS NOT DISTINCT FROM "events"."entity_id" AND "activity"."action" = "events"."name"
  AND "activity"."created_at" = "events"."created_at" AND "activity"."actor" IN ('job', 'system');
