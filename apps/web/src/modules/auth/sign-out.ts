import { forgetEverything } from "@/trpc/client.tsx";
import { send } from "./calls.ts";

/** Signs out here: ends the session, and forgets what was read. */
export async function endSession(): Promise<void> {
  await send("sign-out");
  forgetEverything();
}
