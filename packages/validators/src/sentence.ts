/** A text with a full stop, so that another sentence can follow. */
export const asSentence = (value: string): string =>
  /[.!?…。！？]["'”’)»]?\s*$/u.test(value) ? value.trimEnd() : `${value.trimEnd()}.`;
