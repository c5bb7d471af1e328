import { asc, eq, gt, ilike, or, sql } from "drizzle-orm";
import type { z } from "zod";
import {
  changed,
  contains,
  countUpTo,
  pageOf,
  pageWindow,
  requireRow,
  type TenantContext,
  upsertRows,
} from "../../core/index.ts";
import { textsOf } from "../../platform/imports/index.ts";
import { staleSince } from "../../platform/stale/index.ts";
import { noteCreated, noteDeleted, notesImported, noteUpdated } from "./events.ts";
import { type createNote, type NoteRow, note, type noteFilter, type updateNote } from "./schemas.ts";
import { notes } from "./table.ts";

const rowColumns = { code: notes.code, name: notes.name, country: notes.country, latitude: notes.latitude };
const columns = { id: notes.id, ...rowColumns, version: notes.version };

/** The service of notes, like those of modules. */
export class NoteService {
  readonly #ctx: TenantContext;

  constructor(ctx: TenantContext) {
    this.#ctx = ctx;
  }

  async list(filter: z.output<typeof noteFilter>) {
    const { db, inTenant } = this.#ctx;
    const { search } = filter;
    const where = inTenant(
      notes,
      search ? or(ilike(notes.name, contains(search)), ilike(notes.code, contains(search))) : undefined,
    );
    const { limit, offset } = pageWindow(filter);
    const rows = await db.select(columns).from(notes).where(where).orderBy(asc(notes.code)).limit(limit).offset(offset);
    return pageOf(filter, rows, await countUpTo(this.#ctx, sql`select from ${notes} where ${where}`));
  }

  async byId(id: string) {
    return requireRow(await this.#ctx.db.select(columns).from(notes).where(this.#rowWithId(id)), note);
  }

  async exportBatch(after: string | null) {
    const { db, inTenant } = this.#ctx;
    const rows = await db
      .select(rowColumns)
      .from(notes)
      .where(inTenant(notes, after === null ? undefined : gt(notes.code, after)))
      .orderBy(asc(notes.code))
      .limit(1000);
    return { rows, next: rows.length === 1000 ? (rows.at(-1)?.code ?? null) : null };
  }

  async create(input: z.output<typeof createNote>) {
    const { db, hub, tenant } = this.#ctx;
    const rows = await db
      .insert(notes)
      .values({ tenantId: tenant.id, ...input })
      .returning(columns);
    const made = requireRow(rows, note);
    await hub.publish(noteCreated, made, { after: input });
    return made;
  }

  async update({ id, version, ...values }: z.output<typeof updateNote>) {
    const { db, hub } = this.#ctx;
    const before = requireRow(
      await db.select(columns).from(notes).where(this.#rowWithId(id)).for("no key update"),
      note,
    );
    if (before.version !== version) throw await staleSince(this.#ctx, note, id, version);
    const after = { ...values, version: version + 1 };
    const made = requireRow(await db.update(notes).set(after).where(this.#rowWithId(id)).returning(columns), note);
    await hub.publish(noteUpdated, made, changed(before, after));
    return made;
  }

  async delete(id: string) {
    const { db, hub } = this.#ctx;
    const gone = requireRow(await db.delete(notes).where(this.#rowWithId(id)).returning(columns), note);
    await hub.publish(noteDeleted, gone, { before: { code: gone.code, name: gone.name } });
    return { id };
  }

  async rowsOf(codes: string[], lock: boolean): Promise<Map<string, Record<string, string>>> {
    const { db, inTenant } = this.#ctx;
    const query = db
      .select(rowColumns)
      .from(notes)
      .where(inTenant(notes, sql`${notes.code} = any(${sql.param(codes)}::text[])`))
      .orderBy(asc(notes.id));
    const rows = await (lock ? query.for("no key update") : query);
    return new Map(rows.map((row) => [row.code, textsOf(row)]));
  }

  writeRows(rows: NoteRow[]): Promise<{ created: number; updated: number }> {
    return upsertRows(this.#ctx, notes, "code", rows);
  }

  async imported(): Promise<void> {
    await this.#ctx.hub.publish(notesImported, {});
  }

  #rowWithId(id: string) {
    return this.#ctx.inTenant(notes, eq(notes.id, id));
  }
}
