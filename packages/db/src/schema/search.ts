import { customType, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { tenantId, tenantTable } from "./columns.ts";

/** A text that is compared byte by byte, so that an index finds what begins with another one. */
const bytewise = customType<{ data: string }>({ dataType: () => 'text collate "C"' });

/**
 * The words of things, by which a search finds them. Triggers write them (`search-words.ts`), and take none away while the
 * thing is there: whoever finds a thing by a word compares with what the thing says now.
 */
export const searchWords = pgTable(
  "search_words",
  {
    tenantId: tenantId(),
    /** The kind of thing, as its {@link Searched} names it. */
    kind: text().notNull(),
    /** As `search_text` writes it; a text that is found by its end stands backwards, after `<`. */
    word: bytewise().notNull(),
    thingId: uuid().notNull(),
  },
  (table) => [...tenantTable("search_words", table, table.kind, table.word, table.thingId)],
);
