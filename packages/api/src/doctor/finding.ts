import { randomUUID } from "node:crypto";
import type { App, WorkContext } from "../core/context.ts";
import { commandLine, unitOfWork } from "../core/work/unit-of-work.ts";

/** The result of a check. */
export interface Finding {
  check: string;
  state: "ok" | "warning" | "wrong";
  /** The finding. */
  message: string;
  /** The advice; null if all is well. */
  advice: string | null;
}

/** The outcome of a check, without its name. */
export type Seen = Omit<Finding, "check">;

export const ok = (message: string): Seen => ({ state: "ok", message, advice: null });
export const warning = (message: string, advice: string): Seen => ({ state: "warning", message, advice });
export const wrong = (message: string, advice: string): Seen => ({ state: "wrong", message, advice });

/** Reads the database for a check. */
export const inDatabase = <T>(app: App, body: (context: WorkContext) => Promise<T>): Promise<T> =>
  unitOfWork(
    app,
    { requestId: randomUUID(), log: app.log, user: null, actor: commandLine },
    { readOnly: true },
    ({ context }) => body(context),
  );
