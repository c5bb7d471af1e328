import { defineFileKind } from "../core/index.ts";

/** Files that somebody sends, whatever the modules take. */
export const anyFile = defineFileKind({
  ...{ name: "tests.file", title: "File of a test", owner: "tenant", permission: "files.create" },
  upload: () => null,
});
