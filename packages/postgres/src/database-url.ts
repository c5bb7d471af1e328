import { readFileSync } from "node:fs";
import { checkServerIdentity, type ConnectionOptions as TlsOptions } from "node:tls";

/** One server of a database URL, as the driver needs it. */
export interface Server {
  /** The URL of this server alone, without the parameters read here. */
  url: string;
  /** TLS: off, preferred, or required with these checks. */
  ssl: false | "prefer" | TlsOptions;
  /** The same URL for libpq and its programs (`pg_dump`, `psql`). */
  libpq: string;
}

/** A parsed database URL. Parameters have the meaning that libpq gives them. */
export interface DatabaseUrl {
  /** Tried in this order. */
  servers: Server[];
  /** Whether a server must accept writes. */
  readWrite: boolean;
}

/** An unsupported parameter in a database URL; the message lists the supported values. */
export class DatabaseUrlError extends Error {
  override readonly name = "DatabaseUrlError";
}

const modes = ["disable", "prefer", "require", "verify-ca", "verify-full"];

/** The parts of a database URL: before the hosts, the hosts, after them. */
const parts = /^(postgres(?:ql)?:\/\/(?:[^@/?#]*@)?)([^/?#]*)(.*)$/s;

/** Splits a database URL with several hosts (`host1:5432,host2:5433`) into one per host. */
export function urlsOfHosts(url: string): string[] {
  const [, before = "", hosts = "", after = ""] = parts.exec(url) ?? [];
  return hosts.includes(",") ? hosts.split(",").map((host) => before + host + after) : [url];
}

/**
 * Parses a database URL: `sslmode` (disable, prefer, require, verify-ca, verify-full), `sslrootcert` (a file or `system`),
 * `sslcert` and `sslkey`, several hosts, `target_session_attrs` (any, read-write). Without `sslmode` there is no
 * encryption; with `sslrootcert`, `require` verifies the certificate like `verify-ca`.
 *
 * @throws {DatabaseUrlError} for an unsupported parameter
 */
export function parseDatabaseUrl(given: string): DatabaseUrl {
  let readWrite = false;
  const servers = urlsOfHosts(given).map((one) => {
    const url = new URL(one);
    const take = (name: string) => {
      const value = url.searchParams.get(name);
      url.searchParams.delete(name);
      return value || null;
    };
    const root = take("sslrootcert");
    const mode = take("sslmode") ?? take("ssl") ?? (root === "system" ? "verify-full" : "disable");
    const files = { ca: root === "system" ? null : root, cert: take("sslcert"), key: take("sslkey") };
    const target = take("target_session_attrs") ?? "any";
    if (!modes.includes(mode)) throw new DatabaseUrlError(`sslmode is ${mode}. Available: ${modes.join(", ")}.`);
    if (target !== "any" && target !== "read-write") {
      throw new DatabaseUrlError(`target_session_attrs is ${target}. Available: any, read-write.`);
    }
    if (take("channel_binding") === "require") {
      throw new DatabaseUrlError("channel_binding is not supported. Remove it, and set sslmode=verify-full.");
    }
    readWrite ||= target === "read-write";
    // Without a mode, libpq would use `prefer`.
    const libpq = new URL(url);
    const parameters = { sslmode: mode, sslrootcert: root, sslcert: files.cert, sslkey: files.key };
    for (const [name, value] of Object.entries(parameters)) if (value) libpq.searchParams.set(name, value);
    return { url: url.href, ssl: tls(mode, url.hostname.replace(/^\[|\]$/g, ""), files), libpq: libpq.href };
  });
  return { servers, readWrite };
}

function tls(
  mode: string,
  host: string,
  { ca, ...own }: { ca: string | null; cert: string | null; key: string | null },
): Server["ssl"] {
  if (mode === "disable") return false;
  if (mode === "prefer") return "prefer";
  const read = Object.fromEntries(
    Object.entries(own).flatMap(([name, file]) => (file ? [[name, readAs(`ssl${name}`, file)]] : [])),
  );
  if (mode === "require" && !ca) return { ...read, rejectUnauthorized: false };
  return {
    ...read,
    ...(ca ? { ca: readAs("sslrootcert", ca) } : {}),
    rejectUnauthorized: true,
    // Node would compare with `localhost` where the host is an IP address.
    checkServerIdentity: (_name, certificate) =>
      mode === "verify-full" ? checkServerIdentity(host, certificate) : undefined,
  };
}

/** Reads the file of a parameter. @throws {DatabaseUrlError} if it cannot be read */
function readAs(parameter: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new DatabaseUrlError(`${parameter} names a file that cannot be read: ${file}.`, { cause });
  }
}
