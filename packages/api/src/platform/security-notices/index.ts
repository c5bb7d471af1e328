import { defineModule } from "../../core/index.ts";
import { noticeMail } from "./notices.ts";

export { notifyPerson } from "./notices.ts";

/** Notices of an account: recorded, and mailed to the person. */
export const securityNoticesModule = defineModule({ router: {}, mails: [noticeMail] });
