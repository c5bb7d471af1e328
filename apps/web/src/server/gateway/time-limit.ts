import type { IncomingMessage, ServerResponse } from "node:http";
import { beforeHead } from "./before-head.ts";

/**
 * Bounds the time until a response starts. The time counts from the last received byte of the request.
 *
 * @param exceeded called if it has not started by then.
 */
export function limitTime(
  request: IncomingMessage,
  response: ServerResponse,
  seconds: number,
  exceeded: () => void,
): void {
  const { socket } = request;
  let received = socket.bytesRead;
  const check = () => {
    if (!request.complete && socket.bytesRead > received) {
      received = socket.bytesRead;
      timer.refresh();
    } else exceeded();
  };
  const timer = setTimeout(check, seconds * 1000);
  const restart = () => void timer.refresh();
  request.once("end", restart);
  const stop = () => {
    request.off("end", restart);
    clearTimeout(timer);
  };
  beforeHead(response, stop);
  response.once("close", stop);
}
