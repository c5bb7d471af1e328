import { forgetEverything } from "@/trpc/client.tsx";
import { type Answer, send } from "./calls.ts";

/**
 * Signs out here: ends the session, and forgets what was read, whether the server could be reached or not.
 *
 * @returns the answer of the server.
 */
export async function endSession(): Promise<Answer> {
  const answer = await send("sign-out");
  forgetEverything();
  return answer;
}
