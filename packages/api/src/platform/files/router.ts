import { byId, fileFilter } from "@waybill/validators";
import { byPage, done, router, tenantProcedure } from "../../core/index.ts";
import { file, fileUsage } from "./outputs.ts";
import { FileService } from "./service.ts";

export const filesRouter = router({
  list: tenantProcedure("files.read")
    .output(byPage(file))
    .input(fileFilter)
    .query(({ ctx, input }) => new FileService(ctx).list(input)),
  usage: tenantProcedure("files.read")
    .output(fileUsage)
    .query(async ({ ctx }) => {
      const service = new FileService(ctx);
      return { ...(await service.usage()), kinds: service.kinds() };
    }),
  remove: tenantProcedure("files.remove")
    .output(done)
    .input(byId)
    .mutation(({ ctx, input }) => new FileService(ctx).remove(input.id)),
});
