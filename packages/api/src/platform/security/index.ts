import { defineModule } from "../../core/index.ts";
import { noticeMail } from "./notices.ts";

export { tellPerson } from "./notices.ts";

/** What happens to people's accounts: noted, and told to them by mail. */
export const securityModule = defineModule({ router: {}, mails: [noticeMail] });
