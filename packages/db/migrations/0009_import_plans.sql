CREATE TABLE "import_plans" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"import" text NOT NULL,
	"header" text NOT NULL,
	"plan" jsonb NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "import_plans_pkey" PRIMARY KEY("tenant_id","import","header")
);
--> statement-breakpoint
ALTER TABLE "import_plans" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "import_plans" ADD CONSTRAINT "import_plans_tenant_fkey" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "import_plans_tenant" ON "import_plans" AS PERMISSIVE FOR ALL TO public USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));