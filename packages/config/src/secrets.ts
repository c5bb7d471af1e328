/** The kinds of processes: the web server, the worker, and commands. */
export const processKinds = ["web", "worker", "command"] as const;
export type ProcessKind = (typeof processKinds)[number];

/**
 * The secret settings with the kinds of processes that need them. Other processes neither get nor read them. Secrets are
 * left out of logs and error messages.
 */
export const secretReaders = {
  DATABASE_URL: processKinds,
  // Migrations run in the launcher and in `db:migrate`.
  DATABASE_OWNER_URL: [],
  DATABASE_LISTEN_URL: processKinds,
  // The worker makes the links and codes of mails; commands read its mail counts.
  AUTH_SECRET: processKinds,
  // Previous secrets: for reading data that people bring, and for the command that encrypts again.
  AUTH_SECRET_FORMER: ["web", "command"],
  AUTH_GITHUB_SECRET: ["web"],
  AUTH_GOOGLE_SECRET: ["web"],
  AUTH_OIDC_SECRET: ["web"],
  // Commands delete files too.
  S3_SECRET_ACCESS_KEY: processKinds,
  SMTP_URL: ["worker"],
  MAIL_DKIM_KEY: ["worker"],
  CARRIER_TOKEN: ["worker"],
} as const satisfies Record<string, readonly ProcessKind[]>;

export type SecretName = keyof typeof secretReaders;

/** Whether a setting is a secret. */
export const isSecret = (name: string): name is SecretName => Object.hasOwn(secretReaders, name);

const secretNames = Object.keys(secretReaders).filter(isSecret);

/** The kinds of work that a process does. */
type WorkKinds = readonly ProcessKind[];

/** The kinds of work of a process: with `JOBS_MODE=inline` also the worker's. */
export const workKindsOf = (kind: ProcessKind, jobsMode: string | undefined): WorkKinds =>
  jobsMode === "inline" ? [kind, "worker"] : [kind];

/** Whether these kinds of work need a setting. Settings that are not secret are needed by all. */
export function needs(works: WorkKinds, name: string): boolean {
  const readers: readonly ProcessKind[] = isSecret(name) ? secretReaders[name] : works;
  return works.some((kind) => readers.includes(kind));
}

/** With a separate owner login, the application has its own login and switches to no role. */
export const switchesRole = (env: Record<string, string | undefined>): boolean =>
  !env.DATABASE_OWNER_URL && !env.DATABASE_OWNER_URL_FILE;

/** Environment variables with secrets that these kinds of work do not need. */
const foreign = (works: WorkKinds): string[] =>
  secretNames.filter((name) => !needs(works, name)).flatMap((name) => [name, `${name}_FILE`]);

/**
 * The environment for a new process: without secrets of other kinds.
 *
 * @param env the environment of all processes, with `JOBS_MODE`.
 */
export function environmentOf<Env extends Record<string, string | undefined>>(kind: ProcessKind, env: Env): Env {
  const own = { ...env };
  removeForeignSecrets(kind, own);
  return own;
}

/** Removes secrets of other kinds of processes from an environment. Settings derived from them stay. */
export function removeForeignSecrets(kind: ProcessKind, env: Record<string, string | undefined>): void {
  env.DATABASE_TAKES_ROLE ||= String(switchesRole(env));
  for (const name of foreign(workKindsOf(kind, env.JOBS_MODE))) delete env[name];
}
