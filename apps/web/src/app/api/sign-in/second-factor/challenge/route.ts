import { api } from "@/server/api.ts";
import { refuseExpired } from "@/server/proof-response.ts";
import { ticketOf } from "@/server/sign-in-cookies.ts";
import { jsonResponse, signInRoute } from "@/server/sign-in-route.ts";

/** The challenge for a passkey as second factor of a sign-in. */
export const { GET, POST, PUT, PATCH, DELETE } = signInRoute(async (context, request) => {
  const options = (await api().secondFactorChallenge(context, ticketOf(request.headers))) ?? refuseExpired();
  return jsonResponse(context, { options });
});
