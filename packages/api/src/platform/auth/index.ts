import { defineModule } from "../../core/index.ts";
import { accountExistsMail, resetPasswordMail, verifyEmailMail } from "./mails.ts";
import { authRouter } from "./router.ts";

export type { Arrival } from "./arrival.ts";
export { resetPasswordLink } from "./links.ts";
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
export { countAttempt, limitsFor } from "./throttle.ts";

/** Accounts, passwords, sign-in. */
export const authModule = defineModule({
  router: authRouter,
  mails: [accountExistsMail, resetPasswordMail, verifyEmailMail],
});
