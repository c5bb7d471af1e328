import { urlsOfHosts } from "@waybill/postgres/database-url";
import { inNetworks, isLoopback, ownNetworks, plainAddress } from "./addresses.ts";

/** Settings with URLs of other systems, and whether a URL enforces TLS with a verified certificate. */
const systems = {
  // `require` and weaker modes do not verify the certificate.
  DATABASE_URL: ({ searchParams }: URL) => verifies(searchParams),
  DATABASE_OWNER_URL: ({ searchParams }: URL) => verifies(searchParams),
  DATABASE_LISTEN_URL: ({ searchParams }: URL) => verifies(searchParams),
  // Without `requireTLS`, STARTTLS can be stripped by an attacker in between.
  SMTP_URL: ({ protocol, searchParams }: URL) =>
    (protocol === "smtps:" || searchParams.get("requireTLS") === "true") &&
    searchParams.get("tls.rejectUnauthorized") !== "false",
  S3_ENDPOINT: ({ protocol }: URL) => protocol === "https:",
  S3_PUBLIC_ENDPOINT: ({ protocol }: URL) => protocol === "https:",
  CARRIER_URL: ({ protocol }: URL) => protocol === "https:",
  PASSWORD_BREACH_URL: ({ protocol }: URL) => protocol === "https:",
  AUTH_OIDC_ISSUER: ({ protocol }: URL) => protocol === "https:",
  OTEL_EXPORTER_OTLP_ENDPOINT: ({ protocol }: URL) => protocol === "https:",
} satisfies Record<string, (url: URL) => boolean>;

const verifies = (query: URLSearchParams): boolean =>
  query.get("sslmode") === "verify-full" || query.get("ssl") === "verify-full" || query.get("sslrootcert") === "system";

const isSystem = (name: string): name is keyof typeof systems => Object.hasOwn(systems, name);

/** Advice for URLs without TLS. */
const remedies: Record<keyof typeof systems, string> = {
  DATABASE_URL: "add ?sslmode=verify-full",
  DATABASE_OWNER_URL: "add ?sslmode=verify-full",
  DATABASE_LISTEN_URL: "add ?sslmode=verify-full",
  SMTP_URL: "give smtps://, or add ?requireTLS=true",
  S3_ENDPOINT: "give https://",
  S3_PUBLIC_ENDPOINT: "give https://",
  CARRIER_URL: "give https://",
  PASSWORD_BREACH_URL: "give https://",
  AUTH_OIDC_ISSUER: "give https://",
  OTEL_EXPORTER_OTLP_ENDPOINT: "give https://",
};

type Urls = { [_ in keyof typeof systems]?: string | undefined } & {
  NODE_ENV: string;
  PLAINTEXT_TO: readonly string[];
};

const isOwn = inNetworks(ownNetworks);

/**
 * Whether a URL leads to this machine or into a private network: a loopback or private address, a Unix socket, or a name
 * without a dot, as in container networks.
 */
function staysInside({ hostname, searchParams }: URL): boolean {
  const host = hostname || (searchParams.get("host") ?? "");
  return !/[.:]/.test(host) || /^(?:\/|%2f)/i.test(host) || isLoopback(host) || isOwn(plainAddress(host));
}

/**
 * Settings that would send passwords and data over the internet without TLS or without verifying the certificate. In
 * production, `PLAINTEXT_TO` has to name each accepted one.
 *
 * @returns each with advice.
 */
export function plaintextObstacles(config: Urls): [setting: string, message: string][] {
  const unknown = config.PLAINTEXT_TO.filter((name) => !isSystem(name));
  const names = Object.keys(systems).filter(isSystem);
  const open = names.filter((name) => {
    if (config.NODE_ENV !== "production" || config.PLAINTEXT_TO.includes(name)) return false;
    // All hosts of a database URL are checked.
    return urlsOfHosts(config[name] ?? "").some((given) => {
      const url = URL.parse(given);
      return url !== null && !staysInside(url) && !systems[name](url);
    });
  });
  return [
    ...unknown.map((name): [string, string] => [
      "PLAINTEXT_TO",
      `${name.slice(0, 40)} is not a setting with the URL of a system`,
    ]),
    ...open.map((name): [string, string] => [
      name,
      `would send data over the internet without verified TLS: ${remedies[name]}, or name the setting in PLAINTEXT_TO`,
    ]),
  ];
}

const databases = ["DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_LISTEN_URL"] as const;

/**
 * Settings with a remote database URL without `sslmode`, which means no encryption. `sslmode=disable` is an explicit
 * decision.
 *
 * @returns the names of the settings.
 */
export function undecidedDatabases(config: Urls): string[] {
  return databases.filter((name) =>
    urlsOfHosts(config[name] ?? "").some((given) => {
      const url = URL.parse(given);
      if (!url) return false;
      const host = url.hostname || (url.searchParams.get("host") ?? "");
      if (host === "" || /^(?:\/|%2f)/i.test(host) || isLoopback(plainAddress(host))) return false;
      const says = ["sslmode", "ssl"].some((name) => url.searchParams.get(name));
      return !says && url.searchParams.get("sslrootcert") !== "system";
    }),
  );
}
