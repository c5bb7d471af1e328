// The package ships no types.
declare module "linebreak" {
  /** Finds where lines may end in a text, by UAX 14. */
  export default class LineBreaker {
    constructor(text: string);
    /** The next place; null at the end of the text. */
    nextBreak(): { position: number; required: boolean } | null;
  }
}
