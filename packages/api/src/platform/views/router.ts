import { createView, updateView, viewById } from "@waybill/validators";
import { done, listOf, personProcedure, router, tenantProcedure } from "../../core/index.ts";
import { view, viewCount } from "./outputs.ts";
import { ViewService } from "./service.ts";

export const viewsRouter = router({
  list: tenantProcedure("views.read")
    .output(listOf(view))
    .query(({ ctx }) => new ViewService(ctx).list()),
  count: tenantProcedure("views.read")
    .output(viewCount)
    .input(viewById)
    .query(({ ctx, input }) => new ViewService(ctx).count(input.id)),
  create: personProcedure("views.save", { silent: true })
    .output(done)
    .input(createView)
    .mutation(({ ctx, input }) => new ViewService(ctx).create(ctx.user.id, input)),
  update: personProcedure("views.save", { silent: true })
    .output(done)
    .input(updateView)
    .mutation(({ ctx, input }) => new ViewService(ctx).update(input)),
  delete: personProcedure("views.save", { silent: true })
    .output(done)
    .input(viewById)
    .mutation(({ ctx, input }) => new ViewService(ctx).delete(input.id)),
});
