/** The caller of a verified credential, for rate limits. */
export interface VerifiedCredential {
  /** The id of the tenant that the request names, where the credential was verified for it; otherwise null. */
  tenantId: string | null;
}

/** The internal header in which the web server passes on a hash of a request's credential. */
export const credentialHeader = "x-waybill-credential";

/** The time for which a verified credential is remembered, in milliseconds. */
const lifetimeMs = 10 * 60_000;
/** Maximum number of credentials, and of tenants for each. */
const maxCredentials = 10_000;
const maxTenants = 20;

interface Remembered {
  verifiedAt: number;
  /** Tenant ids by id and by slug, the most recently verified last. */
  tenants: Map<string, string>;
}

/**
 * The credentials that this process has verified in the last minutes, by hash. The web server applies its limits before a
 * credential is verified; this cache tells verified callers from others. It grants nothing: every request is verified.
 */
export class VerifiedCredentials {
  /** The most recently verified last. */
  readonly #remembered = new Map<string, Remembered>();
  readonly #now: () => number;

  /** @param now the current time, in milliseconds. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * Remembers a verified credential; does nothing for null.
   *
   * @param tenant the tenant that it was verified for, if any.
   */
  remember(credential: string | null, tenant?: { id: string; slug: string }): void {
    if (credential === null) return;
    const tenants = this.#remembered.get(credential)?.tenants ?? new Map<string, string>();
    if (tenant) {
      for (const name of [tenant.id, tenant.slug]) {
        tenants.delete(name);
        tenants.set(name, tenant.id);
      }
    }
    dropFirst(tenants, 2 * maxTenants);
    this.#remembered.delete(credential);
    this.#remembered.set(credential, { verifiedAt: this.#now(), tenants });
    dropFirst(this.#remembered, maxCredentials);
  }

  /** Forgets a refused credential: for one tenant or, without one, for all. */
  forget(credential: string | null, tenant?: string): void {
    if (credential === null) return;
    if (tenant === undefined) return void this.#remembered.delete(credential);
    const tenants = this.#remembered.get(credential)?.tenants;
    const id = tenants?.get(tenant.toLowerCase());
    for (const [name, of] of tenants ?? []) if (of === id) tenants?.delete(name);
  }

  /**
   * The caller of a credential.
   *
   * @param tenant the tenant that the request names: an id or a slug, in lower case.
   * @returns null where the credential is not remembered
   */
  find(credential: string, tenant: string | null): VerifiedCredential | null {
    const remembered = this.#remembered.get(credential);
    if (!remembered || remembered.verifiedAt + lifetimeMs < this.#now()) return null;
    return { tenantId: (tenant && remembered.tenants.get(tenant)) || null };
  }
}

/** Removes the oldest entries above the limit. */
function dropFirst(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
