import type { Actor, MemberContext, SecondFactorState, Tenant, User, WorkContext } from "./context.ts";
import type { Access } from "./permissions.ts";
import type { OpenWork } from "./unit-of-work.ts";

/** A session that lives. */
export interface Session {
  id: string;
  user: User;
  /** Seconds since the person has proved who they are. */
  age: number;
  /** Whether a second factor was proved. */
  secondFactor: boolean;
}

/** An API key that is alive. */
export interface RequestKey {
  id: string;
  /** In whose name it acts. */
  user: User;
  tenantId: string;
  /** What it may do, where its person may too. */
  permissions: ReadonlySet<string>;
}

/** The person in whose name a command acts. */
export interface CommandPerson {
  user: User;
  /** Whether they have a second factor. */
  secondFactor: boolean;
}

/** Somebody's place in a tenant. */
export interface Membership extends Access {
  tenant: Tenant;
  /** The role's name, for people. */
  roleName: string;
  /** The tenant's own role that it comes from; null for a built-in one. */
  roleId: string | null;
  secondFactor: SecondFactorState;
  /** Who acts, where it is not the person alone. */
  actor: Pick<Actor, "kind" | "id">;
}

/** Who acts in a tenant, and as what. */
export interface Place {
  user: User;
  membership: Membership;
  /** Whether the session's last use has to be written again. */
  stale: boolean;
  /** Seconds since the person has proved who they are. Endless for a key: it proves nothing anew. */
  age: number;
}

/** Who began a job, as it was queued. @property apiKeyId the key, where one acted and the job asks for rights */
export interface Beginner {
  userId: string | null;
  apiKeyId: string | null;
}

/** Whom a job acts for. */
export interface Cause {
  user: User | null;
  tenant: Tenant | null;
  access: Access;
  /** Whether it was begun by an API key that is not alive any more. */
  keyEnded: boolean;
}

/**
 * Who calls, and what they may do. The core asks; the platform answers, since sessions, keys, members and roles are its
 * own. Each is asked within a unit of work, and costs as few statements as its answer needs.
 */
export interface Identity {
  /** A session that lives; null for any other. Notes its use, where that was noted last some time ago. */
  session(context: WorkContext, id: string): Promise<Session | null>;
  /** Notes that a session was used just now. */
  touchSession(context: WorkContext, id: string): Promise<void>;
  /**
   * A key that is alive; null for any other. Notes its use like a session's.
   *
   * @param of.hash how the key is kept.
   * @param ip from where it was sent.
   */
  key(context: WorkContext, of: { tenantId: string; hash: string }, ip: string | null): Promise<RequestKey | null>;
  /** Who has an address; null where nobody has. */
  person(context: WorkContext, email: string): Promise<CommandPerson | null>;
  /**
   * Finds whose session it is, and the tenant that the request names, and enters it.
   *
   * @param ref the tenant's id or slug.
   * @returns null where the session is over or was revoked.
   * @throws NOT_FOUND where the tenant does not exist or is not the person's: one answer for both.
   * @throws FORBIDDEN with `second_factor_required`, where one is required and the session has none.
   */
  place(work: OpenWork, sessionId: string, ref: string | null): Promise<Place | null>;
  /**
   * Finds what a key may do: what it was made for, where its person may too, as they are today.
   *
   * @throws NOT_FOUND where the request names another tenant than the key, or its person belongs to it no more.
   * @throws FORBIDDEN where a second factor is required and the person has none: a key would be a way around it.
   */
  keyMembership(context: WorkContext, key: RequestKey, ref: string | null): Promise<Membership>;
  /**
   * Finds what a person may do in a tenant, in whose name a command acts, and enters it.
   *
   * @throws NOT_FOUND where the tenant does not exist or the person does not belong to it: one answer for both.
   * @throws FORBIDDEN where a second factor is required and the person has none: a command would be a way around it.
   */
  commandMembership(work: OpenWork, person: CommandPerson, ref: string | null): Promise<Membership>;
  /** Whom a job acts for, as they are now. @throws where the tenant is gone */
  cause(context: WorkContext, tenantId: string | null, beginner: Beginner): Promise<Cause>;
  /**
   * When the session, the key, the support access or the time without a second factor ends by which somebody is here.
   *
   * @param sessionId the session that the request came with; null where it came with a key.
   * @returns milliseconds from now
   */
  endsInMs(context: MemberContext, sessionId: string | null): Promise<number>;
  /** A tenant; undefined where it is gone. */
  tenant(context: WorkContext, id: string): Promise<Tenant | undefined>;
  /** The ids of tenants, in order. @param after the one that they come after */
  tenantIds(context: WorkContext, after: string | undefined, limit: number): Promise<string[]>;
}
