import { createReadStream, createWriteStream, mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { runQueued } from "@waybill/api/bench";
import { newId } from "@waybill/db";
import { stringify } from "csv-stringify";
import type { Row } from "../measure.ts";
import type { BenchTenant, World } from "../world.ts";

const rows = 100_000;

/** A place as a row of a CSV file. */
function placeOf(n: number) {
  return {
    ...{ code: `GN-${n}`, name: `Post office ${n}`, country: "DE", city: `City ${n % 5000}`, postcode: "10117" },
    ...{ line1: `Street ${n}`, line2: "", latitude: 48 + (n % 1000) / 1000, longitude: 9 + (n % 1000) / 1000 },
  };
}

async function* places() {
  for (let n = 0; n < rows; n += 1) yield placeOf(n);
}

/** The import job of 100,000 places, compared with COPY of the same rows. Each round uses a new tenant. */
export async function importPlaces(world: World): Promise<Row> {
  const { app, directory, createTenant, owner } = world;
  const file = join(directory, "places.csv");
  await pipeline(Readable.from(places()), stringify({ header: true }), createWriteStream(file));
  let counter = 0;
  const newBed = (): Promise<BenchTenant> => {
    counter += 1;
    return createTenant(`import-${counter}`);
  };
  let before = 0;
  let most = 0;

  const ours = async () => {
    const tenant = await newBed();
    const fileId = newId();
    const key = `${tenant.id}/${fileId}`;
    const path = join(directory, "files", key);
    mkdirSync(dirname(path), { recursive: true });
    await pipeline(createReadStream(file), createWriteStream(path));
    await owner.begin(async (sql) => {
      await sql`select set_config('app.tenant_id', ${tenant.id}, true)`;
      await sql`insert into files (id, kind, permission, name, content_type, size, key)
        values (${fileId}, 'places.import', 'places.import', 'places.csv', 'text/csv', ${statSync(path).size}, ${key})`;
    });
    global.gc?.();
    before = process.memoryUsage().rss;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss - before);
    }, 50);
    const started = performance.now();
    const outcome = await runQueued(app, "places.import", {
      tenantId: tenant.id,
      userId: tenant.userId,
      input: { fileId },
    });
    const ms = performance.now() - started;
    clearInterval(watch);
    if (outcome.state !== "done") throw outcome.error;
    const [written] = await owner`select count(*)::int as count from places where tenant_id = ${tenant.id}`;
    if (written?.count !== rows) throw new Error(`${written?.count} of ${rows} rows were written.`);
    return (rows * 1000) / ms;
  };

  const theirs = async () => {
    const tenant = await newBed();
    const started = performance.now();
    await owner.begin(async (sql) => {
      const columns = [
        "tenant_id",
        "id",
        "code",
        "name",
        "country",
        "city",
        "postcode",
        "line1",
        "latitude",
        "longitude",
      ];
      const target = await sql`copy places (${sql(columns)}) from stdin with (format csv)`.writable();
      async function* lines() {
        for await (const { code, name, country, city, postcode, line1, latitude, longitude } of places()) {
          yield [tenant.id, newId(), code, name, country, city, postcode, line1, latitude, longitude];
        }
      }
      await pipeline(Readable.from(lines()), stringify(), target);
    });
    return (rows * 1000) / (performance.now() - started);
  };

  return {
    name: "import",
    what: "100,000 places from a CSV file: validation, updates of existing ones, progress",
    reference: "COPY of the same rows into the same table",
    goal: 0.6,
    better: "more",
    ours,
    theirs,
    note: () => `memory grew by at most ${Math.round(most / 2 ** 20)} MiB`,
  };
}
