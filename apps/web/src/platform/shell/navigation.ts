import { byOrder, webModules } from "@/lib/registry.ts";

const entries = webModules.flatMap(({ navigation: own = [] }) => own);

/** The sidebar, group by group, as the modules' manifests fill it. */
export const navigation = (["desk", "administration"] as const).map((name) => ({
  label: `shell.groups.${name}` as const,
  entries: entries.filter(({ group }) => group === name).sort(byOrder),
}));
