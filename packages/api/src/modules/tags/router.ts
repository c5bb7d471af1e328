import { deleteTag, tagExport } from "@waybill/validators/tags";
import { personProcedure, router, tenantProcedure } from "../../core/index.ts";
import { exportTags } from "./export.ts";
import { createTagInput, updateTagInput } from "./rules.ts";
import { TagService } from "./service.ts";

export const tagsRouter = router({
  list: tenantProcedure("tags.read").query(({ ctx }) => new TagService(ctx).list()),
  create: tenantProcedure("tags.create")
    .input(createTagInput)
    .mutation(({ ctx, input }) => new TagService(ctx).create(input)),
  update: tenantProcedure("tags.update")
    .input(updateTagInput)
    .mutation(({ ctx, input }) => new TagService(ctx).update(input)),
  delete: tenantProcedure("tags.delete")
    .input(deleteTag)
    .mutation(({ ctx, input }) => new TagService(ctx).delete(input.id)),
  export: personProcedure("tags.read")
    .input(tagExport)
    .mutation(({ ctx, input }) => exportTags.begin(ctx, input)),
});
