import { initTRPC } from "@trpc/server";
import { newId } from "@waybill/db";
import type { Permission } from "../permissions.ts";
import { publicError } from "./error-response.ts";
import type { RequestContext } from "./request.ts";

/** The permitted callers of a procedure. */
export type CallableBy =
  | { kind: "public" }
  | { kind: "user" }
  /** A caller with the permission in the tenant: a member, a member's API key, or an operator with support access. */
  | { kind: "tenant"; permission: Permission }
  /** A member with the permission, in person: no API key and, without `support`, no operator with support access. */
  | { kind: "person"; permission: Permission; support: boolean }
  | { kind: "operator" };

interface Meta {
  access: CallableBy;
  /** Whether a fresh sign-in is required. */
  fresh?: boolean;
  /** Whether the process answers without its database. */
  process?: boolean;
}

/** After this time the client has to reconnect a stream, which checks its permissions again. */
const maxStreamMs = 5 * 60_000;

const t = initTRPC
  .context<RequestContext>()
  .meta<Meta>()
  .create({
    errorFormatter({ shape, error, ctx }) {
      // A malformed request has no context.
      const requestId = ctx?.requestId ?? newId();
      return { ...shape, ...publicError(error, requestId) };
    },
    sse: {
      maxDurationMs: maxStreamMs,
      ping: { enabled: true, intervalMs: 15_000 },
      client: { reconnectAfterInactivityMs: 40_000 },
    },
  });

/** Makes a router. */
export const router = t.router;
/** Makes a caller that runs procedures without HTTP. */
export const createCallerFactory = t.createCallerFactory;
/** A procedure without any middleware; `base-procedure.ts` builds on it. */
export const { procedure } = t;
