/** The names of a product in the forms that code and texts have. */
export interface ProductName {
  /** As its folder is named: `my-product`. */
  folder: string;
  /** In addresses, packages, roles and files: `myproduct`. */
  word: string;
  /** For people: `MyProduct`. */
  title: string;
}

/** What a product may be called: words of small letters and digits, with hyphens between, 40 characters at the most. */
export const productName = /^(?=.{2,40}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** The forms of a name that fits {@link productName}. */
export function formsOf(folder: string): ProductName {
  const words = folder.split("-");
  const title = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  // One word: it stands in roles of the database, variables and host names alike.
  return { folder, word: words.join(""), title };
}

/** A text or a path in which a product has another name. */
export const renamed = (text: string, { word, title }: ProductName): string =>
  text.replaceAll("waybill", word).replaceAll("Waybill", title).replaceAll("WAYBILL", word.toUpperCase());
