import type { listTenants } from "@waybill/api/command-line";
import type { Command } from "commander";
import { commandLine } from "../api.ts";
import { tableOf } from "../output.ts";
import type { Session } from "../session.ts";

export function addTenants(program: Command, session: Session): void {
  const tenants = program.command("tenants").description("organisations");
  tenants
    .command("list")
    .description("list the organisations")
    .option("--search <text>", "part of a name or slug")
    .action(async ({ search }: { search?: string }) => {
      const items = await allTenants(session, search);
      session.print({ items }, tableOf(items, { slug: "SLUG", name: "NAME", timeZone: "TIME ZONE", id: "ID" }));
    });
  tenants
    .command("create")
    .description("make an organisation; the owner is somebody who has signed up")
    .option("--name <name>", "its name")
    .option("--slug <slug>", "its part of addresses")
    .requiredOption("--owner <email>", "the person who becomes its owner, and in whose name it is made")
    .action(async ({ owner, ...input }: { owner: string; name?: string; slug?: string }) => {
      const { call } = await session.person({ as: owner }, "owner");
      // What is left out is told with everything else that is wrong.
      const { id, name, slug } = await call.tenants.create({ name: input.name ?? "", slug: input.slug ?? "" });
      session.print({ id, name, slug }, `${name} is there: ${slug}`);
    });
}

/** All pages of the list. */
async function allTenants(session: Session, search: string | undefined) {
  const request = await session.installation();
  const { listTenants: list } = await commandLine();
  type Page = Awaited<ReturnType<typeof listTenants>>;
  const items: Page["items"] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Page = await list(request, { search, cursor });
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}
