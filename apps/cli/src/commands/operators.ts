import type { Command } from "commander";
import { commandLine } from "../api.ts";
import { tableOf } from "../output.ts";
import type { Session } from "../session.ts";

/** Adds the commands about operators. */
export function addOperators(program: Command, session: Session): void {
  const operators = program.command("operators").description("operators of the installation");
  operators
    .command("list")
    .description("list the operators")
    .action(async () => {
      const { listOperators } = await commandLine();
      const items = await listOperators(await session.installation());
      session.print({ items }, tableOf(items, { email: "EMAIL", name: "NAME", id: "ID" }));
    });
  const set = (name: string, description: string, operator: boolean, result: string) =>
    operators
      .command(name)
      .description(description)
      .argument("<email>", "the email address of a person with an account")
      .action(async (email: string) => {
        const { setOperator } = await commandLine();
        const person = await setOperator(await session.installation(), email, operator);
        session.print({ ...person, operator }, `${person.email} ${result}`);
      });
  set("grant", "make a person an operator", true, "is now an operator");
  set("revoke", "revoke an operator's rights", false, "is no longer an operator");
}
