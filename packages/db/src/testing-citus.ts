import postgres, { type Sql } from "postgres";

// A given cluster of Citus for a test run. The repository contains nothing of Citus.

/** A node other than the first. */
export interface CitusNode {
  host: string;
  port: number;
}

const at = (url: string, { host, port }: CitusNode): string => {
  const changed = new URL(url);
  changed.hostname = host;
  changed.port = String(port);
  return changed.href;
};

async function on<T>(url: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

/** The nodes of a Citus database other than the first. @param url the URL on the first node, for a superuser */
export function nodesOf(url: string): Promise<CitusNode[]> {
  return on(url, async (sql) => {
    const nodes = await sql<CitusNode[]>`
      select nodename as host, nodeport as port from pg_dist_node where groupid > 0 and isactive order by nodeid`;
    if (nodes.length === 0) throw new Error("The database that TEST_CITUS_URL names knows no other node of Citus.");
    return [...nodes];
  });
}

/** Makes an empty database on every node, and joins them. @param url of it, on the first node */
export async function createOnNodes(url: string, nodes: readonly CitusNode[]): Promise<void> {
  const { hostname, port, pathname } = new URL(url);
  const every = [url, ...nodes.map((node) => at(url, node))];
  for (const one of every) {
    const server = new URL(one);
    server.pathname = "/postgres";
    await on(server.href, (sql) => sql.unsafe(`create database "${pathname.slice(1)}"`));
    await on(one, (sql) => sql.unsafe("create extension citus"));
  }
  await on(url, async (sql) => {
    await sql`select citus_set_coordinator_host(${hostname}, ${Number(port || 5432)})`;
    for (const node of nodes) await sql`select citus_add_node(${node.host}, ${node.port})`;
  });
}

/**
 * Copies a database on every node. No one may use it meanwhile; the connections of Citus itself are ended.
 *
 * @param url of the new one, on the first node
 * @param template the name of the database that is copied
 */
export async function copyOnNodes(url: string, nodes: readonly CitusNode[], template: string): Promise<void> {
  const { pathname } = new URL(url);
  const server = new URL(url);
  server.pathname = "/postgres";
  // One copy at a time: two of one template are refused.
  await on(server.href, async (first) => {
    await first`select pg_advisory_lock(1)`;
    for (const one of [server.href, ...nodes.map((node) => at(server.href, node))]) {
      await on(one, async (sql) => {
        await sql`select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = ${template}`;
        await sql.unsafe(`create database "${pathname.slice(1)}" template "${template}"`);
      });
    }
  });
  await sendSettings(url);
}

/**
 * Has the first node send the settings of the owner's transactions to the others, as those of the application. Not while the
 * queue is installed: Citus sends the whole script of a setting.
 */
function sendSettings(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  return on(url, async (sql) => {
    // Of the first node only.
    await sql`set citus.enable_alter_role_set_propagation = off`;
    await sql.unsafe(`alter role current_user in database "${name}" set citus.propagate_set_commands = 'local'`);
  });
}

/** The login of {@link grantToLogin}. */
const plainOwner = "waybill_test_owner";

/**
 * Gives an empty database to a login that is not a superuser.
 *
 * @param url of the database, on the first node
 * @param grants returns the statements that grant the login its rights, from its name
 * @returns the URL for the login
 */
export async function grantToLogin(url: string, grants: (login: string) => readonly string[]): Promise<string> {
  const changed = new URL(url);
  const login = `${plainOwner}${changed.pathname.slice(-8)}`;
  await on(url, async (sql) => {
    // In this database, so that Citus creates the login on every node.
    await sql.unsafe(`create role "${login}" login password '${login}'`);
    for (const grant of grants(login)) await sql.unsafe(grant);
    await sql.unsafe(`alter database "${changed.pathname.slice(1)}" owner to "${login}"`);
  });
  [changed.username, changed.password] = [login, login];
  return changed.href;
}

/** Drops databases and logins of tests on every node. @param url of the first node's, with NAME for the name */
export async function dropOnNodes(url: string, nodes: readonly CitusNode[], names: readonly string[]): Promise<void> {
  for (const one of [url, ...nodes.map((node) => at(url, node))]) {
    await on(one.replace("NAME", "postgres"), async (sql) => {
      for (const name of names) await sql.unsafe(`drop database if exists "${name}" with (force)`);
      const logins = await sql<{ name: string }[]>`
        select rolname as name from pg_roles where starts_with(rolname, ${plainOwner})`;
      for (const { name } of logins) await sql.unsafe(`drop role "${name}"`);
    });
  }
}
