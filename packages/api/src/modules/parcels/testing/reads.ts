import { jobStates } from "@waybill/validators";
import type { createCaller } from "../../../root.ts";

// The reads of a tenant: the test measures rows, the benchmark time.

type Call = ReturnType<typeof createCaller>;

/** The parameters of reads: the newest parcel and its data. */
export async function known(call: Call) {
  const [parcel, place, item, tag] = await Promise.all([
    call.parcels.list({ limit: 1 }),
    call.places.list({ limit: 1 }),
    call.items.list({ limit: 1 }),
    call.tags.list(),
  ]);
  const idOf = ({ items: [first] }: { items: { id: string }[] }) => first?.id ?? "";
  const { nextCursor } = await call.parcels.list({ limit: 100 });
  const day = new Date(Date.now() - 20 * 86_400_000).toISOString().slice(0, 10);
  return {
    parcel: idOf(parcel),
    place: idOf(place),
    item: idOf(item),
    tag: idOf(tag),
    tags: tag.items.slice(0, 2).map(({ id }) => id),
    cursor: nextCursor,
    oldDay: { from: day, to: day },
  };
}
export type Known = Awaited<ReturnType<typeof known>>;
/** One read of a tenant. */
export type Read = (call: Call, known: Known) => Promise<unknown>;

/** Reads with the maximum number of rows that each may touch, whatever the size of the tenant. */
export const reads: readonly [name: string, most: number, read: Read][] = [
  ["parcels, the newest", 300, (call) => call.parcels.list({})],
  ["parcels, further down", 300, (call, { cursor }) => call.parcels.list({ cursor })],
  ["parcels of a state", 350, (call) => call.parcels.list({ states: ["packed"] })],
  ["parcels of a rare state", 400, (call) => call.parcels.list({ states: ["failed"] })],
  ["parcels of three states", 500, (call) => call.parcels.list({ states: ["packed", "draft", "failed"] })],
  ["parcels with a tag", 500, (call, { tag }) => call.parcels.list({ tagIds: [tag] })],
  ["parcels of a recipient", 300, (call, { place }) => call.parcels.list({ recipientId: place })],
  ["parcels that failed", 450, (call) => call.parcels.list({ attention: ["failed"] })],
  ["parcels without progress", 6000, (call) => call.parcels.list({ attention: ["stuck"] })],
  ["parcels that the carrier refused", 400, (call) => call.parcels.list({ attention: ["refused"] })],
  ["parcels without an address", 1200, (call) => call.parcels.list({ attention: ["address"] })],
  ["parcels that need attention", 6000, (call) => call.parcels.list({ attention: ["failed", "stuck", "address"] })],
  ["parcels with all of two tags", 12_000, (call, { tags }) => call.parcels.list({ tagIds: tags, allTags: true })],
  [
    "parcels with a tag, of a rare state",
    12_000,
    (call, { tag }) => call.parcels.list({ tagIds: [tag], states: ["failed"] }),
  ],
  ["parcels of a carrier", 400, (call) => call.parcels.list({ carriers: ["demo"] })],
  ["parcels of a carrier that there is not", 100, (call) => call.parcels.list({ carriers: ["none"] })],
  ["parcels of a state, to a country", 8000, (call) => call.parcels.list({ states: ["packed"], countries: ["NL"] })],
  ["parcels to a country that none goes to", 13_000, (call) => call.parcels.list({ countries: ["SE"] })],
  ["parcels of some days", 400, (call) => call.parcels.list({ created: { last: 3 } })],
  [
    "parcels of a state, of some days",
    12_000,
    (call) => call.parcels.list({ states: ["failed"], created: { last: 20 } }),
  ],
  [
    "parcels delivered on some days, with a tag",
    12_000,
    (call, { tag }) => call.parcels.list({ delivered: { last: 20 }, tagIds: [tag] }),
  ],
  ["parcels without a step for long", 400, (call) => call.parcels.list({ noProgressFor: 7 })],
  [
    "parcels in transit without a step for long",
    8000,
    (call) => call.parcels.list({ states: ["in_transit"], noProgressFor: 7 }),
  ],
  ["parcels by their last step", 400, (call) => call.parcels.list({ sort: "updated" })],
  ["parcels by reference, the last ones", 500, (call) => call.parcels.list({ sort: "reference" })],
  [
    "parcels by reference, of a state",
    12_000,
    (call) => call.parcels.list({ sort: "reference", ascending: true, states: ["draft", "packed"] }),
  ],
  [
    "parcels by every filter",
    13_000,
    (call, { tag, place }) =>
      call.parcels.list({
        ...{
          states: ["packed", "delivered"],
          tagIds: [tag],
          recipientId: place,
          carriers: ["demo"],
          countries: ["DE", "FR"],
        },
        ...{
          created: { last: 300 },
          dispatched: { last: 300 },
          delivered: { last: 300 },
          noProgressFor: 1,
          search: "item",
          sort: "updated",
        },
      }),
  ],
  ["parcels by a reference", 300, (call) => call.parcels.list({ search: "WB-1010" })],
  ["parcels by the end of a number", 1200, (call) => call.parcels.list({ search: "000019" })],
  ["parcels by a misspelt recipient", 6500, (call) => call.parcels.list({ search: "lovealce WB-1010" })],
  ["parcels by a word that nothing has", 100, (call) => call.parcels.list({ search: "qqqqq" })],
  ["parcels by a word that most have", 6500, (call) => call.parcels.list({ search: "item" })],
  [
    "parcels by words that are on many, never together",
    37_000,
    (call) => call.parcels.list({ search: "berlin item zürich" }),
  ],
  ["parcels by a word of places without parcels", 19_000, (call) => call.parcels.list({ search: "hanse" })],
  [
    "parcels by words of places without parcels",
    30_000,
    (call) => call.parcels.list({ search: "hanse hamburg 20095" }),
  ],
  ["parcels by four misspelt words", 37_000, (call) => call.parcels.list({ search: "lovealce hoppre noehter berlni" })],
  ["parcels by eight letters", 26_000, (call) => call.parcels.list({ search: "i s b z a l p g" })],
  ["everything by a word of places without parcels", 30_000, (call) => call.search.find({ search: "hanse" })],
  ["everything by a word", 11_000, (call) => call.search.find({ search: "ada" })],
  ["the carriers of parcels", 50, (call) => call.parcels.carriers()],
  ["a parcel", 50, (call, { parcel }) => call.parcels.byId({ id: parcel })],
  ["a parcel's steps", 50, (call, { parcel }) => call.parcels.timeline({ id: parcel })],
  ["a parcel by its code", 50, (call) => call.parcels.byCode({ code: "WB-1010" })],
  ["a parcel by its code in another case", 50, (call) => call.parcels.byCode({ code: "wb-1010" })],
  ["the next reference", 50, (call) => call.parcels.nextReference()],
  ["the number of all parcels", 50_000, (call) => call.parcels.count({ selection: {} })],
  ["the number of parcels of a state", 50_000, (call) => call.parcels.count({ selection: { states: ["delivered"] } })],
  [
    "the number of parcels to a country that none goes to",
    300_000,
    (call) => call.parcels.count({ selection: { countries: ["SE"] } }),
  ],
  ["the preflight of all parcels", 100_000, (call) => call.parcels.preflight({ selection: {} })],
  ["counts of attention", 3100, (call) => call.parcels.attention()],
  ["parcels by state", 50, (call) => call.parcels.overview()],
  ["the dashboard", 3500, (call) => call.parcels.figures({})],
  ["the dashboard of 366 days", 3500, (call) => call.parcels.figures({ last: 366 })],
  ["the dashboard of a tag", 3500, (call, { tag }) => call.parcels.figures({ last: 90, tagId: tag })],
  ["items", 300, (call) => call.items.list({})],
  ["items by name", 300, (call) => call.items.list({ sort: "name" })],
  ["items, the newest", 300, (call) => call.items.list({ sort: "created", descending: true })],
  ["items with low stock", 8000, (call) => call.items.list({ low: true })],
  ["items that are archived", 300, (call) => call.items.list({ archived: true })],
  ["items with a tag", 8000, (call, { tag }) => call.items.list({ tagIds: [tag] })],
  [
    "items by every filter",
    10_000,
    (call, { tags }) => call.items.list({ tagIds: tags, allTags: true, archived: true, low: true, sort: "name" }),
  ],
  // At most 20,000 movements define the pace.
  ["items that run out", 21_500, (call) => call.items.runningOut({})],
  ["items by a word", 2500, (call) => call.items.list({ search: "item" })],
  ["an item", 50, (call, { item }) => call.items.byId({ id: item })],
  ["an item's ledger", 150, (call, { item }) => call.items.movements({ id: item })],
  ["places", 300, (call) => call.places.list({})],
  ["places by code, the last ones", 300, (call) => call.places.list({ sort: "code", descending: true })],
  ["places by country", 300, (call) => call.places.list({ sort: "country" })],
  ["places of a country", 2500, (call) => call.places.list({ countries: ["DE"] })],
  ["places of a country that none is in", 100, (call) => call.places.list({ countries: ["SE"] })],
  [
    "places of a country, with coordinates",
    9000,
    (call) => call.places.list({ countries: ["DE"], coordinates: "with" }),
  ],
  ["places with an incomplete address", 1000, (call) => call.places.list({ address: "incomplete" })],
  [
    "places by every filter",
    10_000,
    (call) => call.places.list({ countries: ["DE", "FR"], address: "complete", coordinates: "with", sort: "code" }),
  ],
  ["places by a word", 4500, (call) => call.places.list({ search: "lovelace" })],
  ["places by a code", 500, (call) => call.places.list({ search: "P-7" })],
  ["a place", 50, (call, { place }) => call.places.byId({ id: place })],
  ["tags", 50, (call) => call.tags.list()],
  ["activity", 200, (call) => call.activity.list({})],
  ["activity of a rare kind of record", 200, (call) => call.activity.list({ entity: "role" })],
  ["activity of a frequent kind of record", 300, (call) => call.activity.list({ entity: "parcel" })],
  ["activity of a record", 1500, (call, { parcel }) => call.activity.list({ entity: "parcel", entityId: parcel })],
  ["activity of a person without any", 50, (call, { place }) => call.activity.list({ userId: place })],
  ["activity of a request", 50, (call, { place }) => call.activity.list({ requestId: place })],
  ["activity of an old day", 600, (call, { oldDay }) => call.activity.list(oldDay)],
  ["activity before an old day", 600, (call, { oldDay }) => call.activity.list({ to: oldDay.to })],
  [
    "activity of a rare kind of record, of an old day",
    200,
    (call, { oldDay }) => call.activity.list({ entity: "role", ...oldDay }),
  ],
  [
    "activity of a frequent kind of record, of an old day",
    600,
    (call, { oldDay }) => call.activity.list({ entity: "parcel", ...oldDay }),
  ],
  [
    "activity by every filter",
    2500,
    (call, { oldDay, place, parcel }) =>
      call.activity.list({ entity: "parcel", entityId: parcel, userId: place, requestId: place, ...oldDay }),
  ],
  ["events", 200, (call) => call.events.list({})],
  ["events of a rare name", 50, (call) => call.events.list({ name: "tags.created" })],
  ["events of a record", 50, (call, { parcel }) => call.events.list({ entityId: parcel })],
  [
    "events of a frequent name, of a record",
    1500,
    (call, { parcel }) => call.events.list({ name: "parcels.created", entityId: parcel }),
  ],
  ["jobs", 200, (call) => call.jobs.list({})],
  ["jobs of a rare type", 200, (call) => call.jobs.list({ name: "parcels.reportTallies" })],
  ["jobs of a frequent state", 300, (call) => call.jobs.list({ states: ["done"] })],
  ["jobs of a rare state", 200, (call) => call.jobs.list({ states: ["failed"] })],
  ["jobs of rare states", 200, (call) => call.jobs.list({ states: ["failed", "running", "queued", "retrying"] })],
  ["jobs of all states", 400, (call) => call.jobs.list({ states: [...jobStates] })],
  [
    "jobs of a frequent type, of a rare state",
    1500,
    (call) => call.jobs.list({ name: "parcels.announce", states: ["failed"] }),
  ],
  [
    "jobs of a rare type, of a frequent state",
    1500,
    (call) => call.jobs.list({ name: "mail.deliver", states: ["done"] }),
  ],
  ["jobs of handlers", 8000, (call) => call.jobs.list({ handlers: true })],
  ["jobs of handlers that failed", 200, (call) => call.jobs.list({ handlers: true, states: ["failed"] })],
  ["files", 1300, (call) => call.files.list({})],
  ["files of a rare kind", 50, (call) => call.files.list({ kind: "parcels.labelSheet" })],
];
