import { handlers } from "@/server/auth.ts";
import { withReadableCallback } from "@/server/callback.ts";
import { route, withJsonErrors } from "@/server/routes.ts";

export const { GET, POST, PUT, PATCH, DELETE } = route({
  GET: withJsonErrors((request) => handlers.GET(withReadableCallback(request))),
  POST: withJsonErrors((request) => handlers.POST(withReadableCallback(request))),
});
