import { defineModule } from "../../core/index.ts";
import { requestReset } from "./jobs.ts";
import { authRouter } from "./router.ts";

export { type ProviderProfile, signInWithPassword, signInWithProvider, signOut } from "./sign-in.ts";
export { countAttempt } from "./throttle.ts";
export { hashSecret, newSecret } from "./tokens.ts";

/** Accounts, passwords, sign-in. */
export const authModule = defineModule({ router: authRouter, jobs: [requestReset] });
