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
  touchSession,
} from "./sessions.ts";

/** Sign-ins that are alive. Has no procedures: people sign in by `auth`, and see their sessions by `users`. */
export const sessionsModule = defineModule({ router: {}, cleanUp: removeExpiredSessions });
