import { text } from "@waybill/validators";
import { z } from "zod";
import { ownPath } from "@/navigation/own-path.ts";
import { api } from "@/server/api.ts";
import { startWithProvider } from "@/server/auth.ts";
import { jsonResponse, readJson, signInRoute } from "@/server/sign-in-route.ts";

const body = z.object({
  provider: text({ max: 40, kind: "code" }),
  next: text({ min: 0, max: 2000, kind: "code" }),
});

/** Begins a sign-in with a provider. The response has the provider's URL. */
export const { GET, POST, PUT, PATCH, DELETE } = signInRoute(async (context, request) => {
  const input = await readJson(request, body);
  const url = await startWithProvider(input.provider, ownPath(input.next));
  if (!url) throw new (api().TRPCError)({ code: "NOT_FOUND", message: "This sign-in provider is not available." });
  return jsonResponse(context, { url });
});
