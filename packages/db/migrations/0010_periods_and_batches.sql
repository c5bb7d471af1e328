CREATE TABLE "parcel_batch_entries" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"parcel_id" uuid NOT NULL,
	"outcome" text,
	"reasons" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "parcel_batch_entries_pkey" PRIMARY KEY("tenant_id","job_id","position"),
	CONSTRAINT "parcel_batch_entries_parcel_key" UNIQUE("tenant_id","parcel_id","job_id"),
	CONSTRAINT "parcel_batch_entries_reasons_check" CHECK ((outcome is not distinct from 'refused') = (reasons <> '{}'))
);
--> statement-breakpoint
ALTER TABLE "parcel_batch_entries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "covered_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "schedules" ADD COLUMN "covered_by" uuid;--> statement-breakpoint
ALTER TABLE "parcel_batch_entries" ADD CONSTRAINT "parcel_batch_entries_tenant_fkey" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "parcel_batch_entries" ADD CONSTRAINT "parcel_batch_entries_job_fkey" FOREIGN KEY ("tenant_id","job_id") REFERENCES "public"."jobs"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "parcel_batch_entries" ADD CONSTRAINT "parcel_batch_entries_parcel_fkey" FOREIGN KEY ("tenant_id","parcel_id") REFERENCES "public"."parcels"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "shipments_tracking_idx" ON "shipments" USING btree ("tenant_id","tracking_number") WHERE tracking_number is not null;--> statement-breakpoint
CREATE POLICY "parcel_batch_entries_tenant" ON "parcel_batch_entries" AS PERMISSIVE FOR ALL TO public USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));