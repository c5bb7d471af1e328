import { defineModule } from "../../core/index.ts";
import { createBreaches } from "./breaches.ts";
import { removeExpiredDevices } from "./ends.ts";
import { resetPasswordMail, signInMail, signUpMail } from "./mails.ts";
import { authRouter } from "./router.ts";

export type { Arrival } from "./arrival.ts";
export { refuseBreached } from "./breaches.ts";
export { endSignIns, endWaysIn } from "./ends.ts";
export { limitsOfMailedCode, limitsOfProof } from "./limits.ts";
export { changeEmailLink, resetPasswordLink } from "./links.ts";
export { guessableOf, hashPassword, isPassword, refuseWeak } from "./passwords.ts";
export type { Proof } from "./second-factor.ts";
export {
  forgetProvidersSince,
  type ProviderProfile,
  passkeyChallenge,
  secondFactorChallenge,
  secondFactorChoices,
  signInWithLink,
  signInWithPasskey,
  signInWithPassword,
  signInWithProvider,
  signInWithSecondFactor,
  signOut,
} from "./sign-in.ts";

/** Accounts, passwords, sign-in. */
export const authModule = defineModule({
  router: authRouter,
  mails: [resetPasswordMail, signInMail, signUpMail],
  cleanUp: removeExpiredDevices,
  clients: (settings) => ({ breaches: createBreaches(settings) }),
});
