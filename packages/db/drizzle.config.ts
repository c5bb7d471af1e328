import { parseDatabaseUrl } from "@waybill/postgres/database-url";
import { defineConfig } from "drizzle-kit";

/** The credentials of the first server of the URL, parsed as in the application. */
function credentials(url: string) {
  const [server] = parseDatabaseUrl(url).servers;
  if (!server) throw new Error("DATABASE_OWNER_URL names no server.");
  const { hostname, port, username, password, pathname } = new URL(server.url);
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    ssl: server.ssl,
  };
}

export default defineConfig({
  dialect: "postgresql",
  schema: "./src/schema/index.ts",
  out: "./migrations",
  casing: "snake_case",
  ...(process.env.DATABASE_OWNER_URL ? { dbCredentials: credentials(process.env.DATABASE_OWNER_URL) } : {}),
});
