import { api } from "@/server/api.ts";
import { signInResponse } from "@/server/sign-in-cookies.ts";
import { anyObject, readJson, signInRoute } from "@/server/sign-in-route.ts";

const invalidLink = "This link has already been used or has expired. Request a new one.";

/** Signs in with a mailed link, up to the second factor if the account has one. */
export const { GET, POST, PUT, PATCH, DELETE } = signInRoute(async (context, request) => {
  const outcome = await api().signInWithLink(context, await readJson(request, anyObject));
  if (!outcome.ok) throw new (api().TRPCError)({ code: "UNAUTHORIZED", message: invalidLink });
  return signInResponse(context, outcome.signIn);
});
