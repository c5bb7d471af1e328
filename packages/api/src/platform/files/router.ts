import { byId, fileFilter } from "@waybill/validators";
import { router, tenantProcedure } from "../../core/index.ts";
import { FileService } from "./service.ts";

export const filesRouter = router({
  list: tenantProcedure("files.read")
    .input(fileFilter)
    .query(({ ctx, input }) => new FileService(ctx).list(input)),
  usage: tenantProcedure("files.read").query(async ({ ctx }) => {
    const service = new FileService(ctx);
    return { ...(await service.usage()), kinds: service.kinds() };
  }),
  remove: tenantProcedure("files.remove")
    .input(byId)
    .mutation(({ ctx, input }) => new FileService(ctx).remove(input.id)),
});
