import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isNode, type Node, syntaxOf } from "./syntax.ts";

// Who writes which table. Another module's table may be read and joined; what changes it is its owner's alone, who knows
// what has to be true of its rows. Everybody else calls the owner's `index.ts`.

/** The folders under `packages/api/src` that write a table: its owner, and with a reason whoever else. */
export const owners: Record<string, readonly string[]> = {
  // A key, a session and a person are noted as seen where a request begins. What has expired goes by night.
  apiKeys: ["platform/apiKeys", "platform/tenants", "core"],
  // A person's own pages, and the command line of operators, prove, raise and end sessions, and change who the person is.
  sessions: [
    ...["platform/auth", "platform/users", "platform/account", "platform/factors"],
    ...["command-line.ts", "platform/jobs/cleanup.ts", "core"],
  ],
  users: [
    ...["platform/users", "platform/auth", "platform/account"],
    ...["demo-accounts.ts", "command-line.ts", "seed.ts", "tenant-archive.ts"],
  ],
  accounts: ["platform/auth"],
  signInTickets: ["platform/auth", "platform/account", "command-line.ts"],
  knownDevices: ["platform/auth", "platform/jobs/cleanup.ts"],
  mailedCodes: ["platform/account"],
  passkeys: ["platform/factors"],
  passkeyChallenges: ["platform/factors"],
  recoveryCodes: ["platform/factors"],
  totpEnrolments: ["platform/factors"],
  totpFactors: ["platform/factors"],
  throttles: ["core", "platform/jobs/cleanup.ts"],
  mails: ["platform/mail", "platform/jobs/cleanup.ts"],
  mailLinks: ["platform/mail", "platform/jobs/cleanup.ts"],
  tenants: ["platform/tenants", "platform/modules", "demo-accounts.ts", "seed.ts", "tenant-archive.ts"],
  memberships: ["platform/tenants", "demo-accounts.ts", "seed.ts"],
  invitations: ["platform/tenants"],
  roles: ["platform/roles"],
  supportAccess: ["platform/support"],
  presence: ["platform/presence"],
  activity: ["core"],
  events: ["core"],
  installationActivity: ["core"],
  jobs: ["core", "platform/jobs"],
  jobLogs: ["core"],
  schedules: ["platform/jobs"],
  files: ["platform/files"],
  fileUsage: [],
  // Triggers write them.
  parcelTallies: [],
  importPlans: ["platform/imports"],
  queueActions: ["platform/queues"],
  queueActionJobs: ["platform/queues", "core/queue-desk.ts"],
  tags: ["modules/tags"],
  // The demonstration writes a past that no service can make.
  items: ["modules/items"],
  itemTags: ["modules/items", "seed.ts"],
  stockMovements: ["modules/items", "seed.ts"],
  places: ["modules/places"],
  parcels: ["modules/parcels", "seed.ts"],
  parcelItems: ["modules/parcels", "seed.ts"],
  parcelTags: ["modules/parcels", "seed.ts"],
  parcelEvents: ["modules/parcels", "seed.ts"],
  shipments: ["modules/parcels", "seed.ts"],
  parcelBatchEntries: ["modules/parcels"],
};

/** The tables of the schema: by the name of their export, the name that they have in the database. */
export function tablesOf(folder: string): Map<string, string> {
  const sources = globSync("packages/db/src/schema/**/*.ts", { cwd: folder });
  const declared = sources.flatMap((file) => [
    ...readFileSync(join(folder, file), "utf8").matchAll(/export const (\w+) = pgTable\(\s*"(\w+)"/g),
  ]);
  return new Map(declared.map(([, name = "", table = ""]) => [name, table]));
}

/** Where something writes a table. */
interface Write {
  table: string;
  line: number;
}

/** What Drizzle calls its writes: the table is the first argument. */
const methods = new Set(["insert", "update", "delete"]);
/** The helpers of `core/sql.ts` that write: where in their arguments the table stands. */
const helpers: Record<string, number> = { newRows: 0, upsertRows: 1 };
/** SQL that is about to name the table that it writes. */
const writes =
  /\b(?:insert\s+into|update(?:\s+only)?|delete\s+from(?:\s+only)?|merge\s+into|truncate(?:\s+table)?)\s*$/i;

/** Where a source writes tables, by Drizzle, by a helper of the core, or by SQL. */
function writesOf(source: string, tables: ReadonlyMap<string, string>): Write[] {
  const { nodes, lineOf } = syntaxOf(source);
  const known = namesOf(nodes, tables);
  const tableOf = (value: unknown): string | undefined => {
    if (!isNode(value)) return undefined;
    if (value.type === "Identifier") return known.get(String(value.value));
    // Of a namespace: `schema.items`.
    const property = value.type === "MemberExpression" ? value.property : undefined;
    return isNode(property) && tables.has(String(property.value)) ? String(property.value) : undefined;
  };
  const byName = new Map([...tables].map(([name, table]) => [table, name]));
  const written = new RegExp(
    `(?:insert\\s+into|delete\\s+from(?:\\s+only)?|merge\\s+into|truncate(?:\\s+table)?)\\s+"?(${[...byName.keys()].join("|")})\\b` +
      `|update\\s+(?:only\\s+)?"?(${[...byName.keys()].join("|")})"?\\s+(?:as\\s+\\w+\\s+)?set\\b`,
    "gi",
  );
  const found: Write[] = [];
  const note = (node: Node, table: string | undefined) => table && found.push({ table, line: lineOf(node) });
  for (const node of nodes) {
    if (node.type === "CallExpression") note(node, tableOf(argumentOf(node)));
    if (node.type === "StringLiteral" || node.type === "TemplateElement") {
      const text = String(node.value ?? node.cooked ?? node.raw);
      for (const [, one, other] of text.matchAll(written)) note(node, byName.get((one ?? other ?? "").toLowerCase()));
    }
    if (node.type === "TemplateLiteral" && Array.isArray(node.quasis) && Array.isArray(node.expressions)) {
      for (const [index, expression] of node.expressions.entries()) {
        const before: unknown = node.quasis[index];
        if (isNode(before) && writes.test(String(before.raw))) note(before, tableOf(expression));
      }
    }
  }
  return found;
}

/** The argument of a call that is the table which the call writes; undefined where it writes none. */
function argumentOf({ callee, arguments: given }: Node): unknown {
  if (!isNode(callee) || !Array.isArray(given)) return undefined;
  const { property, type, value } = callee;
  const at = type === "Identifier" ? helpers[String(value)] : undefined;
  const isMethod = type === "MemberExpression" && isNode(property) && methods.has(String(property.value));
  const index = isMethod ? 0 : at;
  return index === undefined ? undefined : given[index]?.expression;
}

/** The tables that a source knows, by the names that they have in it: imported, and given another name after that. */
function namesOf(nodes: readonly Node[], tables: ReadonlyMap<string, string>): Map<string, string> {
  const known = new Map<string, string>();
  for (const node of nodes) {
    const { type, local, imported, id, init } = node;
    if (type === "ImportSpecifier" && isNode(local)) {
      const name = String((isNode(imported) ? imported : local).value);
      if (tables.has(name)) known.set(String(local.value), name);
    }
    if (type === "VariableDeclarator" && isNode(id) && isNode(init) && init.type === "Identifier") {
      const table = known.get(String(init.value));
      if (table) known.set(String(id.value), table);
    }
  }
  return known;
}

/**
 * What writes a table of somebody else, and tables that nobody owns.
 *
 * @param folder the root of the house, or of what is planted.
 */
export function foreignWrites(folder: string, tables: ReadonlyMap<string, string>): { file: string; what: string }[] {
  const files = globSync("{apps,packages}/*/src/**/*.ts", { cwd: folder }).filter(
    (file) => !file.endsWith(".test.ts") && !/^packages\/(?:api\/src\/(?:testing\/|testing\.ts)|db\/)/.test(file),
  );
  return files.flatMap((file) =>
    writesOf(readFileSync(join(folder, file), "utf8"), tables)
      .filter(({ table }) => !owners[table]?.some((owner) => within(file, `packages/api/src/${owner}`)))
      .map(({ table, line }) => ({ file, what: `${file}:${line} writes ${table}` })),
  );
}

const within = (file: string, owner: string) => file === owner || file.startsWith(`${owner}/`);
