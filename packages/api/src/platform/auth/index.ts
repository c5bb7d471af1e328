import { defineModule } from "../../core/index.ts";
import { accountExistsMail, resetPasswordMail, verifyEmailMail } from "./mails.ts";
import { authRouter } from "./router.ts";

export { type ProviderProfile, signInWithPassword, signInWithProvider, signOut } from "./sign-in.ts";

/** Accounts, passwords, sign-in. */
export const authModule = defineModule({
  router: authRouter,
  mails: [accountExistsMail, resetPasswordMail, verifyEmailMail],
});
