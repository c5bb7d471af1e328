import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isNode, type Node, type Syntax, syntaxOf } from "./syntax.ts";

// What no source of the product does: SQL out of joined texts, cryptography other than what docs/security/cryptography.md
// names, and logs elsewhere than on standard output. What is needed all the same is named here, each with its file.

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

/** SQL whose text is no literal, by file and as it is written. Each is made of what is in the code, and of nothing sent. */
const namedSql: Record<string, readonly string[]> = {
  "packages/api/src/core/rules.ts": ["String(index)"],
  "packages/api/src/platform/sessions/limits.ts": ["String(sessionDays)"],
  "packages/api/src/core/sql.ts": ['columns[name]?.getSQLType() ?? "text"'],
  "packages/api/src/modules/places/address.ts": [
    `\`'{\${countryCodes.filter((code) => !needsPostcode(code)).join()}}'::text[]\``,
  ],
  "packages/api/src/modules/parcels/attention.ts": ["String(stuckHours)"],
  // An id of the database's: Citus sends a setting to its nodes only as a statement of its own.
  "packages/db/src/secure.ts": [`\`set local app.tenant_id = '\${id}'\``],
  // The names of fields of a type: a parameter would keep the index on the expression from being used.
  "packages/api/src/modules/parcels/conditions.ts": [`\`'\${field}'\``],
  "packages/api/src/modules/parcels/preflight.ts": ["String(maxReferences)"],
  "packages/api/src/modules/parcels/rules.ts": ["String(heaviestParcel)"],
  // The names of columns, as the schema has them: triggers are made of the same text.
  "packages/db/src/schema/searched.ts": ["this.words()"],
  // The embedded database's own, before there is anyone: names and a password that were made on this machine.
  "packages/cluster/src/databases.ts": [
    `\`alter role \${applicationRole} login password '\${password}'\``,
    `\`create database "\${name}"\${template ? \` template "\${template}"\` : ""}\``,
  ],
  // A table's name, as the database has quoted it; for tests, which search everything.
  "packages/db/src/secret-search.ts": [
    `\`select cell.key as column, cell.value from \${name} as searched_row, jsonb_each_text(to_jsonb(searched_row)) as cell\``,
  ],
};
/** Constants of the code, which may stand in SQL. */
const constantsInSql = ["applicationRole", "backupRole"];

/** The functions of node:crypto that are used. */
const cryptoFunctions = [
  ...["createHash", "createHmac", "hash", "hkdfSync"],
  ...["randomBytes", "randomInt", "randomUUID", "timingSafeEqual"],
  ...["createCipheriv", "createDecipheriv"],
];
/** Which algorithms each of them may be given, as its first argument. */
const algorithms: Record<string, readonly string[]> = {
  createHash: ["sha256"],
  createHmac: ["sha256"],
  hash: ["sha256"],
  hkdfSync: ["sha256"],
  createCipheriv: ["aes-256-gcm"],
  createDecipheriv: ["aes-256-gcm"],
};
/** Which others a file needs, for what a protocol asks for. */
const otherAlgorithms: Record<string, readonly string[]> = {
  // Names a password to a service that knows stolen ones; nothing is kept or trusted by it.
  "packages/api/src/platform/auth/breaches.ts": ["sha1"],
};
/** The libraries that do cryptography, and who uses them. */
const cryptoLibraries: Record<string, readonly string[]> = {
  jose: ["apps/web/src/server/session-cookie.ts", "apps/web/src/server/id-token.ts"],
  otpauth: ["packages/api/src/platform/factors/totp.ts"],
  "@node-rs/argon2": ["core/slow-hash.ts", "platform/auth/passwords.ts", "seed.ts", "demo-accounts.ts"].map(
    (file) => `packages/api/src/${file}`,
  ),
  "@simplewebauthn/server": ["packages/api/src/platform/factors/passkeys.ts"],
  "@simplewebauthn/browser": [
    ...["auth/calls.ts", "auth/passkey.ts", "account/add-passkey.tsx"].map((file) => `apps/web/src/platform/${file}`),
  ],
  // Ids, which are no secrets.
  uuid: [
    ...["apps/web/src/platform/presence/other-viewers.tsx", "apps/web/src/server/gateway/forwarded-headers.ts"],
    "packages/db/src/schema/ids.ts",
  ],
};
/** Who locks rows together with their keys, and why: whoever refers to such a row, by a foreign key, waits. */
const keyLockers: Record<string, string> = {
  "packages/api/src/platform/roles/service.ts": "deletes the role",
  "packages/api/src/core/in-use.ts": "locks what is to be deleted",
  "packages/api/src/platform/account/email.ts": "changes the address, which is a key of the account",
};
/** How statements lock rows together with their keys. */
const keyLock = /\bfor\s+update\b/i;

/** How libraries of cryptography and of random values call themselves. */
const soundsLikeCryptography =
  /crypt|cipher|hash|md5|sha-?\d|\bjose|jwt|jsonwebtoken|argon|pbkdf|nacl|sodium|noble|forge|elliptic|pgp|otp|webauthn|nanoid|cuid|uuid|ulid|random|chance/i;

/** The functions of node:fs that write, and who needs them for what is no log. */
const writers =
  /^(?:appendFile|writeFile|createWriteStream|open|openSync|appendFileSync|writeFileSync|write|writeSync|promises|default|copyFile|copyFileSync|cp|cpSync)$/;
const filesWritten: readonly string[] = [
  // What is uploaded, and what was made for a download.
  "packages/api/src/platform/files/disk-store.ts",
  "packages/api/src/platform/files/store.ts",
  "packages/api/src/platform/files/s3-store.ts",
  // Temporary files of an import that is read, and of its report.
  "packages/api/src/platform/imports/table.ts",
  "packages/api/src/platform/imports/report.ts",
  // A new AUTH_SECRET, where npm start keeps it.
  "apps/cli/src/commands/secrets.ts",
  // What a person has exported, and an organisation's archive.
  "apps/cli/src/files.ts",
  // What a backup is compared with; counts and checksums.
  "packages/db/src/backup.ts",
  // The embedded database: a copy of its binaries, its logins, a temporary file with a password.
  "packages/cluster/src/binaries.ts",
  "packages/cluster/src/databases.ts",
  "packages/cluster/src/initialise.ts",
];
const loggerFile = "packages/api/src/core/logger.ts";

/** Who asks other systems, each at an address that a setting gives, or that stands in its code. */
const requesters: Record<string, string> = {
  "packages/api/src/modules/parcels/carriers/http.ts": "the carrier: CARRIER_URL",
  "packages/api/src/platform/mail/mailer.ts": "the mail server: SMTP_URL",
  "packages/api/src/platform/files/s3-store.ts": "the bucket of files: S3_ENDPOINT, or AWS",
  "packages/postgres/src/address.ts": "no one: how TLS checks the server of an address",
  "packages/postgres/src/socket.ts": "Postgres: DATABASE_URL, DATABASE_OWNER_URL, DATABASE_LISTEN_URL",
  "packages/api/src/platform/auth/breaches.ts": "lists of stolen passwords: PASSWORD_BREACH_URL",
  "apps/web/src/server/auth.ts": "GitHub, and by the sign-in library the providers of AUTH_*",
  "apps/image/src/health.ts": "the process in its own container, on loopback",
  "apps/web/src/platform/imports/upload.ts": "its own server, in a way that tells how much has been sent",
  "apps/web/src/server/id-token.ts": "the keys of Google and of AUTH_OIDC_ISSUER",
};
/** Who has a class of `node:net` for what has come in. */
const takers = ["apps/web/src/server/gateway/connections.ts"];

/** What of Node's own modules opens a connection; of the others any name does. */
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
  /** SQL's text stands in the code; what was sent comes as a parameter. */
  "sql-with-parameters": ({ file, nodes, textOf }) =>
    callsOf(nodes, (name, object) => name === "unsafe" || name === "execute" || (name === "raw" && object === "sql"))
      .map(firstArgument)
      .filter((given) => given !== undefined)
      .filter((given) => !isFixedText(given) && !namedSql[file]?.includes(textOf(given)))
      // The driver's own layer hands on statements that others have written.
      .filter((given) => !(/^packages\/(?:db|postgres)\/src\//.test(file) && given.type === "Identifier"))
      // Drizzle's `sql` has parameters.
      .filter((given) => given.type !== "TaggedTemplateExpression"),

  /**
   * Rows are locked without their keys: new rows that refer to them, which hold the key until their transaction ends,
   * would wait, and whoever made them would wait for the lock in turn.
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

  /** No random value can be foreseen. */
  "random-from-crypto": ({ nodes }) => nodes.filter((node) => memberOf(node) === "Math.random"),

  /** The algorithms and the libraries that docs/security/cryptography.md names, and no others. */
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

  /** Other systems are asked where they are named, and browsers ask their own server. */
  "asks-named-systems": ({ file, nodes, textOf }) => {
    if (file in requesters) return [];
    const imported = importsOf(nodes).filter(({ from, names }) => {
      const opening = opens[from.replace(/^node:/, "")];
      return clients.test(from) || (opening && !takers.includes(file) && names.some((name) => opening.test(name)));
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

/** What breaks the rules in a source. @param file its path in the repository */
export function violationsOf(file: string, text: string): Violation[] {
  const source = { file, ...syntaxOf(text, { tsx: file.endsWith(".tsx") }) };
  return (Object.entries(rules) as [keyof typeof rules, Rule][]).flatMap(([rule, find]) =>
    find(source).map((node) => ({ file, rule, line: source.lineOf(node), text: source.textOf(node) })),
  );
}

/** The sources of the product: what is tested with is none. */
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

/** The exceptions in this file that no source needs any more. @param folder the root of the project */
export function unusedExceptions(folder: string): string[] {
  // A module that was taken out leaves its exceptions behind: there is nothing that they would let through.
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
    ...Object.keys(requesters).filter((file) =>
      lacks(file, /\bfetch\(|"nodemailer"|"@aws-sdk\/|"node:(?:net|tls)"|new XMLHttpRequest/),
    ),
    ...Object.keys(keyLockers).filter((file) => lacks(file, '.for("update")')),
    ...filesWritten.filter((file) => lacks(file, /"node:fs|"flydrive/)),
  ];
}

/** Imports of a library of cryptography, or of a function of node:crypto, that is not named here; and WebCrypto's. */
function foreignCrypto({ file, nodes }: Source): Node[] {
  const imported = importsOf(nodes).flatMap(({ from, names, node }) => {
    if (from.startsWith(".") || from.startsWith("@/") || from.startsWith("@waybill/")) return [];
    if (/^(?:node:)?crypto$/.test(from)) return names.every((name) => cryptoFunctions.includes(name)) ? [] : [node];
    return soundsLikeCryptography.test(from) && !cryptoLibraries[from]?.includes(file) ? [node] : [];
  });
  return [...imported, ...nodes.filter((node) => /\b(?:crypto|webcrypto)\.subtle$/.test(memberOf(node) ?? ""))];
}

/** Calls with an algorithm that is not approved, or that cannot be read here. */
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

/** What a source imports, or requires, by name; `default` and `*` where it is not by name. */
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

/** The calls of functions with a name. @param isMeant is told the name, and the object's where it is a method */
function callsOf(nodes: readonly Node[], isMeant: (name: string, object: string) => boolean): Node[] {
  return nodes.filter(({ type, callee }) => {
    if (type !== "CallExpression" || !isNode(callee)) return false;
    const name = nameOf(callee);
    const object = callee.type === "MemberExpression" ? (nameOf(callee.object) ?? "?") : "";
    return name !== undefined && isMeant(name, object);
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

/** A text that stands in the code as it is. */
const isFixedText = ({ type, expressions }: Node): boolean =>
  type === "StringLiteral" ||
  (type === "TemplateLiteral" &&
    Array.isArray(expressions) &&
    expressions.every((one) => constantsInSql.includes(nameOf(one) ?? "")));
