import type { Command } from "commander";
import { commandLine } from "../api.ts";
import type { Session } from "../session.ts";

/** Adds the commands about accounts. */
export function addPeople(program: Command, session: Session): void {
  const people = program.command("people").description("people's accounts");
  const add = (name: string, description: string, action: "endSessions" | "resetSecondFactor", result: string) =>
    people
      .command(name)
      .description(description)
      .argument("<email>", "the person's email address")
      .action(async (email: string) => {
        const person = await (await commandLine())[action](await session.installation(), email);
        session.print(person, `${person.email} ${result}`);
      });
  add(
    "sign-out",
    "end all sessions of a person, with an email to the person",
    "endSessions",
    "is signed out everywhere",
  );
  add(
    "reset-second-factor",
    "remove a person's second factors and end their sessions, with an email to the person",
    "resetSecondFactor",
    "has no second factors now, and is signed out everywhere",
  );
}
