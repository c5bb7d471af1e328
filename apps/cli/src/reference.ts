import type { Command } from "commander";

const beginning = "<!-- commands -->";
const end = "<!-- end of commands -->";

/** The commands without subcommands, with their parents. */
function leavesOf(command: Command, path: string): { path: string; command: Command }[] {
  const own = command.commands.filter((inner) => inner.name() !== "complete");
  if (own.length === 0) return [{ path, command }];
  return own.flatMap((inner) => leavesOf(inner, `${path} ${inner.name()}`));
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** All commands with arguments and options, from their help texts, in Markdown. */
export function referenceOf(program: Command): string {
  return leavesOf(program, program.name())
    .map(({ path, command }) => {
      const help = command.createHelp();
      const given = help.visibleArguments(command).map((argument) => ({
        term: `<${argument.name()}>`,
        description: help.argumentDescription(argument),
      }));
      const options = help
        .visibleOptions(command)
        .filter(({ long }) => long !== "--help")
        .map((option) => ({ term: option.flags, description: help.optionDescription(option) }));
      const lines = [...given, ...options].map(({ term, description }) => `- \`${term}\`: ${description}`);
      return [
        `### \`${path}\``,
        "",
        `${sentence(command.description())}`,
        ...(lines.length > 0 ? ["", ...lines] : []),
      ].join("\n");
    })
    .join("\n\n");
}

/** Inserts the reference into a document. @throws without the markers */
export function withReference(document: string, reference: string): string {
  const [from, to] = [document.indexOf(beginning), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The document lacks ${beginning} or ${end}.`);
  return `${document.slice(0, from + beginning.length)}\n\n${reference}\n\n${document.slice(to)}`;
}
