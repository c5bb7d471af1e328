import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "postgresql",
  schema: "./src/schema/index.ts",
  out: "./migrations",
  casing: "snake_case",
  ...(process.env.DATABASE_OWNER_URL ? { dbCredentials: { url: process.env.DATABASE_OWNER_URL } } : {}),
});
