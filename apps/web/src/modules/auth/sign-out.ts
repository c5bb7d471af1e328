import { signOut } from "next-auth/react";
import { forgetEverything } from "@/trpc/client.tsx";

/** Signs out here: ends the session, and forgets what was read. */
export async function endSession(): Promise<void> {
  await signOut({ redirect: false });
  forgetEverything();
}
