import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A page of the product. */
export interface Stop {
  /** Its route: `/t/[tenant]/items/[id]`. */
  route: string;
  /** Whether it is for signed-out people. */
  signedOut: boolean;
}

/** Every page, from the folders of the web app. */
export const stops: Stop[] = globSync("**/page.tsx", {
  cwd: fileURLToPath(new URL("../../apps/web/src/app", import.meta.url)),
})
  .sort()
  .map((file) => {
    const folders = file.split("/").slice(0, -1);
    const path = folders.filter((folder) => !folder.startsWith("(")).join("/");
    // The operators' pages have a different path.
    return { route: `/${path.replace(/^operator-pages/, "operator")}`, signedOut: folders[0] === "(auth)" };
  });

/** Whether it is a live page of an organisation. */
export const isInside = ({ route }: Stop) => route.startsWith("/t/[tenant]");

/** The values of parameters, by folder: `items/[id]`. */
export type Subjects = Record<string, string | undefined>;

/** The path of a route. @throws for a parameter without a value */
export const pathOf = (route: string, subjects: Subjects) =>
  route.replace(/([^/]*)\/\[[^\]]+\]/g, (parameter, folder) => {
    const subject = subjects[parameter];
    if (!subject) throw new Error(`${route}: nothing stands for ${parameter}. A file of e2e/modules says what does.`);
    return `${folder}/${subject}`;
  });
