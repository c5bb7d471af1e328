import { defineModule } from "../../core/index.ts";
import { requestReset } from "./jobs.ts";
import { authRouter } from "./router.ts";

export type { Arrival } from "./arrival.ts";
export type { Proof } from "./second-factor.ts";
export {
  type ProviderProfile,
  passkeyChallenge,
  secondFactorChallenge,
  secondFactorChoices,
  signInWithPasskey,
  signInWithPassword,
  signInWithProvider,
  signInWithSecondFactor,
  signOut,
} from "./sign-in.ts";
export { hashSecret, newSecret } from "./tokens.ts";

/** Accounts, passwords, sign-in. */
export const authModule = defineModule({ router: authRouter, jobs: [requestReset] });
