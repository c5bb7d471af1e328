import { defineModule } from "../../core/index.ts";
import { deliverMail } from "./jobs.ts";
import { createMailer } from "./mailer.ts";

export { sendMail } from "./jobs.ts";
export {
  defineLink,
  dropLink,
  dropLinksOf,
  dropLinksTo,
  isLinkSecret,
  linkIsGone,
  linkSecret,
  linkToMail,
  newestLinkOf,
  newLink,
  peekLink,
  redeemLink,
} from "./links.ts";
export { recentMails } from "./outbox.ts";
export { unexpected } from "./render.ts";

/** Sends mail. Has no procedures and knows no mail: each module declares its own, and queues what it wants sent. */
export const mailModule = defineModule({
  router: {},
  jobs: [deliverMail],
  clients: (settings) => ({ mailer: createMailer(settings) }),
});
