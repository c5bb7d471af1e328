import { TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import type { AppRouter } from "@waybill/api";
import { fieldIssue, type IssueCode } from "@waybill/validators";
import { z } from "zod";

// Some procedures ask that the person has proved lately who they are. Whatever calls one, a form or a button, waits here
// while the person is asked, and is then sent again: nothing that was typed is lost.

const refusal = z.object({ issues: z.array(fieldIssue) });

/** Whether a call was refused for a reason of this kind. */
export function hasIssue(error: unknown, code: IssueCode): boolean {
  if (!(error instanceof TRPCClientError)) return false;
  const { issues } = refusal.safeParse(error.data).data ?? { issues: [] };
  return issues.some((issue) => issue.code === code);
}

/** Whether a call was refused because the person has to prove first who they are. */
export const asksForProof = (error: unknown): boolean => hasIssue(error, "reauthenticate");

/** What a proof has to be. */
export interface Wanted {
  /** Whether it has to be a second factor: a code of the app, or a passkey. */
  secondFactor?: boolean;
}

type Ask = (wanted: Wanted) => Promise<boolean>;
let ask: Ask | undefined;
let asking: Promise<boolean> | undefined;

/** Says what asks the person. @returns takes that back */
export function askWith(how: Ask): () => void {
  ask = how;
  return () => {
    if (ask === how) ask = undefined;
  };
}

/** Asks the person, once for all that waits for it. @returns whether they proved it */
export function proveIdentity(wanted: Wanted = {}): Promise<boolean> {
  asking ??= (ask?.(wanted) ?? Promise.resolve(false)).finally(() => {
    asking = undefined;
  });
  return asking;
}

/** Marks a call that asks only what is wrong with its input. */
export const asCheck = { check: true } as const;

/** Whether a call asks only what is wrong with its input: nobody is asked for a proof for that. */
export const isCheck = ({ context }: { context: Record<string, unknown> }): boolean => context.check === true;

/** The link that asks, and sends the call again. */
export const confirmation: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) => {
      let sent: { unsubscribe(): void } | undefined;
      const send = (again: boolean) => {
        sent = next(op).subscribe({
          next: (value) => observer.next(value),
          complete: () => observer.complete(),
          error(error) {
            if (again || isCheck(op) || !asksForProof(error)) return observer.error(error);
            void proveIdentity().then((proved) => (proved ? send(true) : observer.error(error)));
          },
        });
      };
      send(false);
      return () => sent?.unsubscribe();
    });
