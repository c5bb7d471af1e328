CREATE TABLE "stock_movements" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	"kind" text NOT NULL,
	"quantity" integer NOT NULL,
	"on_hand" integer DEFAULT 0 NOT NULL,
	"reserved" integer DEFAULT 0 NOT NULL,
	"counted" integer,
	"reason" text,
	"parcel_id" uuid,
	"user_id" uuid,
	"actor" text NOT NULL,
	"actor_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "stock_movements_pkey" PRIMARY KEY("tenant_id","item_id","position"),
	CONSTRAINT "stock_movements_quantity_check" CHECK (case
        when "stock_movements"."kind" in ('receive', 'reserve', 'return') then "stock_movements"."quantity" > 0
        when "stock_movements"."kind" in ('release', 'dispatch') then "stock_movements"."quantity" < 0
        when "stock_movements"."kind" = 'correct' then "stock_movements"."quantity" <> 0
        else "stock_movements"."kind" = 'count' end),
	CONSTRAINT "stock_movements_counted_check" CHECK (("stock_movements"."counted" is not null) = ("stock_movements"."kind" = 'count')),
	CONSTRAINT "stock_movements_reason_check" CHECK ("stock_movements"."reason" is not null or "stock_movements"."kind" <> 'correct'),
	CONSTRAINT "stock_movements_parcel_check" CHECK (("stock_movements"."parcel_id" is not null) = ("stock_movements"."kind" in ('reserve', 'release', 'dispatch', 'return')))
);
--> statement-breakpoint
ALTER TABLE "stock_movements" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "items" RENAME COLUMN "stock" TO "on_hand";--> statement-breakpoint
ALTER TABLE "items" DROP CONSTRAINT "items_stock_check";--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "reserved" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "movements" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "low_stock_at" integer DEFAULT 5;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "tags" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "tenants" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "stock_movements" ADD CONSTRAINT "stock_movements_tenant_fkey" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_movements" ADD CONSTRAINT "stock_movements_item_fkey" FOREIGN KEY ("tenant_id","item_id") REFERENCES "public"."items"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "stock_movements_counted_idx" ON "stock_movements" USING btree ("tenant_id","actor_id","item_id") WHERE kind = 'count';--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_on_hand_check" CHECK ("items"."on_hand" <= 1000000000);--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_available_check" CHECK ("items"."reserved" >= 0 and "items"."reserved" <= "items"."on_hand");--> statement-breakpoint
CREATE POLICY "stock_movements_tenant" ON "stock_movements" AS PERMISSIVE FOR ALL TO public USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
-- by hand
ALTER TABLE "items" ALTER COLUMN "on_hand" SET DEFAULT 0;--> statement-breakpoint
-- Row-level security is forced again after the migration; until then the owner sees the rows of every tenant.
ALTER TABLE "items" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "parcels" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "parcel_items" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "parcel_events" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
-- Each item's ledger begins with what there is. An item without stock has no movement.
INSERT INTO "stock_movements" ("tenant_id", "item_id", "position", "kind", "quantity", "on_hand", "counted", "reason", "actor")
SELECT "tenant_id", "id", 1, 'count', "on_hand", "on_hand", "on_hand", 'Stock when the ledger began', 'system'
FROM "items" WHERE "on_hand" > 0;--> statement-breakpoint
UPDATE "items" SET "movements" = 1 WHERE "on_hand" > 0;--> statement-breakpoint
-- Packed parcels get what they hold reserved, the older ones first. What is too little for one of them was never there:
-- that parcel is a draft again, and its timeline says why.
DO $$
DECLARE
  parcel record;
  line record;
BEGIN
  FOR parcel IN SELECT "tenant_id", "id" FROM "parcels" WHERE "state" = 'packed' ORDER BY "tenant_id", "id" LOOP
    IF EXISTS (
      SELECT FROM "parcel_items"
      JOIN "items" ON "items"."tenant_id" = "parcel_items"."tenant_id" AND "items"."id" = "parcel_items"."item_id"
      WHERE "parcel_items"."tenant_id" = parcel.tenant_id AND "parcel_items"."parcel_id" = parcel.id
        AND "items"."on_hand" - "items"."reserved" < "parcel_items"."quantity"
    ) THEN
      UPDATE "parcels" SET "state" = 'draft', "version" = "version" + 1, "updated_at" = now()
      WHERE "tenant_id" = parcel.tenant_id AND "id" = parcel.id;
      INSERT INTO "parcel_events" ("tenant_id", "id", "parcel_id", "kind", "detail")
      VALUES (parcel.tenant_id, gen_random_uuid(), parcel.id, 'unpacked', 'There was too little stock to reserve.');
      CONTINUE;
    END IF;
    FOR line IN
      SELECT "item_id", "quantity" FROM "parcel_items"
      WHERE "tenant_id" = parcel.tenant_id AND "parcel_id" = parcel.id
    LOOP
      WITH moved AS (
        UPDATE "items" SET "reserved" = "reserved" + line.quantity, "movements" = "movements" + 1
        WHERE "tenant_id" = parcel.tenant_id AND "id" = line.item_id
        RETURNING "tenant_id", "id", "movements", "on_hand", "reserved"
      )
      INSERT INTO "stock_movements" ("tenant_id", "item_id", "position", "kind", "quantity", "on_hand", "reserved", "parcel_id", "actor")
      SELECT "tenant_id", "id", "movements", 'reserve', line.quantity, "on_hand", "reserved", parcel.id, 'system' FROM moved;
    END LOOP;
  END LOOP;
END $$;
