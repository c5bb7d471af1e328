import { notFoundRoute } from "@/server/routes.ts";

export const { GET, POST, PUT, PATCH, DELETE } = notFoundRoute;
