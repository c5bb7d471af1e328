import { email } from "@waybill/validators";
import { z } from "zod";
import { defineJob } from "../../core/index.ts";
import { AuthService } from "./service.ts";

/** Mails a link for a new password. Run twice, it mails a second link; both work until one is used. */
export const requestReset = defineJob({
  name: "auth.requestReset",
  input: z.object({ email }),
  handler: ({ input, globalTransaction }) => globalTransaction((ctx) => new AuthService(ctx).mailPasswordReset(input.email)),
});
