import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isNode, type Node, nodesOf, type Syntax, syntaxOf } from "./syntax.ts";

// Rules for the sources of the product: no concatenated SQL, names in alphabetical order, only the cryptography of docs/security/cryptography.md, logs only
// on standard output, connections only to named systems. Exceptions are listed here with their files.

/** A violation of a source rule. */
export interface Violation {
  file: string;
  rule: keyof typeof rules;
  line: number;
  /** The offending code, in one line. */
  text: string;
}

/** The input of a rule. */
interface Source extends Syntax {
  file: string;
}

/** Returns the nodes that violate a rule. */
type Rule = (source: Source) => Node[];

/** SQL that is not a literal, by file, as in the code. Each consists of constants of the code, never of input. */
const namedSql: Record<string, readonly string[]> = {
  "packages/api/src/core/rules/rule-checker.ts": ["String(index)"],
  "packages/api/src/platform/sessions/limits.ts": ["String(sessionDays)"],
  "packages/api/src/core/data/sql.ts": ['columns[name]?.getSQLType() ?? "text"'],
  "packages/api/src/modules/places/address.ts": [
    `\`'{\${countryCodes.filter((code) => !needsPostcode(code)).join()}}'::text[]\``,
  ],
  "packages/api/src/modules/parcels/list/attention.ts": ["String(stuckHours)"],
  // An id from the database: Citus sends a setting to its nodes only as a separate statement.
  "packages/db/src/install-objects.ts": [`\`set local app.tenant_id = '\${id}'\``],
  // Field names of a type: a parameter would prevent the use of the index on the expression.
  "packages/api/src/modules/parcels/list/conditions.ts": [`\`'\${field}'\``],
  "packages/api/src/modules/parcels/dispatch/preflight.ts": ["String(maxReferences)"],
  "packages/api/src/modules/parcels/rules.ts": ["String(maxParcelWeight)"],
  // Column names of the schema: triggers contain the same text.
  "packages/db/src/schema/searched.ts": ["this.#text(this.name)", "this.#names(this.name)"],
  // The set-up of the embedded database: names and a password generated on this machine.
  "packages/cluster/src/databases.ts": [
    `\`alter role \${applicationRole} login password '\${password}'\``,
    `\`create database "\${name}"\${template ? \` template "\${template}"\` : ""}\``,
  ],
  // A table's name, quoted by the database; for tests that search all tables.
  "packages/db/src/secret-search.ts": [
    `\`select cell.key as column, cell.value from \${name} as searched_row, jsonb_each_text(to_jsonb(searched_row)) as cell\``,
  ],
};
/** Constants that SQL may contain. */
const constantsInSql = ["applicationRole", "backupRole"];

/** The permitted functions of node:crypto. */
const cryptoFunctions = [
  ...["createHash", "createHmac", "hash", "hkdfSync"],
  ...["randomBytes", "randomInt", "randomUUID", "timingSafeEqual"],
  ...["createCipheriv", "createDecipheriv"],
];
/** The permitted algorithms of each: its first argument. */
const algorithms: Record<string, readonly string[]> = {
  createHash: ["sha256"],
  createHmac: ["sha256"],
  hash: ["sha256"],
  hkdfSync: ["sha256"],
  createCipheriv: ["aes-256-gcm"],
  createDecipheriv: ["aes-256-gcm"],
};
/** Further algorithms by file, required by a protocol. */
const otherAlgorithms: Record<string, readonly string[]> = {
  // The protocol of a service for breached passwords; the hash is neither stored nor used for verification.
  "packages/api/src/platform/auth/breaches.ts": ["sha1"],
};
/** The permitted libraries of cryptography, with the files that import them. */
const cryptoLibraries: Record<string, readonly string[]> = {
  jose: ["apps/web/src/server/session-cookie.ts", "apps/web/src/server/id-token.ts"],
  otpauth: ["packages/api/src/platform/factors/totp.ts"],
  "@node-rs/argon2": ["core/access/slow-hash.ts", "platform/auth/passwords.ts", "seed.ts", "demo-accounts.ts"].map(
    (file) => `packages/api/src/${file}`,
  ),
  "@simplewebauthn/server": ["packages/api/src/platform/factors/passkeys.ts"],
  "@simplewebauthn/browser": [
    ...["auth/calls.ts", "auth/passkey.ts", "account/add-passkey.tsx"].map((file) => `apps/web/src/platform/${file}`),
  ],
  // Ids, not secrets.
  uuid: [
    ...["apps/web/src/platform/presence/other-viewers.tsx", "apps/web/src/server/gateway/forwarded-headers.ts"],
    "packages/db/src/schema/ids.ts",
  ],
};
/** Files that lock rows with their keys, with the reason: inserts that refer to such a row by a foreign key wait. */
const keyLockers: Record<string, string> = {
  "packages/api/src/platform/roles/service.ts": "deletes the role",
  "packages/api/src/core/data/in-use.ts": "locks what is to be deleted",
  "packages/api/src/platform/account/email.ts": "changes the address, which is a key of the account",
};
/** The clause that locks rows with their keys. */
const keyLock = /\bfor\s+update\b/i;

/** Name parts of libraries for cryptography and random values. */
const soundsLikeCryptography =
  /crypt|cipher|hash|md5|sha-?\d|\bjose|jwt|jsonwebtoken|argon|pbkdf|nacl|sodium|noble|forge|elliptic|pgp|otp|webauthn|nanoid|cuid|uuid|ulid|random|chance/i;

/** The writing functions of node:fs; below, the files that use them for something else than logs. */
const writers =
  /^(?:appendFile|writeFile|createWriteStream|open|openSync|appendFileSync|writeFileSync|write|writeSync|promises|default|copyFile|copyFileSync|cp|cpSync)$/;
const filesWritten: readonly string[] = [
  // Uploads and generated files.
  "packages/api/src/platform/files/disk-store.ts",
  "packages/api/src/platform/files/store.ts",
  "packages/api/src/platform/files/s3-store.ts",
  // Temporary files of an import and of its report.
  "packages/api/src/platform/imports/table.ts",
  "packages/api/src/platform/imports/report.ts",
  // A new AUTH_SECRET, in the file of npm start.
  "apps/cli/src/commands/secrets.ts",
  // Exported files, and archives of organisations.
  "apps/cli/src/files.ts",
  // The checksums of a backup.
  "packages/db/src/backup.ts",
  // The embedded database: a copy of its programs, its logins, a temporary password file.
  "packages/cluster/src/binaries.ts",
  "packages/cluster/src/databases.ts",
  "packages/cluster/src/initialise.ts",
];
const loggerFile = "packages/api/src/core/monitoring/logger.ts";

/** Files that connect to other systems, with the system. Its address is a setting or a constant. */
const connectingFiles: Record<string, string> = {
  "packages/api/src/modules/parcels/carriers/http.ts": "the carrier: CARRIER_URL",
  "packages/api/src/platform/mail/mailer.ts": "the mail server: SMTP_URL",
  "packages/api/src/platform/files/s3-store.ts": "the bucket of files: S3_ENDPOINT, or AWS",
  "packages/postgres/src/database-url.ts": "no one: how TLS checks the server of an address",
  "packages/postgres/src/socket.ts": "Postgres: DATABASE_URL, DATABASE_OWNER_URL, DATABASE_LISTEN_URL",
  "packages/api/src/platform/auth/breaches.ts": "lists of stolen passwords: PASSWORD_BREACH_URL",
  "apps/web/src/server/provider-sign-in.ts": "GitHub: the addresses of an account",
  "apps/image/src/health.ts": "the process in its own container, on loopback",
  "apps/web/src/platform/imports/upload.ts": "its own server, with the progress of an upload",
  "apps/web/src/server/id-token.ts": "the keys of Google and of AUTH_OIDC_ISSUER",
};
/** Files that use a class of `node:net` for incoming connections. */
const receivingFiles = ["apps/web/src/server/gateway/connections.ts"];

/** The exports of Node's modules that open a connection. */
const opens: Record<string, RegExp> = {
  http: /^(?:request|get|Agent|globalAgent|default)$/,
  https: /./,
  http2: /^(?:connect|default)$/,
  net: /^(?:connect|createConnection|Socket|Stream|default)$/,
  tls: /./,
  dgram: /./,
  dns: /./,
  "dns/promises": /./,
};
const clients = /^(?:nodemailer|undici|axios|got|ky|ws|node-fetch|superagent|ioredis|redis|@grpc\/|@aws-sdk\/)/;

const rules = {
  /** The text of SQL is in the code; input is passed as parameters. */
  "sql-with-parameters": ({ file, nodes, textOf }) =>
    callsOf(nodes, (name, object) => name === "unsafe" || name === "execute" || (name === "raw" && object === "sql"))
      .map(firstArgument)
      .filter((given) => given !== undefined)
      .filter((given) => !isFixedText(given) && !namedSql[file]?.includes(textOf(given)))
      // The connection layer passes on statements of its callers.
      .filter((given) => !(/^packages\/(?:db|postgres)\/src\//.test(file) && given.type === "Identifier"))
      // Drizzle's `sql` has parameters.
      .filter((given) => given.type !== "TaggedTemplateExpression"),

  /**
   * Rows are locked without their keys. An insert that refers to a row locks its key until the end of its transaction; with
   * the key, both transactions could wait for each other.
   */
  "locks-without-keys": ({ file, nodes, textOf }) =>
    file in keyLockers
      ? []
      : [
          ...callsOf(nodes, (name, object) => name === "for" && !/^[A-Z]/.test(object)).filter((call) => {
            const given = firstArgument(call);
            return given !== undefined && !/^"(?:no key update|share|key share)"$/.test(textOf(given));
          }),
          ...nodes.filter(
            (node) =>
              (node.type === "TaggedTemplateExpression" || node.type === "StringLiteral") && keyLock.test(textOf(node)),
          ),
        ],

  /** Names are sorted as in a dictionary, whatever the locale of the database. */
  "names-in-alphabetical-order": ({ nodes, textOf }) => [
    ...callsOf(nodes, (name) => name === "orderBy")
      .flatMap(({ arguments: given }) => [...nodesOf(given, ({ callee }) => nameOf(callee) === "alphabetical")])
      .filter((node) => memberOf(node)?.endsWith(".name")),
    ...nodes.filter(
      (node) => node.type === "ObjectExpression" && /^\{ column: \w+\.name, kind: "text" \}$/.test(textOf(node)),
    ),
  ],

  /** Random values are unpredictable. */
  "random-from-crypto": ({ nodes }) => nodes.filter((node) => memberOf(node) === "Math.random"),

  /** Only the algorithms and libraries of docs/security/cryptography.md. */
  "approved-cryptography": (source) => [...foreignCrypto(source), ...foreignAlgorithms(source)],

  /** Logs go to standard output, by one logger. */
  "logs-to-standard-output": ({ file, nodes }) => [
    ...importsOf(nodes).flatMap(({ from, names, node }) => {
      const opens = /^(?:node:)?fs(?:\/promises)?$/.test(from) && names.some((name) => writers.test(name));
      const writes = opens || /^(?:flydrive|fs-extra|graceful-fs)/.test(from);
      const logs = /^(?:pino|winston|bunyan|log4js|syslog)/.test(from);
      return (writes && !filesWritten.includes(file)) || (logs && file !== loggerFile) ? [node] : [];
    }),
    ...nodes.filter((node) => /^pino\.(?:destination|transport|multistream)$/.test(memberOf(node) ?? "")),
  ],

  /** Only named files connect to other systems; browsers call only their own server. */
  "connects-to-named-systems": ({ file, nodes, textOf }) => {
    if (file in connectingFiles) return [];
    const imported = importsOf(nodes).filter(({ from, names }) => {
      const opening = opens[from.replace(/^node:/, "")];
      return (
        clients.test(from) || (opening && !receivingFiles.includes(file) && names.some((name) => opening.test(name)))
      );
    });
    const asked = callsOf(nodes, (name, object) => name === "fetch" && ["", "globalThis", "window"].includes(object));
    const made = nodes.filter(
      ({ type, callee }) =>
        type === "NewExpression" && /^(?:WebSocket|EventSource|XMLHttpRequest)$/.test(nameOf(callee) ?? ""),
    );
    const isOwn = (call: Node) => {
      const given = firstArgument(call);
      return given !== undefined && /^["'`]\/(?!\/)/.test(textOf(given));
    };
    return [...imported.map(({ node }) => node), ...asked.filter((call) => !isOwn(call)), ...made];
  },
} satisfies Record<string, Rule>;

/** The names of the rules. */
export const ruleNames = Object.keys(rules);

/** The violations in a source. @param file its path in the repository */
export function violationsOf(file: string, text: string): Violation[] {
  const source = { file, ...syntaxOf(text, { tsx: file.endsWith(".tsx") }) };
  return (Object.entries(rules) as [keyof typeof rules, Rule][]).flatMap(([rule, find]) =>
    find(source).map((node) => ({ file, rule, line: source.lineOf(node), text: source.textOf(node) })),
  );
}

/** Whether a file is a source of the product, not of its tests. */
const isProduct = (file: string) =>
  !/\.test\.tsx?$|\/testing(?:\/|-\w+\.ts$|\.ts$)|^packages\/api\/src\/bench\.ts$|^apps\/web\/src\/server\/gateway\/testing/.test(
    file,
  );

/** The violations of the source rules. @param folder the root of the project, or of the planted violations */
export function sourceViolations(folder: string): { files: number; violations: Violation[] } {
  const files = globSync("{apps,packages}/*/src/**/*.{ts,tsx}", { cwd: folder }).filter(isProduct);
  const violations = files.flatMap((file) => violationsOf(file, readFileSync(join(folder, file), "utf8")));
  return { files: files.length, violations };
}

/** Exceptions in this file that no source needs. @param folder the root of the project */
export function unusedExceptions(folder: string): string[] {
  // A removed module leaves its exceptions behind, without effect.
  const isGone = (file: string) => /\/modules\/\w+\//.test(file) && !existsSync(join(folder, file));
  const lacks = (file: string, what: string | RegExp): boolean => {
    if (isGone(file)) return false;
    const text = readFileSync(join(folder, file), "utf8").replace(/\s+/g, " ");
    return typeof what === "string" ? !text.includes(what) : !what.test(text);
  };
  return [
    ...Object.entries(namedSql).flatMap(([file, texts]) =>
      texts.filter((text) => lacks(file, text)).map((text) => `${file}: ${text}`),
    ),
    ...Object.entries(cryptoLibraries).flatMap(([library, files]) =>
      files.filter((file) => lacks(file, `"${library}"`)).map((file) => `${file}: ${library}`),
    ),
    ...Object.entries(otherAlgorithms).flatMap(([file, names]) =>
      names.filter((name) => lacks(file, `"${name}"`)).map((name) => `${file}: ${name}`),
    ),
    ...Object.keys(connectingFiles).filter((file) =>
      lacks(file, /\bfetch\(|"nodemailer"|"@aws-sdk\/|"node:(?:net|tls)"|new XMLHttpRequest/),
    ),
    ...Object.keys(keyLockers).filter((file) => lacks(file, '.for("update")')),
    ...filesWritten.filter((file) => lacks(file, /"node:fs|"flydrive/)),
  ];
}

/** Imports of libraries of cryptography or functions of node:crypto that are not permitted, and uses of WebCrypto. */
function foreignCrypto({ file, nodes }: Source): Node[] {
  const imported = importsOf(nodes).flatMap(({ from, names, node }) => {
    if (from.startsWith(".") || from.startsWith("@/") || from.startsWith("@waybill/")) return [];
    if (/^(?:node:)?crypto$/.test(from)) return names.every((name) => cryptoFunctions.includes(name)) ? [] : [node];
    return soundsLikeCryptography.test(from) && !cryptoLibraries[from]?.includes(file) ? [node] : [];
  });
  return [...imported, ...nodes.filter((node) => /\b(?:crypto|webcrypto)\.subtle$/.test(memberOf(node) ?? ""))];
}

/** Calls with an algorithm that is not permitted, or that is not a literal. */
function foreignAlgorithms({ file, nodes }: Source): Node[] {
  const fromCrypto = importsOf(nodes).flatMap(({ from, names }) => (from === "node:crypto" ? names : []));
  const constants = new Map(
    nodes
      .filter(({ type, id, init }) => type === "VariableDeclarator" && isNode(id) && isNode(init))
      .map(({ id, init }) => [isNode(id) ? String(id.value) : "", isNode(init) ? init : undefined]),
  );
  return callsOf(nodes, (name, object) => object === "" && fromCrypto.includes(name)).filter((call) => {
    const everywhere = algorithms[nameOf(call.callee) ?? ""];
    const approved = everywhere && [...everywhere, ...(otherAlgorithms[file] ?? [])];
    const given = firstArgument(call);
    const value = given?.type === "Identifier" ? constants.get(String(given.value)) : given;
    return approved !== undefined && !(value?.type === "StringLiteral" && approved.includes(String(value.value)));
  });
}

/** The imports of a source, with their names; `default` for an import without names. */
function importsOf(nodes: readonly Node[]): { from: string; names: string[]; node: Node }[] {
  return nodes.flatMap((node) => {
    const { type, source, specifiers } = node;
    if (type === "ImportDeclaration" && isNode(source) && Array.isArray(specifiers)) {
      return [{ from: String(source.value), names: specifiers.map(importedName), node }];
    }
    const isCall = type === "CallExpression" && isNode(node.callee);
    const loads = isCall && isNode(node.callee) && (node.callee.type === "Import" || nameOf(node.callee) === "require");
    const from = loads ? firstArgument(node) : undefined;
    return from?.type === "StringLiteral" ? [{ from: String(from.value), names: ["default"], node }] : [];
  });
}

function importedName({ type, imported, local }: Node): string {
  if (type !== "ImportSpecifier") return "default";
  return String((isNode(imported) ? imported : isNode(local) ? local : { value: "" }).value);
}

/** The calls of named functions. @param matches gets the name, and the object's name of a method */
function callsOf(nodes: readonly Node[], matches: (name: string, object: string) => boolean): Node[] {
  return nodes.filter(({ type, callee }) => {
    if (type !== "CallExpression" || !isNode(callee)) return false;
    const name = nameOf(callee);
    const object = callee.type === "MemberExpression" ? (nameOf(callee.object) ?? "?") : "";
    return name !== undefined && matches(name, object);
  });
}

/** The name of a variable, or of a member. */
function nameOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined;
  if (value.type === "Identifier") return String(value.value);
  return value.type === "MemberExpression" && isNode(value.property) ? String(value.property.value) : undefined;
}

/** A member with its object: `Math.random`. */
function memberOf({ type, object, property }: Node): string | undefined {
  const [of, name] = [nameOf(object), isNode(property) ? property.value : undefined];
  return type === "MemberExpression" && of !== undefined ? `${of}.${String(name)}` : undefined;
}

function firstArgument({ arguments: given }: Node): Node | undefined {
  const first: unknown = Array.isArray(given) ? given[0]?.expression : undefined;
  return isNode(first) ? first : undefined;
}

/** Whether a text is a literal, possibly with permitted constants. */
const isFixedText = ({ type, expressions }: Node): boolean =>
  type === "StringLiteral" ||
  (type === "TemplateLiteral" &&
    Array.isArray(expressions) &&
    expressions.every((one) => constantsInSql.includes(nameOf(one) ?? "")));
