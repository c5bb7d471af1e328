import { defineModule } from "../../core/index.ts";
import { deliverMail } from "./jobs.ts";
import { createMailer } from "./mailer.ts";

export { sendMail } from "./jobs.ts";
export { recentMails } from "./outbox.ts";
export { renderMail, templates } from "./templates.ts";

/** Sends mail. Has no procedures: other modules queue what they want sent. */
export const mailModule = defineModule({
  router: {},
  jobs: [deliverMail],
  clients: (settings) => ({ mailer: createMailer(settings) }),
});
