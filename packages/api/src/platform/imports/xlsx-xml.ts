import type { Readable } from "node:stream";
import { SaxesParser } from "saxes";
import { PermanentJobError } from "../../core/index.ts";
import { maxCellLength } from "./xlsx-text.ts";

/** The handlers for a part of a workbook. */
export interface XmlHandlers {
  open?: (name: string, attributes: Record<string, string>) => void;
  text?: (text: string) => void;
  close?: (name: string) => void;
}

/** The local name: some programs write `x:row`. */
export const localName = (name: string) => name.slice(name.indexOf(":") + 1);

/**
 * The maximum size between or inside tags, in bytes: a cell has up to 32,767 characters of up to ten bytes. The parser
 * buffers incomplete markup, so longer input is refused before.
 */
const maxMarkupBytes = 1024 * 1024;
const tooLongCell = () =>
  new PermanentJobError(
    `A cell of this workbook is longer than ${maxCellLength.toLocaleString("en")} characters. Shorten it and try again.`,
  );

/** The error for content that is not a workbook. */
export const workbookError = () =>
  new PermanentJobError("This workbook cannot be read. Save it as .xlsx or CSV and try again.");

/**
 * Streams XML. Declared entities are unknown, so that none can expand.
 *
 * @returns after each chunk, so that its results can be taken.
 * @throws {PermanentJobError} for invalid XML, or more than {@link maxMarkupBytes} without a tag
 */
export async function* readXml(stream: Readable, { open, text, close }: XmlHandlers): AsyncGenerator<void> {
  const parser = new SaxesParser({ position: false, xmlns: false });
  parser.on("error", () => {
    throw workbookError();
  });
  let sinceTag = 0;
  parser.on("opentag", ({ name, attributes }) => {
    sinceTag = 0;
    open?.(localName(name), attributes);
  });
  if (text) parser.on("text", text);
  parser.on("closetag", ({ name }) => {
    sinceTag = 0;
    close?.(localName(name));
  });
  const decoder = new TextDecoder("utf-8");
  for await (const chunk of stream) {
    sinceTag += chunk.length;
    if (sinceTag > maxMarkupBytes) throw tooLongCell();
    parser.write(decoder.decode(chunk, { stream: true }));
    yield;
  }
  parser.write(decoder.decode()).close();
  yield;
}
