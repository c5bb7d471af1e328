import { api } from "@/server/api.ts";
import { proofResponse } from "@/server/proof-response.ts";
import { ticketOf } from "@/server/sign-in-cookies.ts";
import { anyObject, readJson, signInRoute } from "@/server/sign-in-route.ts";

const wrongCode = "This code is incorrect or has already been used.";
const wrongPasskey = "This passkey could not be verified. Try again, or use a code.";

/** Completes a sign-in by its second factor: a code, or the signature of a passkey. */
export const { GET, POST, PUT, PATCH, DELETE } = signInRoute(async (context, request) => {
  const proof = await readJson(request, anyObject);
  const outcome = await api().signInWithSecondFactor(context, ticketOf(request.headers), proof);
  return proofResponse(context, outcome, "passkey" in proof ? wrongPasskey : wrongCode);
});
