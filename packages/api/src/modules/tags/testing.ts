import { defineTesting, type Kit, one } from "../../testing/kit.ts";

/** Makes a tag. */
export const makeTag = (kit: Kit) => kit.call.tags.create({ name: kit.fresh("Tag"), color: "red" });

export const testing = defineTesting({
  inputs: (kit) => ({
    "tags.create": () => ({ name: kit.fresh("T"), color: "red" }),
    "tags.delete": () => one(makeTag(kit)),
    "tags.export": () => ({}),
    "tags.list": () => undefined,
    "tags.update": async () => ({ id: (await makeTag(kit)).id, version: 1, name: kit.fresh("T"), color: "blue" }),
  }),
});
