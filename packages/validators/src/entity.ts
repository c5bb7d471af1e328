/** What a kind of thing is called: in messages, in permissions, in addresses. */
export interface EntityDeclaration {
  /** `shelf` */
  readonly name: string;
  /** `shelves`: the name of its resource, whose `read` permission lets somebody hear of its changes. */
  readonly plural: string;
  /** The word that people have for it, where that is another one than its name. */
  readonly word?: string;
  /** The permission that reads it, where it is shown with something else. */
  readonly shownWith?: string;
  /** Whether its page says who else has it open. */
  readonly present?: boolean;
}

/**
 * Declares a kind of thing that values, events and messages refer to.
 *
 * @example export const entities = [entity({ name: "shelf", plural: "shelves" })] as const;
 */
export const entity = <const Declaration extends EntityDeclaration>(declaration: Declaration): Declaration =>
  declaration;
