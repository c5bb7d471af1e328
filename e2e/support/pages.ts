import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A page of the product. */
export interface Stop {
  /** Its route, as its folder names it: `/t/[tenant]/items/[id]`. */
  route: string;
  /** Whether it is for people who are not signed in. */
  signedOut: boolean;
}

/** Every page, as the folders of the web app have them. */
export const stops: Stop[] = globSync("**/page.tsx", {
  cwd: fileURLToPath(new URL("../../apps/web/src/app", import.meta.url)),
})
  .sort()
  .map((file) => {
    const folders = file.split("/").slice(0, -1);
    const path = folders.filter((folder) => !folder.startsWith("(")).join("/");
    // The operators' pages have another address than their folder.
    return { route: `/${path.replace(/^operator-pages/, "operator")}`, signedOut: folders[0] === "(auth)" };
  });

/** Whether it is a page of an organisation, which hears of changes. */
export const isInside = ({ route }: Stop) => route.startsWith("/t/[tenant]");

/** What stands in an address for a parameter, by the folder that it is in: `items/[id]`. */
export type Subjects = Record<string, string | undefined>;

/** The address of a route. @throws for a parameter that has no subject, naming it */
export const addressOf = (route: string, subjects: Subjects) =>
  route.replace(/([^/]*)\/\[[^\]]+\]/g, (parameter, folder) => {
    const subject = subjects[parameter];
    if (!subject) throw new Error(`${route}: nothing stands for ${parameter}. A file of e2e/modules says what does.`);
    return `${folder}/${subject}`;
  });
