import type { listTenants } from "@waybill/api/command-line";
import type { ArchiveFacts } from "@waybill/api/tenant-archive";
import type { Command } from "commander";
import { archives, commandLine } from "../api.ts";
import { requireReadable, writeWhole } from "../files.ts";
import { tableOf } from "../output.ts";
import type { Session } from "../session.ts";

/** Adds the commands about organisations. */
export function addTenants(program: Command, session: Session): void {
  const tenants = program.command("tenants").description("organisations");
  tenants
    .command("list")
    .description("list the organisations")
    .option("--search <text>", "part of a name or URL name")
    .action(async ({ search }: { search?: string }) => {
      const items = await allTenants(session, search);
      session.print({ items }, tableOf(items, { slug: "URL NAME", name: "NAME", timeZone: "TIME ZONE", id: "ID" }));
    });
  tenants
    .command("create")
    .description("create an organisation; the owner needs an account")
    .option("--name <name>", "its name")
    .option("--slug <slug>", "its URL name, such as acme")
    .requiredOption("--owner <email>", "the person who becomes its owner")
    .action(async ({ owner, ...input }: { owner: string; name?: string; slug?: string }) => {
      // Missing fields are reported together with all other issues.
      const fields = { name: input.name ?? "", slug: input.slug ?? "" };
      const { refuseOwner } = await commandLine();
      const { call } = await session
        .person({ as: owner }, "owner")
        .catch(async (error) => refuseOwner(await session.app(), error, fields));
      const { id, name, slug } = await call.tenants.create(fields);
      session.print({ id, name, slug }, `${name} was created: ${slug}`);
    });
  tenants
    .command("export")
    .description("export an organisation with its files into an archive, for another installation")
    .argument("<tenant>", "its URL name or id")
    .argument("<file>", "the archive to write")
    .action((slug: string, file: string) => exportArchive(session, slug, file));
  tenants
    .command("import")
    .description("import an organisation from an archive; new members set a password with “Forgot password”")
    .argument("<file>", "the archive")
    .option("--slug <slug>", "a URL name that replaces that of the archive")
    .action(async (file: string, options: { slug?: string }) => {
      await requireReadable(session.path(file));
      const { importTenant } = await archives();
      const facts = await importTenant(await session.installation(), session.path(file), options);
      session.print(facts, `${facts.name} was created: ${facts.slug}; ${sizeOf(facts)}`);
    });
}

/** The size of an archive, in words. */
const sizeOf = ({ rows, files, people }: ArchiveFacts) =>
  `${Object.values(rows).reduce((sum, count) => sum + count, 0)} rows, ${files} files, ${people} people`;

async function exportArchive(session: Session, slug: string, name: string): Promise<void> {
  const path = session.path(name);
  const request = await session.installation();
  const { exportTenant } = await archives();
  const facts = await writeWhole(path, 0o600, (file) => exportTenant(request, slug, file));
  session.print({ path, ...facts }, `${path}: ${facts.name}, ${sizeOf(facts)}`);
}

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
