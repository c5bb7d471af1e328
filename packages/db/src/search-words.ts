import { createHash } from "node:crypto";
import { besideTrigger, type DatabaseObject, type TriggerStatement, withOwnersRights } from "./database-objects.ts";
import * as schema from "./schema/index.ts";
import { Searched } from "./schema/searched.ts";

/** The searched tables: those that declare it in their schema file. */
const searched = Object.values(schema).filter((one) => one instanceof Searched);

/** Letters with a stroke, which Unicode does not decompose, and their replacements. */
const strokes = { from: "øłđðıħŧ", to: "olddiht" };
const ligatures = { ß: "ss", æ: "ae", œ: "oe", þ: "th" };
const withoutLigatures = Object.entries(ligatures).reduce(
  (text, [sign, letters]) => `replace(${text}, '${sign}', '${letters}')`,
  "plain",
);

/** Combining marks, which Unicode normalization separates. */
const marks = "[\\u0300-\\u036f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f]+";
/** Separators between groups, in ASCII and beyond. */
const blanks = "[\\x01-\\x20]+";
const otherBlanks = "[\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u206f\\u3000\\ufeff]+";
/** Punctuation inside a group. */
const signs = "[!-/:-@[-`{-~]";
const otherSigns = "[\\u0080-\\u00bf\\u00d7\\u00f7\\u2010-\\u2027\\u2030-\\u205e\\u3001-\\u3020\\u30fb]";

/** The longest stored word, in letters. */
const maxWordLength = 64;

const functions: readonly DatabaseObject[] = [
  {
    name: "search_plain",
    table: null,
    // Spaces between groups, hyphens inside where a word may begin: after punctuation and before digits.
    sql: `
  create or replace function search_plain(given text) returns text language plpgsql immutable strict parallel safe as $$
  declare plain text := lower(given);
  begin
    if octet_length(plain) <> char_length(plain) then
      plain := lower(regexp_replace(normalize(plain, NFKD), '${marks}', '', 'g'));
      plain := translate(${withoutLigatures}, '${strokes.from}', '${strokes.to}');
      plain := regexp_replace(regexp_replace(plain, '${otherBlanks}', ' ', 'g'), '${otherSigns}', '-', 'g');
    end if;
    plain := regexp_replace(regexp_replace(plain, '${blanks}', ' ', 'g'), '${signs}', '-', 'g');
    return regexp_replace(plain, '([^0-9 -])([0-9])', '\\1-\\2', 'g');
  end $$`,
  },
  {
    name: "search_text",
    table: null,
    // The words, each after a space. For wb-1001: wb1001 and 1001.
    sql: `
  create or replace function search_text(given text) returns text language plpgsql immutable strict parallel safe as $$
  declare
    plain text := search_plain(given);
    found text := ' ' || replace(plain, '-', '');
    rest text;
  begin
    if position('-' in plain) > 0 then
      foreach rest in array string_to_array(plain, ' ') loop
        while position('-' in rest) > 0 loop
          rest := ltrim(substr(rest, position('-' in rest)), '-');
          if rest <> '' then found := found || ' ' || replace(rest, '-', ''); end if;
        end loop;
      end loop;
    end if;
    return found;
  end $$`,
  },
  {
    name: "search_end",
    table: null,
    sql: `
  create or replace function search_end(given text) returns text language plpgsql immutable strict parallel safe as $$
  begin
    return ' <' || reverse(right(regexp_replace(search_plain(given), '[- ]', '', 'g'), ${maxWordLength}));
  end $$`,
  },
  {
    name: "search_start",
    table: null,
    sql: `
  create or replace function search_start(given text) returns text language plpgsql immutable strict parallel safe as $$
  begin
    return ' ^' || left(regexp_replace(search_plain(given), '[- ]', '', 'g'), ${maxWordLength - 1});
  end $$`,
  },
  {
    name: "search_terms",
    table: null,
    // A search text as terms, one per group.
    sql: `
  create or replace function search_terms(given text) returns text[] language plpgsql immutable strict parallel safe as $$
  begin
    return array(
      select left(term, ${maxWordLength}) from (
        select replace(chunk, '-', '') as term, place from unnest(string_to_array(search_plain(given), ' ')) with ordinality as one (chunk, place)
      ) as terms where term <> '' order by place);
  end $$`,
  },
];

/** The definition of words: when it changes, all tables are indexed again. */
const spelling = createHash("sha256")
  .update(functions.map(({ sql }) => sql).join())
  .digest("hex")
  .slice(0, 16);

/** SQL of the words of texts. @param texts SQL of rows with tenant_id, kind, text (of {@link Searched.words}) and thing_id */
const wordsIn = (texts: string) => `
  select distinct tenant_id, kind, left(word, ${maxWordLength}) as word, thing_id
  from (${texts}) as texts cross join lateral unnest(string_to_array(text, ' ')) as one (word) where word <> ''`;

/** SQL that writes words. @param words SQL of {@link wordsIn} */
const written = (table: "search_words" | "former_words", words: string) =>
  `insert into ${table} (tenant_id, kind, word, thing_id) ${words} on conflict do nothing`;

const textsOf = (one: Searched, rows: string) =>
  `select ${rows}.tenant_id, '${one.kind}' as kind, ${one.words(rows)} as text, ${rows}.id as thing_id`;

/** The triggers and functions that maintain a table's words, with the owner's rights. */
function objectsOf(one: Searched): DatabaseObject[] {
  const { name, kind, columns } = one;
  const differ = columns.map((column) => `old.${column} is distinct from new.${column}`).join(" or ");
  const kept =
    one.kept &&
    `select nullif(current_setting('app.tenant_id'), '')::uuid as tenant_id, kind, search_text(text) as text, thing_id from (${one.kept}) as kept`;
  const functionOf = (what: string, { sql, onNodes }: TriggerStatement): DatabaseObject => {
    const withBody = (body: string) => `
  create or replace function search_${name}_${what}() returns trigger ${withOwnersRights} as $$
  begin ${body} return null; end $$`;
    return { name: `search_${name}_${what}`, table: null, sql: withBody(sql), sqlOnNodes: withBody(onNodes) };
  };
  const triggerOf = (what: string, when: string): DatabaseObject => ({
    name: `search_${name}_${what}`,
    table: name,
    sql: `create or replace trigger search_${name}_${what} after ${when} execute function search_${name}_${what}()`,
  });
  const fill = `fill_search_${name}`;
  return [
    functionOf(
      "added",
      besideTrigger(["search_words"], () =>
        written("search_words", wordsIn(`${textsOf(one, "new_rows")} from new_rows`)),
      ),
    ),
    functionOf(
      "changed",
      besideTrigger(
        ["search_words", "former_words"],
        (row) => `
    with former as (${written("former_words", `${wordsIn(textsOf(one, row("old")))} except ${wordsIn(textsOf(one, row("new")))}`)})
    ${written("search_words", wordsIn(textsOf(one, row("new"))))}`,
      ),
    ),
    functionOf(
      "removed",
      besideTrigger(
        ["search_words", "former_words", "tenants"],
        // A tenant that is being deleted takes its words along.
        () => `
    with gone as materialized (select * from old_rows where exists (select from tenants where tenants.id = old_rows.tenant_id)),
    former as (
      delete from former_words using gone
      where former_words.tenant_id = gone.tenant_id and former_words.kind = '${kind}' and former_words.thing_id = gone.id
      returning former_words.tenant_id, former_words.kind, former_words.word, former_words.thing_id
    ), words as materialized (${wordsIn(`${textsOf(one, "gone")} from gone`)} union select tenant_id, kind, word, thing_id from former)
    delete from search_words using words
    where search_words.tenant_id = words.tenant_id and search_words.kind = words.kind
      and search_words.word = words.word and search_words.thing_id = words.thing_id`,
      ),
    ),
    {
      name: fill,
      table: null,
      inBatches: true,
      sql: `
  create or replace function ${fill}(after uuid, most integer) returns uuid language plpgsql set search_path = public
    -- Postgres does not know how few rows are taken at a time, and would read whole tables to join them.
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
  declare last uuid;
  begin
    -- Spelling ${spelling}.
    with rows as materialized (
      select * from ${name} where tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid and (after is null or id > after)
      order by id limit most
    ), written as (${written("search_words", wordsIn([`${textsOf(one, "rows")} from rows`, ...(kept ? [kept] : [])].join(" union all ")))})
    ${kept ? `, former as (${written("former_words", wordsIn(kept))})` : ""}
    select id into last from rows order by id offset most - 1;
    return last;
  end $$;
  revoke execute on function ${fill}(uuid, integer) from public`,
    },
    triggerOf("added", `insert on ${name} referencing new table as new_rows for each statement`),
    triggerOf("changed", `update of ${columns.join(", ")} on ${name} for each row when (${differ})`),
    triggerOf("removed", `delete on ${name} referencing old table as old_rows for each statement`),
  ];
}

/** The functions and triggers that maintain the words of searches. */
export const searchWordObjects: readonly DatabaseObject[] = [...functions, ...searched.flatMap(objectsOf)];
