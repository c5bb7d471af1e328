import { defineModule } from "../../core/index.ts";
import { deliverMail } from "./jobs.ts";
import { removeExpiredLinks } from "./links.ts";
import { createMailer } from "./mailer.ts";
import { emptyOutbox } from "./outbox.ts";
import { oldMails } from "./retention.ts";

export { sendMail } from "./jobs.ts";
export { countMailOf } from "./limits.ts";
export {
  accessLinkSeconds,
  defineLink,
  isGenuineToken,
  isLinkSecret,
  lifetimeOf,
  linkSecret,
  linkToMail,
  newestLinkOf,
  newLink,
  noValidLink,
  peekLink,
  redeemLink,
  refuseLink,
  removeLink,
  removeLinksOf,
  removeLinksTo,
  useLink,
  type ValidLink,
} from "./links.ts";
export { checkMailServer } from "./mailer.ts";
export { nameForUnknownReader } from "./names.ts";
export { recentMails } from "./outbox.ts";

/** Sends mail. Has no procedures and no mails of its own: modules define them and queue them. */
export const mailModule = defineModule({
  router: {},
  jobs: [deliverMail],
  async cleanUp(context) {
    await removeExpiredLinks(context);
    await emptyOutbox(context);
  },
  retention: { installation: [oldMails] },
  clients: (settings) => ({ mailer: createMailer(settings) }),
});
