import { files } from "@waybill/db/files";
import { users } from "@waybill/db/users";
import { type FileFilter, maxCounted } from "@waybill/validators";
import { desc, eq, sql } from "drizzle-orm";
import { countUpTo, pageOf, pageWindow, type TenantContext } from "../../core/index.ts";
import { hasValue } from "../lists/index.ts";

/**
 * SQL of the ids of the readable files: of each of the caller's permissions the newest ones, by an index in the order of
 * ids. Rows that the caller may not read, and those of other kinds, are not read.
 *
 * @param most the maximum number for each permission
 */
function readableIds({ inTenant, permissions }: TenantContext, { kind }: FileFilter, most: number) {
  const permission = hasValue(files.permission, sql`held.permission`);
  const ofKind = kind === undefined ? undefined : hasValue(files.kind, sql`${kind}::text`);
  return sql`
    select readable.id from unnest(${sql.param([...permissions])}::text[]) as held (permission) cross join lateral (
      select ${files.id} as id from ${files} where ${inTenant(files, permission, ofKind)}
      order by ${files.id} desc limit ${most}::int) as readable`;
}

/** A page of the readable files, newest first. */
export async function listFiles(ctx: TenantContext, filter: FileFilter) {
  const { db, inTenant, registry } = ctx;
  const { limit, offset } = pageWindow(filter);
  const ofPage = sql`${readableIds(ctx, filter, offset + limit)} order by id desc limit ${limit} offset ${offset}`;
  const [rows, counted] = await Promise.all([
    db
      .select({
        ...{ id: files.id, name: files.name, kind: files.kind, size: files.size, createdAt: files.createdAt },
        userName: users.name,
      })
      .from(files)
      .leftJoin(users, eq(users.id, files.userId))
      .where(inTenant(files, sql`${files.id} in (${ofPage})`))
      .orderBy(desc(files.id)),
    countUpTo(ctx, readableIds(ctx, filter, maxCounted + 1)),
  ]);
  const titled = rows.map((row) => ({ ...row, title: registry.files.get(row.kind)?.title ?? "File" }));
  return pageOf(filter, titled, counted);
}
