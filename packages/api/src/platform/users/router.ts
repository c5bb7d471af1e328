import { revokeSession, updateUser } from "@waybill/validators";
import { freshUserProcedure, router, userProcedure } from "../../core/index.ts";
import { UserService } from "./service.ts";

export const usersRouter = router({
  me: userProcedure.query(({ ctx }) => ctx.user),
  update: userProcedure.input(updateUser).mutation(({ ctx, input }) => new UserService(ctx).update(input)),
  sessions: userProcedure.query(({ ctx }) => new UserService(ctx).sessions()),
  revokeSession: freshUserProcedure
    .input(revokeSession)
    .mutation(({ ctx, input }) => new UserService(ctx).revokeSession(input.sessionId)),
});
