import { handlers } from "@/server/auth.ts";
import { withReadableCallback } from "@/server/callback.ts";
import { route, worded } from "@/server/routes.ts";

export const { GET, POST, PUT, PATCH, DELETE } = route({
  GET: worded((request) => handlers.GET(withReadableCallback(request))),
  POST: worded((request) => handlers.POST(withReadableCallback(request))),
});
