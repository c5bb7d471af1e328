import { forgetEverything } from "@/trpc/client.tsx";
import { send } from "./calls.ts";

/**
 * Signs out here: ends the session, and forgets what was read, whether the server could be reached or not.
 *
 * @returns why the session has not ended, for people; null where it has.
 */
export async function endSession(): Promise<string | null> {
  const { ok, message } = await send("sign-out");
  forgetEverything();
  return ok ? null : `You are still signed in. ${message}`;
}
