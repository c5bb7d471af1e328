import { answer, signInRoute } from "@/server/answers.ts";
import { api } from "@/server/api.ts";
import { refuseExpired } from "@/server/proofs.ts";
import { ticketOf } from "@/server/sign-in-cookies.ts";

/** The challenge for a passkey as second factor of a sign-in. */
export const { GET, POST, PUT, PATCH, DELETE } = signInRoute(async (context, request) => {
  const options = (await api().secondFactorChallenge(context, ticketOf(request.headers))) ?? refuseExpired();
  return answer(context, { options });
});
