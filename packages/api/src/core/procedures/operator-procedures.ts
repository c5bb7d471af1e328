import { TRPCError } from "@trpc/server";
import { requireFreshSignIn } from "../access/fresh-sign-in.ts";
import { requireInstallationSecondFactor } from "../access/second-factor.ts";
import type { OperatorContext } from "../context.ts";
import { installationEntries, recordForInstallation, recordRead } from "../events/installation-activity.ts";
import { queueAdminOf } from "../jobs/queue-admin.ts";
import { baseProcedure, runOrCheck } from "./base-procedure.ts";
import { undeclared } from "./outputs.ts";
import { internalsOf } from "./request.ts";
import { inUnitOfWork, requireSession, userContextOf } from "./user-procedures.ts";

/** @param reveals for a query that is recorded: its read, as a sentence without its subject. */
const procedureOf = (reveals?: string) =>
  baseProcedure.meta({ access: { kind: "operator" } }).use(async (call) => {
    const { ctx, type, path, next } = call;
    const session = await requireSession(ctx);
    if (!session.user.operator) throw new TRPCError({ code: "FORBIDDEN", message: "Only operators may do this." });
    const { app, check } = internalsOf(ctx);
    requireInstallationSecondFactor(app.settings, session.provedSecondFactor);
    if (type === "mutation") requireFreshSignIn(session.age, app.settings);
    // A query that is recorded writes.
    return inUnitOfWork(ctx, reveals ? "mutation" : type, session.user, async (work) => {
      const context: OperatorContext = { ...userContextOf(ctx, session, work), queues: queueAdminOf(work.context) };
      const result = await runOrCheck(call, () => next({ ctx: context }));
      if (!result.ok || check) return result;
      if (reveals) await recordRead(context, { action: path, summary: reveals });
      else if (type === "mutation" && installationEntries(context) === 0) {
        await recordForInstallation(context, { action: path, summary: `called ${path}` });
      }
      return result;
    });
  });

/**
 * Operators of the installation may call it. Mutations require a fresh sign-in; one that records no activity of the installation
 * itself gets a plain entry.
 */
export const operatorProcedure = undeclared(procedureOf());

/**
 * A query of operators that reads data of many tenants. It records one entry an hour and operator.
 *
 * @param reveals its read, as a sentence without its subject.
 */
export const operatorDisclosure = (reveals: string) => undeclared(procedureOf(reveals));
