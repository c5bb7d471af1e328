import postgres from "postgres";

/** How many characters of a secret have to stand together to count as found. */
const enough = 16;

/** A secret in every form in which it may have been written down. */
function formsOf(secret: string): string[] {
  const [text, bytes] = [Buffer.from(secret), Buffer.from(secret, "base64url")];
  const encodings = ["hex", "base64", "base64url"] as const;
  return [secret, ...[text, bytes].flatMap((buffer) => encodings.map((encoding) => buffer.toString(encoding)))];
}

/** Looks for secrets in large texts, however many there are of both. For tests that say that nothing keeps them. */
export class SecretSearch {
  readonly #beginnings = new Set<string>();

  /** @param secrets random texts; those that are shorter than 16 characters are refused. */
  constructor(secrets: Iterable<string>) {
    for (const secret of secrets) {
      if (secret.length < enough) throw new Error(`A secret of ${secret.length} characters may stand anywhere.`);
      for (const form of formsOf(secret)) this.#beginnings.add(form.slice(0, enough));
    }
  }

  /** Whether a text has one of the secrets, in any form. */
  isIn(text: string): boolean {
    for (let at = 0; at + enough <= text.length; at += 1) {
      if (this.#beginnings.has(text.slice(at, at + enough))) return true;
    }
    return false;
  }
}

/**
 * Looks for secrets in every column of every table of a database, whichever schema it is in: the tables are read from
 * the catalog.
 *
 * @param ownerUrl a login that no policy hides rows from.
 * @returns where they stand, as `schema.table.column`, and how many cells were searched.
 */
export async function searchDatabase(
  ownerUrl: string,
  search: SecretSearch,
): Promise<{ found: string[]; cells: number }> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  const found = new Set<string>();
  let cells = 0;
  try {
    const tables = await sql<{ name: string }[]>`
      select format('%I.%I', nspname, relname) as name from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where relkind in ('r', 'm') and nspname !~ '^pg_' and nspname <> 'information_schema'`;
    for (const { name } of tables) {
      const contents = sql.unsafe<{ column: string; value: string | null }[]>(
        `select cell.key as column, cell.value from ${name} as searched_row, jsonb_each_text(to_jsonb(searched_row)) as cell`,
      );
      for await (const batch of contents.cursor(5000)) {
        cells += batch.length;
        for (const { column, value } of batch) if (value && search.isIn(value)) found.add(`${name}.${column}`);
      }
    }
  } finally {
    await sql.end();
  }
  return { found: [...found].sort(), cells };
}
