import { z } from "zod";
import { defineJob } from "../../core/index.ts";

/** Removes the content of a removed file. Idempotent. */
export const removeBytes = defineJob({
  name: "files.removeBytes",
  title: "Remove a file",
  readBy: "files.remove",
  input: z.object({ key: z.string() }),
  onGiveUp: { noDependents: "The nightly clean-up removes content without a file." },
  run: ({ input, clients }) => clients.files.remove(input.key),
});
