// The components of this module for other modules.

export { NewItemForm } from "./item-form.tsx";
export { ItemSelect } from "./item-select.tsx";
export { ReceiveDialog } from "./stock-dialogs.tsx";
