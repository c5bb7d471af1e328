import { defineModule } from "../../core/index.ts";
import { usersRouter } from "./router.ts";

export { userColumns } from "./columns.ts";
export {
  addPeople,
  addUnlessRegistered,
  claimAddress,
  confirmAddress,
  removePerson,
  setAddress,
  setPassword,
  setSuperuser,
} from "./people.ts";

/** People and their sessions. */
export const usersModule = defineModule({ router: usersRouter });
