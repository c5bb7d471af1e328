import type { Actor, MemberContext, SecondFactorState, Tenant, User, WorkContext } from "../context.ts";
import type { Access } from "../permissions.ts";
import type { OpenWork } from "../work/unit-of-work.ts";

/** A valid session. */
export interface Session {
  id: string;
  user: User;
  /** Seconds since the user last authenticated. */
  age: number;
  /** Whether a second factor was proved. */
  provedSecondFactor: boolean;
}

/** A valid API key, and the user in whose name it acts. */
export interface ApiKeyCaller {
  id: string;
  user: User;
  tenantId: string;
  /** The key's scope. It acts with the permissions that are in its scope and that its user has. */
  permissions: ReadonlySet<string>;
}

/** The user in whose name a command line acts. */
export interface CommandUser {
  user: User;
  /** Whether the user has a second factor. */
  hasSecondFactor: boolean;
}

/** The role and permissions of a caller in a tenant. */
export interface Membership extends Access {
  tenant: Tenant;
  /** The role's name, for people. */
  roleName: string;
  /** The id of the tenant's own role; null for a built-in role. */
  roleId: string | null;
  secondFactorState: SecondFactorState;
  /** The user, or the API key, support access or command that acts for the user. */
  actor: Pick<Actor, "kind" | "id">;
}

/** The caller of a request, in the tenant that the request names. */
export interface CallerInTenant {
  user: User;
  membership: Membership;
  /** Whether the session's last use has to be recorded again. */
  useIsDue: boolean;
  /** Seconds since the user last authenticated; infinite for an API key. */
  age: number;
}

/** The ids of a job's caller, as they were queued. @property apiKeyId the API key, where one acted and the job needs a permission */
export interface JobCallerIds {
  userId: string | null;
  apiKeyId: string | null;
}

/** The caller of a job, as of now. */
export interface JobCaller {
  user: User | null;
  tenant: Tenant | null;
  access: Access;
  /** Whether the job was queued by an API key that is no longer valid. */
  apiKeyEnded: boolean;
}

/**
 * Looks up callers and their permissions. `core` declares it and `platform/identity` implements it, because sessions, API keys,
 * members and roles belong to the platform. Each method runs in a unit of work, with as few statements as possible.
 */
export interface Identity {
  /** A valid session, or null. Records its use, at most once a minute. */
  session(context: WorkContext, id: string): Promise<Session | null>;
  /** Records that a session was used now. */
  recordSessionUse(context: WorkContext, id: string): Promise<void>;
  /**
   * A valid API key, or null. Records its use, at most once a minute.
   *
   * @param of.hash the stored hash of the key.
   * @param ip the IP address of the request.
   */
  apiKey(context: WorkContext, of: { tenantId: string; hash: string }, ip: string | null): Promise<ApiKeyCaller | null>;
  /** The user with an email address, or null. */
  commandUser(context: WorkContext, email: string): Promise<CommandUser | null>;
  /**
   * The user of a session and their membership of a tenant. Enters the tenant for row-level security.
   *
   * @param ref the tenant's id or slug.
   * @returns null where the session has ended.
   * @throws NOT_FOUND where the tenant does not exist or the user is not a member: one answer for both.
   * @throws FORBIDDEN with `second_factor_required`, where one is required and the session has none.
   */
  callerInTenant(work: OpenWork, sessionId: string, ref: string | null): Promise<CallerInTenant | null>;
  /**
   * The membership of an API key: the permissions of its scope that its user has now.
   *
   * @throws NOT_FOUND where the request names another tenant, or the user is no longer a member.
   * @throws FORBIDDEN where a second factor is required and the user has none.
   */
  apiKeyMembership(context: WorkContext, key: ApiKeyCaller, ref: string | null): Promise<Membership>;
  /**
   * The membership of the user in whose name a command acts. Enters the tenant for row-level security.
   *
   * @throws NOT_FOUND where the tenant does not exist or the user is not a member: one answer for both.
   * @throws FORBIDDEN where a second factor is required and the user has none.
   */
  commandMembership(work: OpenWork, commandUser: CommandUser, ref: string | null): Promise<Membership>;
  /** The caller of a job, as of now. @throws where the tenant was deleted */
  jobCaller(context: WorkContext, tenantId: string | null, ids: JobCallerIds): Promise<JobCaller>;
  /**
   * The time until a caller's access ends: with the session, the API key, the support access, or the grace period for a second
   * factor.
   *
   * @param sessionId the session of the request; null for an API key.
   * @returns milliseconds
   */
  endsInMs(context: MemberContext, sessionId: string | null): Promise<number>;
  /** A tenant; undefined where it was deleted. */
  tenant(context: WorkContext, id: string): Promise<Tenant | undefined>;
  /** The ids of tenants, in order. @param after the last id of the previous page */
  tenantIds(context: WorkContext, after: string | undefined, limit: number): Promise<string[]>;
}
