/** The kinds of processes: the web server, the worker, and commands, which run for a moment. */
export const processKinds = ["web", "worker", "command"] as const;
export type ProcessKind = (typeof processKinds)[number];

/**
 * The settings that are secrets, each with the processes that need it. They alone are given it, and read it. Secrets never
 * appear in a log or an error message.
 */
export const secretReaders = {
  DATABASE_URL: processKinds,
  // Migrations run where Waybill is started, and in `db:migrate`.
  DATABASE_OWNER_URL: [],
  DATABASE_LISTEN_URL: processKinds,
  // The worker makes the links and codes of a mail when it delivers it; commands count mails by its key.
  AUTH_SECRET: processKinds,
  // What was made by one of before is read where people bring it; a command seals it anew.
  AUTH_SECRET_FORMER: ["web", "command"],
  AUTH_GITHUB_SECRET: ["web"],
  AUTH_GOOGLE_SECRET: ["web"],
  AUTH_OIDC_SECRET: ["web"],
  // Commands remove files, too.
  S3_SECRET_ACCESS_KEY: processKinds,
  SMTP_URL: ["worker"],
  MAIL_DKIM_KEY: ["worker"],
  CARRIER_TOKEN: ["worker"],
} as const satisfies Record<string, readonly ProcessKind[]>;

export type SecretName = keyof typeof secretReaders;

/** Whether a setting is a secret. */
export const isSecret = (name: string): name is SecretName => Object.hasOwn(secretReaders, name);

const secretNames = Object.keys(secretReaders).filter(isSecret);

/** The kinds of processes whose work a process does. */
type Works = readonly ProcessKind[];

/** A process that runs jobs itself (`JOBS_MODE=inline`) does the worker's work too. */
export const worksOf = (kind: ProcessKind, jobsMode: string | undefined): Works =>
  jobsMode === "inline" ? [kind, "worker"] : [kind];

/** Whether work of these kinds needs a setting: what is no secret, all do. */
export function needs(works: Works, name: string): boolean {
  const readers: readonly ProcessKind[] = isSecret(name) ? secretReaders[name] : works;
  return works.some((kind) => readers.includes(kind));
}

/** Where the owner has a login, the application has one of its own, and takes on no role. */
export const takesRole = (env: Record<string, string | undefined>): boolean =>
  !env.DATABASE_OWNER_URL && !env.DATABASE_OWNER_URL_FILE;

/** The variables that hold secrets which are of no use to work of these kinds. */
const foreign = (works: Works): string[] =>
  secretNames.filter((name) => !needs(works, name)).flatMap((name) => [name, `${name}_FILE`]);

/**
 * The environment to start a process of a kind with: without the secrets of others.
 *
 * @param env what all of them need, `JOBS_MODE` among it.
 */
export function environmentOf<Env extends Record<string, string | undefined>>(kind: ProcessKind, env: Env): Env {
  const own = { ...env };
  forgetForeign(kind, own);
  return own;
}

/** Takes the secrets of other kinds of processes out of an environment. What follows from their being there stays. */
export function forgetForeign(kind: ProcessKind, env: Record<string, string | undefined>): void {
  env.DATABASE_TAKES_ROLE ||= String(takesRole(env));
  for (const name of foreign(worksOf(kind, env.JOBS_MODE))) delete env[name];
}
