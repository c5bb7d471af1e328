import { clearCaches } from "@/trpc/client.tsx";
import { type Answer, send } from "./calls.ts";

/**
 * Ends the session of this browser, and clears cached data, even if the server cannot be reached.
 *
 * @returns the answer of the server.
 */
export async function endSession(): Promise<Answer> {
  const answer = await send("sign-out");
  clearCaches();
  return answer;
}
