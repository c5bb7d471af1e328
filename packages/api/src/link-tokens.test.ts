import { signInByLink } from "@waybill/validators";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { definitions } from "./root.ts";

// Generated from the router: each procedure that takes the token of a mailed link.

const inputs = new Map(
  [...definitions].flatMap(([name, procedure]) =>
    procedure.inputs.flatMap((input) =>
      input instanceof z.ZodObject && "token" in input.shape ? [[name, input] as const] : [],
    ),
  ),
).set("the route of a sign-in by link", signInByLink);

/** The messages about the token, in an input with nothing else. */
async function messagesOf(name: string, token: string): Promise<string[]> {
  const { error } = (await inputs.get(name)?.safeParseAsync({ token })) ?? {};
  return (error?.issues ?? []).filter(({ path }) => path.join() === "token").map(({ message }) => message);
}

/** The length of the shortest complete token: invitations name the organisation too. */
const lengths: Record<string, number> = {
  "account.confirmEmail": 20,
  "account.undoEmail": 20,
  "auth.pendingSignIn": 20,
  "auth.pendingSignUp": 20,
  "auth.resetPassword": 20,
  "auth.verifyEmail": 20,
  "tenants.accept": 40,
  "tenants.invitation": 40,
  "the route of a sign-in by link": 20,
};

describe("the token of a mailed link", () => {
  test("is known for every procedure with such an input", () => {
    expect([...inputs.keys()].sort()).toEqual(Object.keys(lengths).sort());
  });

  test.each(Object.entries(lengths))("of %s is incomplete with fewer than %i characters", async (name, length) => {
    const incomplete = ["This link is incomplete. Copy the whole link, or request a new one."];
    expect(await messagesOf(name, "")).toEqual(incomplete);
    expect(await messagesOf(name, "x".repeat(length - 1))).toEqual(incomplete);
    expect(await messagesOf(name, "x".repeat(length))).toEqual([]);
  });
});
