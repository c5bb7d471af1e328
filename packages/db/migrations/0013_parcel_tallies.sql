CREATE TABLE "parcel_tallies" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"id" uuid NOT NULL,
	"measure" text NOT NULL,
	"state" text NOT NULL,
	"at" timestamp with time zone,
	"amount" bigint NOT NULL,
	CONSTRAINT "parcel_tallies_pkey" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "parcel_tallies" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "parcel_tallies" ADD CONSTRAINT "parcel_tallies_tenant_fkey" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "parcel_tallies_sum_idx" ON "parcel_tallies" USING btree ("tenant_id","measure","at","state","amount");--> statement-breakpoint
CREATE POLICY "parcel_tallies_tenant" ON "parcel_tallies" AS PERMISSIVE FOR ALL TO public USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));