import { api } from "@/server/api.ts";
import { signInResponse } from "@/server/sign-in-cookies.ts";
import { anyObject, readJson, signInRoute } from "@/server/sign-in-route.ts";

const wrong = "The email address or the password is incorrect.";

/** Signs in with email and password, up to the second factor if the account has one. */
export const { GET, POST, PUT, PATCH, DELETE } = signInRoute(async (context, request) => {
  const outcome = await api().signInWithPassword(context, await readJson(request, anyObject));
  if (outcome.ok) return signInResponse(context, outcome.signIn);
  if (outcome.reason === "throttled") api().refuseForNow(outcome.waitSeconds, "Too many attempts.");
  throw new (api().TRPCError)({ code: "UNAUTHORIZED", message: wrong });
});
