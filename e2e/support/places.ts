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

/** Where everything is; known once the global set-up has run. */
export const places = () => given.parse(process.env);
