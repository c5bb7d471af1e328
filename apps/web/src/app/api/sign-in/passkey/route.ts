import { z } from "zod";
import { readJson, signInRoute } from "@/server/answers.ts";
import { api } from "@/server/api.ts";
import { proved } from "@/server/proofs.ts";
import { challengeSecretOf } from "@/server/sign-in-cookies.ts";

const body = z.object({ passkey: z.unknown() });

const wrong = "This passkey could not be verified. It may have been removed from the account. Sign in another way.";

/** Signs in with a passkey alone. */
export const { GET, POST, PUT, PATCH, DELETE } = signInRoute(async (context, request) => {
  const { passkey } = await readJson(request, body);
  return proved(context, await api().signInWithPasskey(context, challengeSecretOf(request.headers), passkey), wrong);
});
