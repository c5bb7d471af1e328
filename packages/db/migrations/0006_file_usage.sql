CREATE TABLE "file_usage" (
	"tenant_id" uuid DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid NOT NULL,
	"bytes" bigint NOT NULL,
	"files" integer NOT NULL,
	CONSTRAINT "file_usage_pkey" PRIMARY KEY("tenant_id")
);
--> statement-breakpoint
ALTER TABLE "file_usage" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "file_usage" ADD CONSTRAINT "file_usage_tenant_fkey" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "file_usage_tenant" ON "file_usage" AS PERMISSIVE FOR ALL TO public USING (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)) WITH CHECK (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));--> statement-breakpoint
-- by hand
-- Row-level security is forced again after the migration; until then the owner sees the rows of every tenant.
ALTER TABLE "files" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
INSERT INTO "file_usage" ("tenant_id", "bytes", "files")
SELECT "tenant_id", sum("size"), count(*) FROM "files" GROUP BY "tenant_id";
