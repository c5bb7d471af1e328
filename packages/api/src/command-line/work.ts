import type { WorkContext } from "../core/context.ts";
import { asTrpcError } from "../core/errors.ts";
import { callerOf, internalsOf, type RequestContext } from "../core/procedures/request.ts";
import { commandLine, unitOfWork } from "../core/work/unit-of-work.ts";

/** A unit of work of the installation. Its activity entries belong to the command line. */
export function ofInstallation<T>(
  request: RequestContext,
  body: (context: WorkContext) => Promise<T>,
  { readOnly = false } = {},
): Promise<T> {
  const caller = { ...callerOf(request), actor: commandLine };
  return unitOfWork(internalsOf(request).app, caller, { readOnly }, ({ context }) => body(context)).catch((error) => {
    throw asTrpcError(error);
  });
}
