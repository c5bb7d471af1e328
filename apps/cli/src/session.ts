import { resolve } from "node:path";
import { Writable } from "node:stream";
import type { App, RequestContext } from "@waybill/api";
import { type Settings, type Source, settingsOf } from "@waybill/config";
import { api, commandLine } from "./api.ts";
import { UserError } from "./failure.ts";

/** The environment of a command. */
export interface CliEnvironment {
  stdout: { write(chunk: string | Uint8Array): unknown };
  stderr: { write(text: string): unknown };
  /** The folder for relative paths. */
  directory: string;
  /** The sources of settings for `settings` and `doctor`, with the names that `npm start` sets. */
  settings: Source & { startSets: ReadonlySet<string> };
  /** An app to use, which stays open; by default the command opens its own. */
  app?: App;
}

/** The user and the organisation of procedure calls. */
export interface PersonOptions {
  as: string;
  tenant?: string;
}

/** One run of the command line: its output and its app. */
export class Session {
  readonly #io: CliEnvironment;
  readonly json: boolean;
  readonly #verbose: boolean;
  #app: App | undefined;
  #opened = false;
  /** The reason why the database cannot be used, or null. */
  #fit: Promise<string | null> | undefined;
  /** The request of the last call, for errors. */
  request: RequestContext | undefined;

  constructor(io: CliEnvironment, { json, verbose }: { json: boolean; verbose: boolean }) {
    this.#io = io;
    this.json = json;
    this.#verbose = verbose;
    this.#app = io.app;
  }

  /**
   * The app, opened on demand.
   *
   * @throws {SettingsError}
   * @throws {UserError} if the database does not fit this version
   */
  async app(): Promise<App> {
    const app = this.#app ?? (await this.open(settingsOf("command")));
    this.#fit ??= (await commandLine()).schemaTrouble(app);
    const trouble = await this.#fit;
    if (trouble) throw new UserError(trouble);
    return app;
  }

  /** Opens an app. Its log goes to standard error: warnings, or everything with an option. */
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

  get settings(): CliEnvironment["settings"] {
    return this.#io.settings;
  }

  /** Closes the app. */
  async close(): Promise<void> {
    if (this.#opened && this.#app) await (await api()).closeApp(this.#app);
  }

  /** A request for the installation itself, authorised by access to the machine. */
  async installation(): Promise<RequestContext> {
    const [{ commandContext }, app] = [await commandLine(), await this.app()];
    this.request = await commandContext(app);
    return this.request;
  }

  /**
   * A request of a user, with their permissions.
   *
   * @param at the name of the option with the user's email address, for the issue of an unknown one.
   * @returns the procedures and the request
   */
  async person({ as, tenant }: PersonOptions, at = "as") {
    const [{ commandContext }, { createCaller }, app] = [await commandLine(), await api(), await this.app()];
    this.request = await commandContext(app, { as, at, tenant: tenant ?? null });
    return { call: createCaller(this.request), request: this.request };
  }

  /** Prints the result: JSON with `--json`, otherwise text. */
  print(data: unknown, text: string): void {
    this.#io.stdout.write(this.json ? `${JSON.stringify(data, null, 2)}\n` : text && `${text}\n`);
  }

  /** Prints a message besides the result. */
  note(text: string): void {
    if (!this.json) this.#io.stderr.write(`${text}\n`);
  }

  /** Standard output, for a file's bytes. */
  sink(): Writable {
    return new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.#io.stdout.write(chunk);
        done();
      },
    });
  }

  /** Logs an unexpected error. */
  unexpected(error: unknown): void {
    if (this.#app) this.#app.log.error({ err: error, requestId: this.request?.requestId }, "a command failed");
    else this.#io.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  }

  /** Resolves a path in an argument. */
  path(name: string): string {
    return resolve(this.#io.directory, name);
  }
}
