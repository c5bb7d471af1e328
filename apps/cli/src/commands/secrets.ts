import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { commandLine } from "../api.ts";
import { UserError } from "../failure.ts";
import { counted } from "../output.ts";
import type { Session } from "../session.ts";

/** The file in which `npm start` keeps its generated secret, and the previous ones. */
const keptIn = "auth-secret";
const formerIn = "auth-secret-former";

/** The longest validity of anything made with a secret, in days: that of a session. */
const maxDays = 30;
const dayMs = 86_400_000;

/** Adds the commands about the rotation of AUTH_SECRET. */
export function addSecrets(program: Command, session: Session): void {
  const secrets = program.command("secrets").description("the secret AUTH_SECRET and its rotation");
  secrets
    .command("status")
    .description("show how many authenticator apps depend on former secrets")
    .action(async () => {
      const { countSecrets } = await commandLine();
      const authenticators = await countSecrets(await session.installation());
      const former = (await session.app()).settings.AUTH_SECRET_FORMER.length;
      session.print(
        { former, authenticators },
        `${counted(former, "former secret")}; authenticator apps: ${authenticators.current} with the current secret, ${authenticators.former} with a former one, ${authenticators.lost} with an unknown one`,
      );
    });
  secrets
    .command("rotate")
    .description("generate a new AUTH_SECRET; the current one moves to AUTH_SECRET_FORMER, so that sessions stay valid")
    .action(() => rotate(session));
  secrets
    .command("re-encrypt")
    .description("re-encrypt the secrets of authenticator apps with the current AUTH_SECRET")
    .action(async () => {
      const { reencryptSecrets } = await commandLine();
      const counts = await reencryptSecrets(await session.installation());
      session.print(counts, `${counted(counts.former, "authenticator app")} re-encrypted`);
    });
  secrets
    .command("drop")
    .description("remove former secrets: sessions, mailed links and recovery codes made with them become invalid")
    .option("--now", `also if the current secret is less than ${maxDays} days old`)
    .action(({ now = false }: { now?: boolean }) => drop(session, now));
}

/** The folder in which `npm start` keeps the secret; null if it is set elsewhere. */
async function keptFolder(session: Session): Promise<string | null> {
  const { settings } = await session.app();
  const { startSets } = session.settings;
  const file = join(settings.DATA_DIR, keptIn);
  const kept = startSets.has("AUTH_SECRET") && existsSync(file) && readFileSync(file, "utf8").trim();
  return kept === settings.AUTH_SECRET ? settings.DATA_DIR : null;
}

/** Replaces a file atomically, readable only by its owner. */
function replace(file: string, text: string): void {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, text, { mode: 0o600 });
  renameSync(temporary, file);
}

const next =
  "Restart web, worker and commands with it. Then: waybill secrets re-encrypt; and after 30 days: waybill secrets drop.";

async function rotate(session: Session): Promise<void> {
  const { AUTH_SECRET: before, AUTH_SECRET_FORMER: older } = (await session.app()).settings;
  const secret = randomBytes(32).toString("hex");
  const former = [before, ...older].join(" ");
  const folder = await keptFolder(session);
  if (!folder) {
    const settings = { AUTH_SECRET: secret, AUTH_SECRET_FORMER: former };
    session.print(settings, `AUTH_SECRET=${secret}\nAUTH_SECRET_FORMER="${former}"`);
    return session.note(`Nothing has changed yet: add these to your settings. ${next}`);
  }
  const { recordSecrets } = await commandLine();
  await recordSecrets(await session.installation(), "rotate", "made a new AUTH_SECRET");
  // In this order, the current secret is in both files in between.
  replace(join(folder, formerIn), former);
  replace(join(folder, keptIn), secret);
  session.print({ kept: folder }, `A new secret is in ${folder}`);
  session.note(next);
}

async function drop(session: Session, now: boolean): Promise<void> {
  const { recordSecrets, countSecrets } = await commandLine();
  const { former } = await countSecrets(await session.installation());
  if (former > 0) {
    throw new UserError(
      `${counted(former, "authenticator app")} made with a former secret. Run first: waybill secrets re-encrypt.`,
    );
  }
  const folder = await keptFolder(session);
  const file = folder && join(folder, formerIn);
  // The time of the rotation.
  const days = file && existsSync(file) ? (Date.now() - statSync(file).mtimeMs) / dayMs : maxDays;
  if (days < maxDays && !now) {
    throw new UserError(
      `The secret was rotated ${counted(Math.floor(days), "day")} ago. Sessions, mailed links and recovery codes of former secrets would end, and processes that were not restarted would reject new ones. Wait until it is ${maxDays} days, or use --now.`,
    );
  }
  if (folder) {
    await recordSecrets(await session.installation(), "drop", "removed the former secrets");
    rmSync(join(folder, formerIn), { force: true });
  }
  session.print(
    { dropped: folder !== null },
    folder
      ? "The former secrets were removed"
      : `No authenticator app depends on them: remove AUTH_SECRET_FORMER from your settings when AUTH_SECRET is ${maxDays} days old. Older sessions, mailed links and recovery codes then end`,
  );
  session.note("Restart web, worker and commands.");
}
