/** The texts of views. */
export const en = {
  title: "Saved views",
  save: "Save view",
  saved: "{name} was saved",
  obsolete: "The view {name} was saved with filters that no longer exist: {filters}. The list is shown without them.",
  sharedByYou: "Shared by you",
  sharedBy: "Shared by {name}",
  onlyYou: "Visible only to you",
  saveChanges: "Save the current filters",
  change: "Rename or share…",
  delete: "Delete…",
  saveAsNew: "Save as a new view…",
  new: "New view",
  edit: "Edit view",
  deleteTitle: "Delete {name}?",
  deleteShared: "Everyone who sees this view loses it. The rows that it shows do not change.",
  deleteOwn: "The rows that it shows do not change.",
  deleteConfirm: "Delete view",
  fields: {
    name: "Name",
    shared: "Share this view",
    state: "Filters",
  },
  sharedHelp: "Everyone who may read this list sees the view in the sidebar.",
  words: {
    entities: {
      view: "saved view",
    },
    actions: {
      save: "Save",
      share: "Share",
    },
  },
} as const;
