import { InfiniteQueryObserver, QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, expect, test } from "vitest";
import { invalidate, invalidateEntity } from "./invalidate.ts";

const clients: QueryClient[] = [];
function makeClient(): QueryClient {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  clients.push(client);
  return client;
}
afterEach(() => {
  for (const client of clients.splice(0)) client.clear();
});

/** A server that answers on demand, with its state at the time of the request. */
class SlowServer {
  value = 0;
  readonly #waiting: (() => void)[] = [];
  reads = 0;

  read = <T>(answer: (value: number) => T): Promise<T> => {
    this.reads += 1;
    const { value } = this;
    return new Promise((resolve) => this.#waiting.push(() => resolve(answer(value))));
  };

  async answer(): Promise<void> {
    this.#waiting.shift()?.();
    // Until the cache has the answer, and has started the next request.
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }
}

const queryKey = [["roles", "list"], { type: "infinite" }];

test("the next page of a list is added despite changes while it is fetched", async () => {
  const client = makeClient();
  const server = new SlowServer();
  const observer = new InfiniteQueryObserver(client, {
    queryKey,
    queryFn: ({ pageParam }) => server.read((value) => `page ${pageParam} of ${value}`),
    initialPageParam: 1,
    getNextPageParam: (_, pages) => pages.length + 1,
  });
  const leave = observer.subscribe(() => {});
  const pages = () => observer.getCurrentResult().data?.pages;
  await server.answer();
  expect(pages()).toEqual(["page 1 of 0"]);

  const more = observer.fetchNextPage();
  server.value = 1;
  const read = invalidateEntity(client, "role");
  await server.answer();
  await more;
  expect(pages()).toEqual(["page 1 of 0", "page 2 of 0"]);
  await server.answer();
  await server.answer();
  await read;
  expect(pages()).toEqual(["page 1 of 1", "page 2 of 1"]);
  expect(server.reads).toBe(4);
  leave();
});

test("several changes during a fetch cause one more fetch after the last of them", async () => {
  const client = makeClient();
  const server = new SlowServer();
  const observer = new QueryObserver(client, { queryKey, queryFn: () => server.read((value) => value) });
  const leave = observer.subscribe(() => {});
  await server.answer();
  const read = [invalidateEntity(client, "role")];
  for (; server.value < 50; server.value += 1) read.push(invalidateEntity(client, "role"));
  expect(server.reads).toBe(2);
  await server.answer();
  expect(observer.getCurrentResult().data).toBe(0);
  await server.answer();
  await Promise.all(read);
  expect(observer.getCurrentResult().data).toBe(50);
  expect(server.reads).toBe(3);
  leave();
});

test("a query that no page shows is refetched when a page shows it, and queries of other records are not", async () => {
  const client = makeClient();
  const server = new SlowServer();
  client.setQueryData(queryKey, 0);
  client.setQueryData([["jobs", "list"]], 0);
  await invalidateEntity(client, "role");
  expect(server.reads).toBe(0);
  expect(client.getQueryState(queryKey)?.isInvalidated).toBe(true);
  expect(client.getQueryState([["jobs", "list"]])?.isInvalidated).toBe(false);
  await invalidate(client);
  expect(client.getQueryState([["jobs", "list"]])?.isInvalidated).toBe(true);
});
