import { defineModule } from "../../core/index.ts";
import { changeEmailMail, emailChangedMail, emailConstraints } from "./email.ts";
import { codeMail } from "./mailed-code.ts";
import { accountRouter } from "./router.ts";

/** What a person can do with the own account: the password, the address, sessions, and what happened to it. */
export const accountModule = defineModule({
  router: accountRouter,
  mails: [changeEmailMail, codeMail, emailChangedMail],
  constraints: emailConstraints,
});
