import { z } from "zod";
import { ownPath } from "@/lib/own-path.ts";
import { answer, readJson, refusal, unreadable } from "@/server/answers.ts";
import { beginWithProvider } from "@/server/auth.ts";
import { anonymousContextOf } from "@/server/request.ts";

const body = z.object({ provider: z.string().max(40), next: z.string().max(2000) });

/** Begins a sign-in with a provider. Answers with the address there. */
export async function POST(request: Request): Promise<Response> {
  const context = await anonymousContextOf(request);
  const input = await readJson(request, body);
  if (!input) return unreadable(context);
  const url = await beginWithProvider(input.provider, ownPath(input.next));
  if (!url) return refusal(context, 404, "not_found", "There is no such provider.");
  return answer(context, { url });
}
