/** A field of the imported records, as people see it. */
export interface ImportField {
  name: string;
  label: string;
  about: string;
  /** Whether a new record needs it. */
  required: boolean;
}
