import { defineModule } from "../../core/index.ts";
import { createBreaches } from "./breaches.ts";
import { removeExpiredDevices } from "./end-sign-ins.ts";
import { resetPasswordMail, signInMail, signUpMail } from "./mails.ts";
import { authRouter } from "./router.ts";

export { refuseBreached } from "./breaches.ts";
export type { SignInOutcome } from "./complete-sign-in.ts";
export { endSignIns, forgetSignInState } from "./end-sign-ins.ts";
export { limitsOfMailedCode, limitsOfProof } from "./limits.ts";
export { changeEmailLink, resetPasswordLink } from "./links.ts";
export { guessableOf, hashPassword, isPassword, refuseWeak } from "./passwords.ts";
export { type ProviderProfile, removeProvidersSince } from "./provider-accounts.ts";
export type { Proof } from "./second-factor.ts";
export {
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
