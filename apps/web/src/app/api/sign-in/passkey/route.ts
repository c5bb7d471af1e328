import { signInWithPasskey } from "@waybill/api";
import { z } from "zod";
import { readJson, unreadable } from "@/server/answers.ts";
import { proved } from "@/server/proofs.ts";
import { anonymousContextOf } from "@/server/request.ts";
import { challengeSecretOf } from "@/server/sign-in-cookies.ts";

const body = z.object({ passkey: z.unknown() });

const wrong = "This passkey did not work. It may have been removed from its account. Sign in another way.";

/** Signs in with a passkey alone. */
export async function POST(request: Request): Promise<Response> {
  const context = await anonymousContextOf(request);
  const input = await readJson(request, body);
  if (!input) return unreadable(context);
  return proved(context, await signInWithPasskey(context, challengeSecretOf(request.headers), input.passkey), wrong);
}
