import { defineModule } from "../../core/index.ts";
import { published } from "./events.ts";
import { revokeKeysOfLeft, revokeKeysOfRemoved } from "./handlers.ts";
import { apiKeyPermissions } from "./permissions.ts";
import { apiKeysRouter } from "./router.ts";

export { recordApiKeyUse } from "./service.ts";

/** API keys for programs. */
export const apiKeysModule = defineModule({
  router: apiKeysRouter,
  resources: [apiKeyPermissions],
  events: published,
  handlers: [revokeKeysOfLeft, revokeKeysOfRemoved],
});
