/** The name of a product in the forms of code and texts. */
export interface ProductName {
  /** The name of its folder: `my-product`. */
  folder: string;
  /** In addresses, packages, roles and files: `myproduct`. */
  word: string;
  /** For people: `MyProduct`. */
  title: string;
}

/** A valid product name: words of lower-case letters and digits, joined by hyphens, up to 40 characters. */
export const productName = /^(?=.{2,40}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** The forms of a valid {@link productName}. */
export function formsOf(folder: string): ProductName {
  const words = folder.split("-");
  const title = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  // One word, which is valid in database roles, variables and host names.
  return { folder, word: words.join(""), title };
}

/** Replaces the product's name in a text or path. */
export const renamed = (text: string, { word, title }: ProductName): string =>
  text.replaceAll("waybill", word).replaceAll("Waybill", title).replaceAll("WAYBILL", word.toUpperCase());
