import { z } from "zod";

const given = z.object({
  BASE_URL: z.string(),
  OTHER_URL: z.string(),
  MAIL_FOLDER: z.string(),
  CARRIER_ADDRESS: z.string(),
  TRACES_ADDRESS: z.string(),
  PROXIED_URL: z.string(),
  WEB_METRICS: z.string(),
  WORKER_METRICS: z.string(),
  STACK_ENV: z.string(),
});

/** The addresses of all parts, after the global set-up. */
export const places = () => given.parse(process.env);
