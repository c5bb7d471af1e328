import { defineModule } from "../../core/index.ts";
import { writeDemoTags } from "./demo.ts";
import { published } from "./events.ts";
import { exportTags } from "./export.ts";
import { tagPermissions } from "./permissions.ts";
import { tagsRouter } from "./router.ts";
import { tagConstraints } from "./rules.ts";

export { toTag } from "./rules.ts";

/** Markers for items and parcels. */
export const tagsModule = defineModule({
  router: tagsRouter,
  resources: [tagPermissions],
  events: published,
  jobs: [exportTags.job],
  files: [exportTags.file],
  constraints: tagConstraints,
  demo: { write: writeDemoTags, packer: ["tags.read"] },
});
