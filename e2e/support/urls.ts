import { z } from "zod";

const given = z.object({
  BASE_URL: z.string(),
  OTHER_URL: z.string(),
  MAIL_FOLDER: z.string(),
  CARRIER_SERVER_URL: z.string(),
  TRACES_URL: z.string(),
  PROXIED_URL: z.string(),
  WEB_METRICS: z.string(),
  WORKER_METRICS: z.string(),
  STACK_ENV: z.string(),
});

/** The URLs, folders and settings of all parts, after the global set-up. */
export const testUrls = () => given.parse(process.env);
