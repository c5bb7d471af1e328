import { nowhere } from "@/server/routes.ts";

export const { GET, POST, PUT, PATCH, DELETE } = nowhere;
