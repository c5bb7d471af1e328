import { z } from "zod";
import { api } from "@/server/api.ts";
import { proofResponse } from "@/server/proof-response.ts";
import { challengeSecretOf } from "@/server/sign-in-cookies.ts";
import { readJson, signInRoute } from "@/server/sign-in-route.ts";

const body = z.object({ passkey: z.unknown() });

const wrong = "This passkey could not be verified. It may have been removed from the account. Sign in another way.";

/** Signs in with only a passkey. */
export const { GET, POST, PUT, PATCH, DELETE } = signInRoute(async (context, request) => {
  const { passkey } = await readJson(request, body);
  return proofResponse(
    context,
    await api().signInWithPasskey(context, challengeSecretOf(request.headers), passkey),
    wrong,
  );
});
