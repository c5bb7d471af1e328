import { handlers } from "@/server/auth.ts";
import { route, worded } from "@/server/routes.ts";

export const { GET, POST, PUT, PATCH, DELETE } = route({ GET: worded(handlers.GET), POST: worded(handlers.POST) });
