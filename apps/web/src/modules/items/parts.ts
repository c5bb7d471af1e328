// What other modules show of this one.

export { NewItemForm } from "./item-form.tsx";
export { ItemSelect } from "./item-select.tsx";
export { ReceiveDialog } from "./stock-dialogs.tsx";
