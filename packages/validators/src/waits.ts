/** A wait as text: "1 minute", "20 seconds". Rounded up. */
export function inWords(seconds: number): string {
  const [number, unit] =
    seconds <= 90
      ? [seconds, "second"]
      : seconds <= 5400
        ? [Math.ceil(seconds / 60), "minute"]
        : [Math.ceil(seconds / 3600), "hour"];
  return `${number} ${unit}${number === 1 ? "" : "s"}`;
}
