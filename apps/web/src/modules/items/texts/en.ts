/** The texts of items. */
export const en = {
  title: "Items",
  about: "The goods that you send, and their stock.",
  new: "New item",
  import: "Import items",
  importCounts: "Import stock counts",
  fields: {
    sku: "SKU",
    weight: "Weight",
    price: "Price",
    currency: "Currency",
    lowStockAt: "Low stock at",
    onHand: "On hand",
    stock: "Stock",
  },
  words: {
    entities: {
      item: "item",
    },
    actions: {
      receive: "Receive stock",
      count: "Count stock",
      correct: "Correct stock",
      importCounts: "Import stock counts",
    },
  },
} as const;
