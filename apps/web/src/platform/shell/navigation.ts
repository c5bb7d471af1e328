import { byOrder, webModules } from "@/manifests/registry.ts";

const entries = webModules.flatMap(({ navigation: own = [] }) => own);

/** The entries of the sidebar by group, from the modules' manifests. */
export const navigation = (["desk", "administration"] as const).map((name) => ({
  label: `shell.groups.${name}` as const,
  entries: entries.filter(({ group }) => group === name).sort(byOrder),
}));
