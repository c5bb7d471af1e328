import { readFileSync } from "node:fs";
import { checkServerIdentity, type ConnectionOptions as TlsOptions } from "node:tls";

/** One server of an address, as the driver is told of it. */
export interface Server {
  /** The address of this one alone, without what is read here. */
  url: string;
  /** How TLS is spoken: not at all, where the server offers it, or with these checks. */
  ssl: false | "prefer" | TlsOptions;
  /** The same address for libpq, as its programs read it (`pg_dump`, `psql`). */
  libpq: string;
}

/** What an address of a database says, read once for every use of the driver, in the words of libpq. */
export interface Address {
  /** To be tried in their order. */
  servers: Server[];
  /** Whether only a server that takes writes will do. */
  readWrite: boolean;
}

/** Thrown where an address asks for what there is not; the message says what there is. */
export class AddressError extends Error {
  override readonly name = "AddressError";
}

const modes = ["disable", "prefer", "require", "verify-ca", "verify-full"];

/** The parts of an address: what stands before its hosts, the hosts, and the rest. */
const parts = /^(postgres(?:ql)?:\/\/(?:[^@/?#]*@)?)([^/?#]*)(.*)$/s;

/** An address for each host of an address that names several, as `host1:5432,host2:5433`. */
export function addressesOf(url: string): string[] {
  const [, before = "", hosts = "", after = ""] = parts.exec(url) ?? [];
  return hosts.includes(",") ? hosts.split(",").map((host) => before + host + after) : [url];
}

/**
 * Reads an address: `sslmode` (disable, prefer, require, verify-ca, verify-full), `sslrootcert` (a file, or `system`),
 * `sslcert` and `sslkey`, several hosts, `target_session_attrs` (any, read-write). Without `sslmode` nothing is encrypted;
 * with a `sslrootcert`, `require` checks the certificate as `verify-ca` does.
 *
 * @throws {AddressError} where it asks for something else
 */
export function readAddress(address: string): Address {
  let readWrite = false;
  const servers = addressesOf(address).map((one) => {
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
    if (!modes.includes(mode)) throw new AddressError(`sslmode is ${mode}. There are: ${modes.join(", ")}.`);
    if (target !== "any" && target !== "read-write") {
      throw new AddressError(`target_session_attrs is ${target}. There are: any, read-write.`);
    }
    if (take("channel_binding") === "require") {
      throw new AddressError("There is no channel_binding. Take it out, and give sslmode=verify-full.");
    }
    readWrite ||= target === "read-write";
    // libpq would take `prefer` where no mode is given.
    const libpq = new URL(url);
    const said = { sslmode: mode, sslrootcert: root, sslcert: files.cert, sslkey: files.key };
    for (const [name, value] of Object.entries(said)) if (value) libpq.searchParams.set(name, value);
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
    // Node would compare with `localhost` where the host is an address.
    checkServerIdentity: (_name, certificate) =>
      mode === "verify-full" ? checkServerIdentity(host, certificate) : undefined,
  };
}

/** The content of a file that a parameter names. @throws {AddressError} where it cannot be read */
function readAs(parameter: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new AddressError(`${parameter} names a file that cannot be read: ${file}.`, { cause });
  }
}
