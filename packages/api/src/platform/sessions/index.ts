import { defineModule } from "../../core/index.ts";
import { removeExpiredSessions } from "./sessions.ts";

export { authenticationAge } from "./limits.ts";
export {
  endOwnSession,
  endSession,
  endSessionsOf,
  forgetSecondFactor,
  newSession,
  recordProof,
  recordSecondFactor,
  recordSessionUse,
} from "./sessions.ts";

/** Open sessions. No procedures: sign-in is in `auth`, the list of sessions in `users`. */
export const sessionsModule = defineModule({ router: {}, cleanUp: removeExpiredSessions });
