import { revokeSession, setLanguage, updateUser } from "@waybill/validators";
import { done, freshUserProcedure, listOf, router, userProcedure } from "../../core/index.ts";
import { renamedUser, session, user } from "./outputs.ts";
import { UserService } from "./service.ts";

export const usersRouter = router({
  me: userProcedure.output(user).query(({ ctx }) => ctx.user),
  update: userProcedure
    .output(renamedUser)
    .input(updateUser)
    .mutation(({ ctx, input }) => new UserService(ctx).update(input)),
  setLanguage: userProcedure
    .output(done)
    .input(setLanguage)
    .mutation(({ ctx, input }) => new UserService(ctx).setLanguage(input.language)),
  sessions: userProcedure.output(listOf(session)).query(({ ctx }) => new UserService(ctx).sessions()),
  revokeSession: freshUserProcedure
    .output(done)
    .input(revokeSession)
    .mutation(({ ctx, input }) => new UserService(ctx).revokeSession(input.sessionId)),
});
