/** The names of an entity in messages, permissions and URLs. */
export interface EntityDeclaration {
  /** `shelf` */
  readonly name: string;
  /** `shelves`: the name of its resource, whose `read` permission covers notifications of changes. */
  readonly plural: string;
  /** The display name, if it differs. */
  readonly word?: string;
  /** The permission to read it, if it is shown with something else. */
  readonly shownWith?: string;
  /** Whether its page shows presence. */
  readonly present?: boolean;
}

/**
 * Declares an entity that values, events and messages refer to.
 *
 * @example export const entities = [entity({ name: "shelf", plural: "shelves" })] as const;
 */
export const entity = <const Declaration extends EntityDeclaration>(declaration: Declaration): Declaration =>
  declaration;
