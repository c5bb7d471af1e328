// The package ships no types.
declare module "linebreak" {
  /** Finds line break opportunities by UAX 14. */
  export default class LineBreaker {
    constructor(text: string);
    /** The next opportunity; null at the end of the text. */
    nextBreak(): { position: number; required: boolean } | null;
  }
}
