import { resolve } from "node:path";
import { Writable } from "node:stream";
import type { App, RequestContext } from "@waybill/api";
import { type Settings, type Source, settingsOf } from "@waybill/config";
import { api, commandLine } from "./api.ts";
import { Explained } from "./failure.ts";

/** What a command is given of the process that it runs in. */
export interface Surroundings {
  stdout: { write(chunk: string | Uint8Array): unknown };
  stderr: { write(text: string): unknown };
  /** The folder against which paths of files are resolved. */
  directory: string;
  /** Where `settings` and `doctor` read settings; and the names of those that `npm start` has set. */
  settings: Source & { startSets: ReadonlySet<string> };
  /** An app to work with, instead of one of the command's own by the settings; it is left open. */
  app?: App;
}

/** In whose name, and in which organisation, procedures are called. */
export interface Acting {
  as: string;
  tenant?: string;
}

/** One run of the command line: what commands print, and what they work with. */
export class Session {
  readonly #io: Surroundings;
  readonly json: boolean;
  readonly #verbose: boolean;
  #app: App | undefined;
  #opened = false;
  /** What the database lacks. */
  #fit: Promise<string | null> | undefined;
  /** The request of the last call, for errors. */
  request: RequestContext | undefined;

  constructor(io: Surroundings, { json, verbose }: { json: boolean; verbose: boolean }) {
    this.#io = io;
    this.json = json;
    this.#verbose = verbose;
    this.#app = io.app;
  }

  /**
   * The app, opened when it is first asked for.
   *
   * @throws {SettingsError}
   * @throws {Explained} where the database lacks what this version needs
   */
  async app(): Promise<App> {
    const app = this.#app ?? (await this.open(settingsOf("command")));
    this.#fit ??= (await commandLine()).schemaTrouble(app);
    const trouble = await this.#fit;
    if (trouble) throw new Explained(trouble);
    return app;
  }

  /** Opens an app by these settings. Its log goes to standard error: what is wrong, or everything where that is asked for. */
  async open(settings: Settings): Promise<App> {
    if (this.#io.app) return this.#io.app;
    const { createApp, createLogger } = await api();
    const level = this.#verbose ? settings.LOG_LEVEL : "error";
    const log = createLogger({ LOG_LEVEL: level, LOG_FORMAT: "json" }, "command", {
      write: (line) => void this.#io.stderr.write(line),
    });
    this.#opened = true;
    this.#app = createApp(settings, "command", { log });
    return this.#app;
  }

  get settings(): Surroundings["settings"] {
    return this.#io.settings;
  }

  /** Closes what was opened. */
  async close(): Promise<void> {
    if (this.#opened && this.#app) await (await api()).closeApp(this.#app);
  }

  /** Acts for the installation itself: whoever gives the command has the machine. */
  async installation(): Promise<RequestContext> {
    const [{ commandContext }, app] = [await commandLine(), await this.app()];
    this.request = await commandContext(app);
    return this.request;
  }

  /**
   * Acts in a person's name, with what they may do.
   *
   * @param at the name of the option that names the person, for the issue where nobody has the address.
   * @returns the procedures, and the request that they are called in
   */
  async person({ as, tenant }: Acting, at = "as") {
    const [{ commandContext }, { createCaller }, app] = [await commandLine(), await api(), await this.app()];
    this.request = await commandContext(app, { as, at, tenant: tenant ?? null });
    return { call: createCaller(this.request), request: this.request };
  }

  /** Prints the result: as one JSON document where that is asked for, or else as text. */
  print(data: unknown, text: string): void {
    this.#io.stdout.write(this.json ? `${JSON.stringify(data, null, 2)}\n` : text && `${text}\n`);
  }

  /** Tells a person something beside the result. */
  note(text: string): void {
    if (!this.json) this.#io.stderr.write(`${text}\n`);
  }

  /** Standard output, for the bytes of a file. */
  sink(): Writable {
    return new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.#io.stdout.write(chunk);
        done();
      },
    });
  }

  /** Writes an error that nobody has foreseen to the log. */
  unexpected(error: unknown): void {
    if (this.#app) this.#app.log.error({ err: error, requestId: this.request?.requestId }, "a command failed");
    else this.#io.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  }

  /** The path of a file that an argument names. */
  path(name: string): string {
    return resolve(this.#io.directory, name);
  }
}
