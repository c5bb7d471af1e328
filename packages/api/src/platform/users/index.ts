import { defineModule } from "../../core/index.ts";
import { usersRouter } from "./router.ts";

/** People and their sessions. */
export const usersModule = defineModule({ router: usersRouter });
