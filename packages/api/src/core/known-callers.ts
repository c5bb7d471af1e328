/** Whose share a caller's work counts into. */
export interface KnownCaller {
  /** The tenant that was named, by its id, where the credential was found to be good there; else null. */
  tenantId: string | null;
}

/** The header by which the web server's door says which credential a request carries: a hash of it. */
export const credentialHeader = "x-waybill-credential";

/** How long a credential is remembered after it was last found to be good, in milliseconds. */
const rememberedMs = 10 * 60_000;
/** How many credentials are remembered, and how many tenants of each. */
const mostCredentials = 10_000;
const mostTenants = 20;

interface Remembered {
  verifiedAt: number;
  /** By id and by slug: the tenant's id. The last one that was verified stands at the end. */
  tenants: Map<string, string>;
}

/**
 * The credentials that this process has lately found to be good, by a hash. The door counts a request before anybody has
 * looked at its credential; by this it tells whom it knows from strangers, who may claim to be anybody. It grants
 * nothing: each request is verified by itself.
 */
export class KnownCallers {
  /** The one that was verified last stands at the end. */
  readonly #remembered = new Map<string, Remembered>();
  readonly #now: () => number;

  /** @param now the time in milliseconds. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * Remembers that a credential is good. Null is none, and remembered by nobody.
   *
   * @param tenant where it is good for a tenant.
   */
  verified(credential: string | null, tenant?: { id: string; slug: string }): void {
    if (credential === null) return;
    const tenants = this.#remembered.get(credential)?.tenants ?? new Map<string, string>();
    if (tenant) {
      for (const name of [tenant.id, tenant.slug]) {
        tenants.delete(name);
        tenants.set(name, tenant.id);
      }
    }
    dropFirst(tenants, 2 * mostTenants);
    this.#remembered.delete(credential);
    this.#remembered.set(credential, { verifiedAt: this.#now(), tenants });
    dropFirst(this.#remembered, mostCredentials);
  }

  /** Forgets a credential that was refused, in a tenant or, where none is named, everywhere. */
  refused(credential: string | null, tenant?: string): void {
    if (credential === null) return;
    if (tenant === undefined) return void this.#remembered.delete(credential);
    const tenants = this.#remembered.get(credential)?.tenants;
    const id = tenants?.get(tenant.toLowerCase());
    for (const [name, of] of tenants ?? []) if (of === id) tenants?.delete(name);
  }

  /**
   * Whom a credential stands for.
   *
   * @param tenant the tenant that comes with it, an id or a slug in lower case.
   * @returns null for who is not known
   */
  find(credential: string, tenant: string | null): KnownCaller | null {
    const remembered = this.#remembered.get(credential);
    if (!remembered || remembered.verifiedAt + rememberedMs < this.#now()) return null;
    return { tenantId: (tenant && remembered.tenants.get(tenant)) || null };
  }
}

/** Drops what stands first, until no more are left than there may be. */
function dropFirst(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
