import { TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import type { AppRouter } from "@waybill/api";
import { type IssueCode, issuesIn } from "@waybill/validators/refusals";

// Some procedures require a fresh sign-in. A call from a form or a button waits here
// while the person is asked, and is then sent again: no input is lost.

/** Whether a call was refused with an issue of this code. */
export function hasIssue(error: unknown, code: IssueCode): boolean {
  return error instanceof TRPCClientError && issuesIn(error.data).some((issue) => issue.code === code);
}

/** Whether a call was refused because it requires a fresh sign-in. */
export const asksForProof = (error: unknown): boolean => hasIssue(error, "reauthenticate");

/** The requirements of a proof. */
export interface ProofRequest {
  /** Whether it must be a second factor: a code of the app, or a passkey. */
  secondFactor?: boolean;
}

type Prompt = (request: ProofRequest) => Promise<boolean>;
let prompt: Prompt | undefined;
let pending: Promise<boolean> | undefined;

/** Sets the function that asks the person. @returns a function that removes it */
export function setPrompt(how: Prompt): () => void {
  prompt = how;
  return () => {
    if (prompt === how) prompt = undefined;
  };
}

/** Asks the person, once for all waiting calls. @returns whether they confirmed */
export function proveIdentity(request: ProofRequest = {}): Promise<boolean> {
  pending ??= (prompt?.(request) ?? Promise.resolve(false)).finally(() => {
    pending = undefined;
  });
  return pending;
}

/** Marks a call that only checks its input. */
export const checkContext = { check: true } as const;

/** Whether a call only checks its input: it needs no proof. */
export const isCheck = ({ context }: { context: Record<string, unknown> }): boolean => context.check === true;

/** The tRPC link that asks for a proof and sends the call again. */
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
