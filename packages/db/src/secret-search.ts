import postgres from "postgres";

/** The minimum length of a part of a secret that counts as found, in characters. */
const minLength = 16;

/** All encodings of a secret. */
function formsOf(secret: string): string[] {
  const [text, bytes] = [Buffer.from(secret), Buffer.from(secret, "base64url")];
  const encodings = ["hex", "base64", "base64url"] as const;
  return [secret, ...[text, bytes].flatMap((buffer) => encodings.map((encoding) => buffer.toString(encoding)))];
}

/** Finds secrets in large texts. For tests that no secret is stored. */
export class SecretSearch {
  readonly #beginnings = new Set<string>();

  /** @param secrets random texts of at least 16 characters. */
  constructor(secrets: Iterable<string>) {
    for (const secret of secrets) {
      if (secret.length < minLength)
        throw new Error(`A secret of ${secret.length} characters is too short to search for.`);
      for (const form of formsOf(secret)) this.#beginnings.add(form.slice(0, minLength));
    }
  }

  /** Whether a text contains one of the secrets, in any encoding. */
  isIn(text: string): boolean {
    for (let at = 0; at + minLength <= text.length; at += 1) {
      if (this.#beginnings.has(text.slice(at, at + minLength))) return true;
    }
    return false;
  }
}

/**
 * Searches all columns of all tables in all schemas, from the catalog.
 *
 * @param ownerUrl a login that sees all rows.
 * @returns the places, as `schema.table.column`, and the number of searched cells.
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
