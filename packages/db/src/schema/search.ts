import { customType, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { tenantId, tenantTable } from "./columns.ts";

/** Text with byte order, so that an index finds prefixes. */
const bytewise = customType<{ data: string }>({ dataType: () => 'text collate "C"' });

/**
 * The words of searched rows. Triggers write them (`search-words.ts`) and keep former words while the row exists: a search
 * compares with the row's current text.
 */
export const searchWords = pgTable(
  "search_words",
  {
    tenantId: tenantId(),
    /** The kind of the row, as its {@link Searched} names it. */
    kind: text().notNull(),
    /** As `search_text` writes it; whole names are after `^`; texts that are found by their end are reversed, after `<`. */
    word: bytewise().notNull(),
    thingId: uuid().notNull(),
  },
  (table) => [...tenantTable("search_words", table, table.kind, table.word, table.thingId)],
);

/** The words that a row had before a change. With them, its deletion finds all its words. */
export const formerWords = pgTable(
  "former_words",
  { tenantId: tenantId(), kind: text().notNull(), thingId: uuid().notNull(), word: bytewise().notNull() },
  (table) => [...tenantTable("former_words", table, table.kind, table.thingId, table.word)],
);
