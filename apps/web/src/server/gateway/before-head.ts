import type { ServerResponse } from "node:http";

/** Runs an effect right before the head of a response is written. */
export function beforeHead(response: ServerResponse, effect: () => void): void {
  response.writeHead = new Proxy(response.writeHead, {
    apply(writeHead, self, args) {
      effect();
      return Reflect.apply(writeHead, self, args);
    },
  });
}
