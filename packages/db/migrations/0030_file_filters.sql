-- outside a transaction
DROP INDEX CONCURRENTLY IF EXISTS "files_permission_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "files_permission_idx" ON "files" USING btree ("tenant_id","permission","id");--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "files_kind_idx";--> statement-breakpoint
CREATE INDEX CONCURRENTLY "files_kind_idx" ON "files" USING btree ("tenant_id","kind","permission","id");
