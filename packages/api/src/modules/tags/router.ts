import { deleteTag, tagExport } from "@waybill/validators/tags";
import { done, listOf, personProcedure, queued, router, tenantProcedure } from "../../core/index.ts";
import { exportTags } from "./export.ts";
import { tag } from "./outputs.ts";
import { createTagInput, updateTagInput } from "./rules.ts";
import { TagService } from "./service.ts";

export const tagsRouter = router({
  list: tenantProcedure("tags.read")
    .output(listOf(tag))
    .query(({ ctx }) => new TagService(ctx).list()),
  create: tenantProcedure("tags.create")
    .output(tag)
    .errors(createTagInput.refuses)
    .input(createTagInput)
    .mutation(({ ctx, input }) => new TagService(ctx).create(input)),
  update: tenantProcedure("tags.update")
    .output(tag)
    .errors(updateTagInput.refuses)
    .input(updateTagInput)
    .mutation(({ ctx, input }) => new TagService(ctx).update(input)),
  delete: tenantProcedure("tags.delete")
    .output(done)
    .input(deleteTag)
    .mutation(({ ctx, input }) => new TagService(ctx).delete(input.id)),
  export: personProcedure("tags.read")
    .output(queued)
    .input(tagExport)
    .mutation(({ ctx, input }) => exportTags.start(ctx, input)),
});
