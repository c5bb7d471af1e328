import { z } from "zod";

/** A QR code as one path of an SVG. */
export interface QrCode {
  /** Width and height, in modules. */
  size: number;
  /** The dark modules, as the `d` attribute of a path with one unit per module. */
  path: string;
}

const drawn = z.tuple([z.object({ pixs: z.array(z.number()), pixx: z.number(), pixy: z.number() })]).rest(z.unknown());

/** Creates the QR code of a text. */
export async function qrCode(text: string): Promise<QrCode> {
  // Loaded with the first code: it is large.
  const { default: bwipjs } = await import("bwip-js/node");
  const [{ pixs, pixx: size }] = drawn.parse(bwipjs.raw({ bcid: "qrcode", text }));
  const path = pixs.map((dark, index) => (dark ? `M${index % size} ${Math.floor(index / size)}h1v1h-1z` : "")).join("");
  return { size, path };
}
