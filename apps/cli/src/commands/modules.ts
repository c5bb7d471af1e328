import type { Command } from "commander";
import { tableOf } from "../output.ts";
import type { Session } from "../session.ts";
import { atOptions, inTenant, type TenantOptions } from "./acting.ts";

/** Adds the commands about business modules. */
export function addModules(program: Command, session: Session): void {
  const modules = program
    .command("modules")
    .description("modules of an organisation; the data of a module that is switched off is kept");
  inTenant(modules.command("list").description("list the modules with their state")).action(
    async (options: TenantOptions) => {
      const { call } = await session.person(options);
      const { items } = await call.modules.list();
      const rows = items.map(({ name, on, needs }) => ({ name, state: on ? "on" : "off", needs: needs.join(", ") }));
      session.print({ items }, tableOf(rows, { name: "MODULE", state: "STATE", needs: "NEEDS" }));
    },
  );
  addSwitch("on", "switch a module on", "also the modules that it needs");
  addSwitch("off", "switch a module off", "also the modules that need it");

  function addSwitch(word: "on" | "off", description: string, others: string) {
    inTenant(modules.command(word).description(description))
      .argument("<module>", "its name")
      .option("--together", others)
      .action(async (name: string, { together = false, ...options }: TenantOptions & { together?: boolean }) => {
        const { call } = await session.person(options);
        const { switched } = await atOptions(
          { name: "module" },
          call.modules.switch({ name, on: word === "on", together }),
          ({ code, message }) => (code === "conflict" ? `${message} --together switches ${word} these too.` : message),
        );
        session.print({ switched }, `Switched ${word}: ${switched.join(", ") || "nothing, because it already was"}`);
      });
  }
}
