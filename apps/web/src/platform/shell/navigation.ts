import { byOrder, webModules } from "@/lib/registry.ts";

const entries = webModules.flatMap(({ navigation: own = [] }) => own);

/** The sidebar, group by group, as the modules' manifests fill it. */
export const navigation = (["Desk", "Administration"] as const).map((label) => ({
  label,
  entries: entries.filter(({ group }) => group === label).sort(byOrder),
}));
