import { defineTesting, type Kit, one } from "../../testing/kit.ts";

/** Creates a tag. */
export const makeTag = (kit: Kit) => kit.call.tags.create({ name: kit.unique("Tag"), color: "red" });

export const testing = defineTesting({
  createRows: async ({ call }, word) => ({ tag: (await call.tags.create({ name: `${word} tag`, color: "red" })).id }),
  kinds: { tagIds: "tag" },
  inputs: (kit) => ({
    "tags.create": () => ({ name: kit.unique("T"), color: "red" }),
    "tags.delete": () => one(makeTag(kit)),
    "tags.export": () => ({}),
    "tags.list": () => undefined,
    "tags.update": async () => ({ id: (await makeTag(kit)).id, version: 1, name: kit.unique("T"), color: "blue" }),
  }),
});
