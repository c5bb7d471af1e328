import { defineModule } from "../../core/index.ts";
import { usersRouter } from "./router.ts";

export { userColumns } from "./columns.ts";
export {
  addPeople,
  addUnlessRegistered,
  claimEmailAddress,
  confirmEmailAddress,
  removePerson,
  setEmailAddress,
  setOperatorRights,
  setPassword,
} from "./people.ts";

/** People and their sessions. */
export const usersModule = defineModule({ router: usersRouter });
