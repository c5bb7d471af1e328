import { defineModule } from "../../core/index.ts";
import { changeEmailMail, emailChangedMail, emailConstraints } from "./email.ts";
import { codeMail } from "./mailed-code.ts";
import { accountRouter } from "./router.ts";

/** A person's own account: password, email address, sessions and account activity. */
export const accountModule = defineModule({
  router: accountRouter,
  mails: [changeEmailMail, codeMail, emailChangedMail],
  constraints: emailConstraints,
});
